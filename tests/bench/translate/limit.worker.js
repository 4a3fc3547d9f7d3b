// What this machine can do in the browser, on one thread: bytes read per second from more memory than its caches hold, and 8-bit multiplications per
// second from registers (`i32x4.dot_i16x8_s`, the widest integer product of WebAssembly without relaxed SIMD). Message: 'read' or 'multiply', for as many
// milliseconds as it says, and 'prepare' before; each is answered by a number.
// The memory is written before it is read: pages that never were are one page of zeros to the system, and that lies in the nearest cache.

const PAGES = 4096; // 256 MiB
const TYPE = 1;
const FUNCTION = 3;
const MEMORY = 5;
const EXPORT = 7;
const CODE = 10;

const I32 = 0x7f;
const V128 = 0x7b;
const get = (/** @type {number} */ i) => [0x20, i];
const set = (/** @type {number} */ i) => [0x21, i];
const constant = (/** @type {number} */ n) => [0x41, ...signed(n)];
const load = (/** @type {number} */ offset) => [0xfd, 0, 4, ...unsigned(offset)];
const xor = [0xfd, 0x51];
const dot = [0xfd, ...unsigned(0xba)];
const add = [0xfd, ...unsigned(0xae)];
const LOADS = 16;
const CHAINS = 12;

/** @param {number} n */
function unsigned(n) {
  const bytes = [];
  do {
    bytes.push((n & 127) | (n > 127 ? 128 : 0));
    n >>>= 7;
  } while (n > 0);
  return bytes;
}

/** @param {number} n */
function signed(n) {
  const bytes = [];
  for (;;) {
    const byte = n & 127;
    n >>= 7;
    if ((n === 0 && (byte & 64) === 0) || (n === -1 && (byte & 64) !== 0)) return [...bytes, byte];
    bytes.push(byte | 128);
  }
}

/** @param {number} id @param {readonly number[]} content */
const section = (id, content) => [id, ...unsigned(content.length), ...content];
/** @param {readonly number[]} locals @param {readonly number[]} code */
function body(locals, code) {
  const all = [...locals, ...code, 0x0b];
  return [...unsigned(all.length), ...all];
}
/** A loop that runs `code`, then adds `step` to local 1 until it reaches local 0. @param {readonly number[]} code @param {number} step */
const loop = (code, step) => [0x03, 0x40, ...code, ...get(1), ...constant(step), 0x6a, 0x22, 1, ...get(0), 0x49, 0x0d, 0, 0x0b];

/** `read(bytes)` and `multiply(times)`; each multiplies or reads through to the end and returns something, so that nothing is left out. */
function program() {
  const reads = Array.from({ length: LOADS }, (_, i) => [
    ...get(2 + (i % 4)),
    ...get(1),
    ...load(i * 16),
    ...xor,
    ...set(2 + (i % 4)),
  ]).flat();
  const chains = Array.from({ length: CHAINS }, (_, i) => [
    ...get(2 + i),
    ...get(2 + i),
    ...get(2 + ((i + 1) % CHAINS)),
    ...dot,
    ...add,
    ...set(2 + i),
  ]).flat();
  const low = [0xfd, 0x1b, 0]; // i32x4.extract_lane 0
  const joined = (/** @type {number} */ count) => [
    ...get(2),
    ...Array.from({ length: count - 1 }, (_, i) => [...get(3 + i), ...xor]).flat(),
    ...low,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(TYPE, [1, 0x60, 1, I32, 1, I32]),
    ...section(FUNCTION, [2, 0, 0]),
    ...section(MEMORY, [1, 0, ...unsigned(PAGES)]),
    ...section(EXPORT, [3, 1, 0x72, 0, 0, 1, 0x6d, 0, 1, 6, ...new TextEncoder().encode('memory'), 2, 0]),
    ...section(CODE, [
      2,
      ...body([2, 1, I32, 4, V128], [...loop(reads, LOADS * 16), ...joined(4)]),
      ...body([2, 1, I32, CHAINS, V128], [...loop(chains, 1), ...joined(CHAINS)]),
    ]),
  ]);
}

/** @typedef {{ memory: WebAssembly.Memory, r: (bytes: number) => number, m: (times: number) => number }} Probe */

const BYTES = PAGES * 65536;
const TIMES = 4_000_000;

/** @type {Probe | undefined} */
let probe;
let check = 0; // what came out goes back with the answer, so that none of the work can be left out

self.addEventListener('message', ({ data }) => {
  void answer(data.kind, data.milliseconds ?? 0).then((rate) => self.postMessage({ rate, check }));
});

/** @param {'prepare' | 'read' | 'multiply'} kind @param {number} milliseconds @returns {Promise<number>} a second */
async function answer(kind, milliseconds) {
  probe ??= await prepared();
  const { r: read, m: multiply } = probe;
  const turns = {
    prepare: () => 0,
    read: () => {
      check ^= read(BYTES);
      return BYTES;
    },
    multiply: () => {
      check ^= multiply(TIMES);
      return TIMES * CHAINS * 8;
    },
  };
  turns[kind]();
  let done = 0;
  const started = performance.now();
  do done += turns[kind]();
  while (performance.now() < started + milliseconds);
  return (done * 1000) / (performance.now() - started);
}

async function prepared() {
  const { instance } = await WebAssembly.instantiate(program());
  const made = /** @type {Probe} */ (/** @type {unknown} */ (instance.exports));
  const words = new Uint32Array(made.memory.buffer);
  for (let i = 0, value = 1; i < words.length; i++) words[i] = value = (Math.imul(value, 1664525) + 1013904223) | 0;
  return made;
}

export {};
