/**
 * Numbers of half precision (IEEE 754 binary16) as single precision. Browsers that know `Float16Array` hold them in one, others as their bits in a
 * `Uint16Array`.
 */
export function widened(halves: ArrayLike<number>): Float32Array {
  if (!(halves instanceof Uint16Array)) return new Float32Array(halves);
  table ??= Float32Array.from({ length: 1 << 16 }, (_, bits) => valueOf(bits));
  const wide = new Float32Array(halves.length);
  for (let i = 0; i < wide.length; i++) wide[i] = table[halves[i] ?? 0] ?? NaN;
  return wide;
}

/** All 65,536 values, made when first needed. */
let table: Float32Array | undefined;

function valueOf(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
