/** P(Z > z) of the standard normal distribution, accurate in the far tail too. */
export function normalAbove(z: number): number {
  if (z < 0) return 1 - normalAbove(-z);
  return upperGamma(0.5, (z * z) / 2) / 2;
}

/** The z with P(Z ≤ z) = `share`, from 0 to 1: Acklam's rational start, then Halley's steps. */
export function normalQuantile(share: number): number {
  if (share <= 0) return -Infinity;
  if (share >= 1) return Infinity;
  if (share > 0.5) return -normalQuantile(1 - share);
  const tail = Math.sqrt(-2 * Math.log(share));
  // Abramowitz & Stegun 26.2.23, good to 4.5e-4.
  let z = -(tail - (2.515517 + tail * (0.802853 + tail * 0.010328)) / (1 + tail * (1.432788 + tail * (0.189269 + tail * 0.001308))));
  for (let step = 0; step < 4; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const error = (normalAbove(-z) - share) / density;
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

/** P(|T| > |t|) of Student's distribution with `freedom` > 0 degrees of freedom. */
export function studentBothSides(t: number, freedom: number): number {
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** P(T > t) of Student's distribution. */
export function studentAbove(t: number, freedom: number): number {
  const both = studentBothSides(t, freedom) / 2;
  return t >= 0 ? both : 1 - both;
}

/** The t with P(T ≤ t) = `share`, between 0 and 1, of Student's distribution; by halving, to the last bits. */
export function studentQuantile(share: number, freedom: number): number {
  if (share < 0.5) return -studentQuantile(1 - share, freedom);
  let high = 1;
  while (studentAbove(high, freedom) > 1 - share) high *= 2;
  return halve(0, high, (t) => studentAbove(t, freedom) > 1 - share);
}

/** The x with P(X ≤ x) = `share` of the beta distribution, a and b > 0; by halving, to the last bits. */
export function betaQuantile(share: number, a: number, b: number): number {
  return halve(0, 1, (x) => incompleteBeta(x, a, b) < share);
}

/** Where a condition that holds at first and then no more stops holding. */
function halve(from: number, to: number, holds: (value: number) => boolean): number {
  let [low, high] = [from, to];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (holds(middle)) low = middle;
    else high = middle;
  }
}

/** ln Γ(x), x > 0: Stirling's series, above 12 where it is exact to the last bits. */
export function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  while (at < 12) {
    shift += Math.log(at);
    at++;
  }
  const square = at * at;
  const series =
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / (360360 * square)) / square) / square) / square) / square) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** The regularised upper incomplete gamma function Q(a, x), a > 0: a series below a + 1, Lentz's continued fraction above (DLMF 8.7.1, 8.9.2). */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= x / (a + k);
      sum += term;
    }
    return 1 - front * sum;
  }
  let c = Infinity;
  let d = 1 / (x + 1 - a);
  let fraction = d;
  for (let k = 1; k < 2000; k++) {
    const step = -k * (k - a);
    const base = x + 2 * k + 1 - a;
    d = 1 / (step * d + base);
    c = base + step / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front * fraction;
}

/** The x with P(X ≤ x) = `share` of the gamma distribution of this shape, > 0, and scale 1; by halving, to the last bits. */
export function gammaQuantile(share: number, shape: number): number {
  let high = Math.max(1, shape);
  while (upperGamma(shape, high) > 1 - share) high *= 2;
  return halve(0, high, (x) => upperGamma(shape, x) > 1 - share);
}

/** The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction (DLMF 8.17.22). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let fraction = d;
  for (let m = 1; m < 2000; m++) {
    for (const step of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 + step * d;
      c = 1 + step / c;
      if (Math.abs(d) < tiny) d = tiny;
      if (Math.abs(c) < tiny) c = tiny;
      d = 1 / d;
      fraction *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front * fraction;
}
