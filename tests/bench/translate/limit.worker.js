// What this machine can do in the browser, on one thread: bytes read per second from more memory than its caches hold, and 8-bit multiplications per
// second from registers (`i32x4.dot_i16x8_s`, the widest integer product of WebAssembly without relaxed SIMD). Message: { seconds }; answered once.

const PAGES = 2048; // 128 MiB
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
    ...section(EXPORT, [2, 1, 0x72, 0, 0, 1, 0x6d, 0, 1]),
    ...section(CODE, [
      2,
      ...body([2, 1, I32, 4, V128], [...loop(reads, LOADS * 16), ...joined(4)]),
      ...body([2, 1, I32, CHAINS, V128], [...loop(chains, 1), ...joined(CHAINS)]),
    ]),
  ]);
}

self.addEventListener('message', ({ data }) => {
  void measure(data.seconds).then((found) => self.postMessage(found));
});

/** @param {number} seconds */
async function measure(seconds) {
  const { instance } = await WebAssembly.instantiate(program());
  const run = /** @type {{ r: (bytes: number) => number, m: (times: number) => number }} */ (/** @type {unknown} */ (instance.exports));
  const bytes = PAGES * 65536;
  const rate = (/** @type {() => number} */ work) => {
    work();
    let best = 0;
    for (const end = performance.now() + seconds * 500; performance.now() < end;) {
      const started = performance.now();
      const done = work();
      best = Math.max(best, (done * 1000) / (performance.now() - started));
    }
    return best;
  };
  const times = 4_000_000;
  return {
    bytesPerSecond: rate(() => (run.r(bytes), bytes)),
    productsPerSecond: rate(() => (run.m(times), times * CHAINS * 8)),
  };
}

export {};
