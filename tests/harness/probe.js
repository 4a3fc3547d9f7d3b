// Runs in an inference worker before anything else: counts what the runtime asks the browser for, and tells it when asked.
/** @type {WebAssembly.Memory[]} */
const memories = [];
const { Memory } = WebAssembly;
WebAssembly.Memory = new Proxy(Memory, {
  construct(target, given) {
    const memory = Reflect.construct(target, given);
    memories.push(memory);
    return memory;
  },
});

let buffers = 0;
/** @type {Set<GPUDevice>} */
const devices = new Set();
if (typeof GPUDevice === 'function') {
  const { createBuffer } = GPUDevice.prototype;
  const { destroy } = GPUBuffer.prototype;
  const gone = new WeakSet();
  GPUDevice.prototype.createBuffer = function (/** @type {GPUBufferDescriptor} */ descriptor) {
    buffers += 1;
    devices.add(this);
    return createBuffer.call(this, descriptor);
  };
  GPUBuffer.prototype.destroy = function () {
    if (!gone.has(this)) buffers -= 1;
    gone.add(this);
    return destroy.call(this);
  };
}

self.addEventListener('message', ({ data }) => {
  if (data?.type === 'probe')
    self.postMessage({ type: 'probe', heap: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0), buffers });
});
