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
if (typeof GPUDevice === 'function') {
  const gone = new WeakSet();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- the proxy calls it on what it was called on
  GPUDevice.prototype.createBuffer = new Proxy(GPUDevice.prototype.createBuffer, {
    apply(target, device, given) {
      buffers += 1;
      return Reflect.apply(target, device, given);
    },
  });
  // eslint-disable-next-line @typescript-eslint/unbound-method -- likewise
  GPUBuffer.prototype.destroy = new Proxy(GPUBuffer.prototype.destroy, {
    apply(target, buffer) {
      if (!gone.has(buffer)) buffers -= 1;
      gone.add(buffer);
      Reflect.apply(target, buffer, []);
    },
  });
}

self.addEventListener('message', ({ data }) => {
  if (data?.type === 'probe')
    self.postMessage({ type: 'probe', heap: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0), buffers });
});
