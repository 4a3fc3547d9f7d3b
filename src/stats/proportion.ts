/** What a share lies between with 95 % confidence, two-sided. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What is left out on each side of a 95 % interval. */
const TAIL = 0.025;
/** The tail of a one-sided 95 % bound. */
const ONE_TAIL = 0.05;
/** A tail that is exactly its share on paper is refused on either side, though a sum of logarithms comes out a hair above it. */
const ROUNDING = 1 + 1e-9;
/** The standard normal's 0.975 quantile. */
const Z = 1.959963984540054;

/** Wilson's score interval (Wilson 1927) of a share, without continuity correction; 0 to 1. `trials` > 0. Close to 95 % on average, not always. */
export function wilson(hits: number, trials: number): Interval {
  const share = hits / trials;
  const z2 = Z * Z;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return { low: hits === 0 ? 0 : centre - half, high: hits === trials ? 1 : centre + half };
}

/**
 * The exact interval of a share by Clopper and Pearson (1934), 0 to 1: at least 95 %, whatever the share; for a sample from a batch
 * without end. `trials` > 0.
 */
export function clopperPearson(hits: number, trials: number): Interval {
  return {
    low: hits === 0 ? 0 : solve((share) => 1 - binomialAtMost(hits - 1, trials, share) > TAIL),
    high: hits === trials ? 1 : solve((share) => binomialAtMost(hits, trials, share) <= TAIL),
  };
}

/**
 * How many of all `population` units are hits, given `hits` in a simple random sample of `sampled` of them, drawn without replacement: every
 * number that the hypergeometric distribution does not refuse at 2.5 % on either side (the exact interval for a finite batch; Wright 1991). A batch seen
 * whole has no uncertainty left: both ends are `hits`.
 */
export function hitsInPopulation(hits: number, sampled: number, population: number): Interval {
  return { low: leastOf(hits, sampled, population, TAIL), high: mostOf(hits, sampled, population, TAIL) };
}

/**
 * The fewest hits that all units can have, with 95 % confidence on this one side. It holds too where one stopped looking at a hit that was the last one needed to refuse.
 */
export function leastInPopulation(hits: number, sampled: number, population: number): number {
  return leastOf(hits, sampled, population, ONE_TAIL);
}

/** The most hits that all units can have, with 95 % confidence on this one side. It holds too where one stopped as soon as enough good units were seen to accept. */
export function mostInPopulation(hits: number, sampled: number, population: number): number {
  return mostOf(hits, sampled, population, ONE_TAIL);
}

function leastOf(hits: number, sampled: number, population: number, tail: number): number {
  const most = population - (sampled - hits);
  return firstWhere(hits, most, (all) => 1 - hypergeometricAtMost(hits - 1, sampled, all, population) > tail * ROUNDING);
}

function mostOf(hits: number, sampled: number, population: number, tail: number): number {
  const most = population - (sampled - hits);
  return firstWhere(hits, most + 1, (all) => hypergeometricAtMost(hits, sampled, all, population) <= tail * ROUNDING) - 1;
}

/** The share at which a condition that rises with it begins to hold, to the last bit. */
function solve(holds: (share: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (holds(middle)) high = middle;
    else low = middle;
  }
}

/** The smallest whole number from `low` on for which a condition that stays true once true holds; `high` where none below it does. */
function firstWhere(low: number, high: number, holds: (count: number) => boolean): number {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** P(X ≤ hits), X binomial. */
function binomialAtMost(hits: number, trials: number, share: number): number {
  let sum = 0;
  for (let k = 0; k <= hits; k++) {
    sum += Math.exp(logChoose(trials, k) + k * Math.log(share) + (trials - k) * Math.log1p(-share));
  }
  return Math.min(1, sum);
}

/** P(X ≤ hits), X the hits among `sampled` of `population` units of which `all` are hits. */
function hypergeometricAtMost(hits: number, sampled: number, all: number, population: number): number {
  const samples = logChoose(population, sampled);
  let sum = 0;
  for (let k = Math.max(0, sampled - (population - all)); k <= Math.min(hits, all); k++) {
    sum += Math.exp(logChoose(all, k) + logChoose(population - all, sampled - k) - samples);
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** ln n! : the product itself while it is exact, then Stirling's series, whose error is below 1e-16 there. */
function logFactorial(n: number): number {
  if (n < 19) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const square = n * n;
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square) / square) / n;
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}
