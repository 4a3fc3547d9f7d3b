import { MEAN_POINTS, SEGMENTS, binomial, hits, labels, load, normal, penalties, poisson, random, seed } from './selftest-world.js';

/** @type {typeof import('../../src/stats/series.ts')} */
const { meanSeries } = await load('series.ts');
/** @type {typeof import('../../src/stats/bootstrap.ts')} */
const { bootstrap, bootstrapP } = await load('bootstrap.ts');
/** @type {typeof import('../../src/stats/resampling.ts')} */
const { Resamples, resample } = await load('resampling.ts');
/** @type {typeof import('../../src/stats/randomization.ts')} */
const { randomizationP } = await load('randomization.ts');
/** @type {typeof import('../../src/stats/soft-pairwise-accuracy.ts')} */
const { pairwisePermutation } = await load('soft-pairwise-accuracy.ts');
/** @type {typeof import('../../src/stats/wilcoxon.ts')} */
const { wilcoxonSignedRank } = await load('wilcoxon.ts');
/** @type {typeof import('../../src/stats/multiplicity.ts')} */
const { adjustedPValues } = await load('multiplicity.ts');
/** @type {typeof import('../../src/stats/power.ts')} */
const { confidenceSequence } = await load('power.ts');
/** @type {typeof import('../../src/stats/proportion.ts')} */
const { clopperPearson, hitsInPopulation, wilson } = await load('proportion.ts');
/** @type {typeof import('../../src/stats/correlation.ts')} */
const { pearson } = await load('correlation.ts');
/** @type {typeof import('../../src/stats/kappa.ts')} */
const { cohenKappa } = await load('kappa.ts');
/** @type {typeof import('../../src/stats/krippendorff.ts')} */
const { alphaSeries } = await load('krippendorff.ts');
/** @type {typeof import('../../src/stats/weighted-counts.ts')} */
const { weightedCount, weightedCountInterval } = await load('weighted-counts.ts');
/** @type {typeof import('../../src/stats/bradley-terry.ts')} */
const { bradleyTerry } = await load('bradley-terry.ts');
const LEVEL = 0.95;
const ALPHA = 0.05;
const RESAMPLES = 500;

/** @template T @param {Generator<void, T>} running @returns {T} */
function finish(running) {
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function differences(a, b) {
  return Array.from(a, (value, i) => value - (b[i] ?? 0));
}

/** @param {{ low: number, high: number } | undefined} interval @param {number} truth */
function holds(interval, truth) {
  return interval !== undefined && interval.low <= truth && truth <= interval.high;
}

/** By name: how many runs, what is expected, and one run: whether a true null was refused, or the truth covered. `exact`: the rate is the nominal one. `bound`: no worse than it. */
const TRIALS = /** @type {const} */ ({
  'false-positive.wilcoxon': { runs: 2000, nominal: ALPHA, kind: 'exact', run: () => wilcoxonSignedRank(pair()).p < ALPHA },
  'false-positive.permutation': {
    runs: 1000,
    nominal: ALPHA,
    kind: 'exact',
    run: () => (finish(pairwisePermutation(penalties(2), { trials: 400, seed: seed() }))[0] ?? 1) < ALPHA,
  },
  'false-positive.randomization': {
    runs: 1000,
    nominal: ALPHA,
    kind: 'exact',
    run: () => {
      const [a, b] = penalties(2).map(meanSeries);
      return (
        a !== undefined && b !== undefined && (finish(randomizationP([[a, b]], SEGMENTS, { trials: 500, seed: seed() }))[0] ?? 1) < ALPHA
      );
    },
  },
  'false-positive.bootstrap': {
    runs: 1000,
    nominal: ALPHA,
    kind: 'exact',
    run: () => {
      const [a, b] = penalties(2).map(meanSeries);
      if (!a || !b) return false;
      const [first, second] = finish(resample([a, b], new Resamples({ units: SEGMENTS, samples: RESAMPLES, seed: seed() })));
      const between = (first ?? new Float64Array()).map((value, i) => value - (second?.[i] ?? 0));
      const observed = differences(a.rows, b.rows).reduce((sum, value) => sum + value, 0) / SEGMENTS;
      return bootstrapP(between, observed) < ALPHA;
    },
  },
  'false-positive.bootstrap-interval': {
    runs: 1000,
    nominal: ALPHA,
    kind: 'exact',
    run: () =>
      !holds(
        finish(bootstrap([meanSeries(Float64Array.from(pair()))], SEGMENTS, { samples: RESAMPLES, seed: seed(), level: LEVEL }))[0],
        0,
      ),
  },
  'false-positive.holm-four-systems': { runs: 2000, nominal: ALPHA, kind: 'bound', run: () => anyOfFour('holm') },
  'false-positive.benjamini-hochberg-four-systems': {
    runs: 2000,
    nominal: ALPHA,
    kind: 'bound',
    run: () => anyOfFour('benjamini-hochberg'),
  },
  'false-positive.sequential-every-look': { runs: 1000, nominal: ALPHA, kind: 'bound', run: everLeaves },
  'coverage.bootstrap-mean': {
    runs: 1000,
    nominal: LEVEL,
    kind: 'exact',
    run: () =>
      holds(finish(bootstrap(penalties(1).map(meanSeries), SEGMENTS, { samples: RESAMPLES, seed: seed(), level: LEVEL }))[0], MEAN_POINTS),
  },
  'coverage.alpha-bootstrap': {
    runs: 1000,
    nominal: LEVEL,
    kind: 'exact',
    run: () =>
      holds(finish(bootstrap([alphaSeries(labels(100, 3), 'nominal')], 100, { samples: RESAMPLES, seed: seed(), level: LEVEL }))[0], 0.49),
  },
  'coverage.kappa': {
    runs: 2000,
    nominal: LEVEL,
    kind: 'exact',
    run: () => {
      const table = labels(400, 2); // its standard error is a large-sample one: at 100 items it covers 93 to 94 %
      const kappa = cohenKappa(table.map(([a]) => a), table.map(([, b]) => b), 'none'); // prettier-ignore
      return !('reason' in kappa) && holds(kappa, 0.49);
    },
  },
  'coverage.pearson': {
    runs: 20000,
    nominal: LEVEL,
    kind: 'exact',
    run: () => {
      const x = Array.from({ length: 50 }, normal);
      const r = pearson(x, x.map((value) => 0.5 * value + Math.sqrt(0.75) * normal())); // prettier-ignore
      return !('reason' in r) && holds(r, 0.5);
    },
  },
  'coverage.bradley-terry': { runs: 1000, nominal: LEVEL, kind: 'exact', run: coversStrength },
  'coverage.wilson': {
    runs: 20000,
    nominal: LEVEL,
    kind: 'exact',
    run: () => anyShare((share) => holds(wilson(binomial(100, share), 100), share)),
  },
  'coverage.clopper-pearson': {
    runs: 20000,
    nominal: LEVEL,
    kind: 'bound',
    run: () => holds(clopperPearson(binomial(100, 0.05), 100), 0.05),
  },
  'coverage.finite-population': {
    runs: 1000,
    nominal: LEVEL,
    kind: 'bound',
    run: () => holds(hitsInPopulation(hits(500, 30, 60), 60, 500), 30),
  },
  'coverage.weighted-errors': {
    runs: 2000,
    nominal: LEVEL,
    kind: 'bound',
    run: () => {
      const errors = [...new Array(poisson(6)).fill(1), ...new Array(poisson(1)).fill(5)];
      return holds(weightedCountInterval(weightedCount(errors), 5, LEVEL), 6 + 5);
    },
  },
});

function pair() {
  const [a = new Float64Array(), b = new Float64Array()] = penalties(2);
  return differences(a, b);
}

/** @param {'holm' | 'benjamini-hochberg'} correction */
function anyOfFour(correction) {
  const systems = penalties(4);
  const p = systems.flatMap((a, i) => systems.slice(0, i).map((b) => wilcoxonSignedRank(differences(a, b)).p));
  return adjustedPValues(p, correction).some((one) => one < ALPHA);
}

function everLeaves() {
  const values = [...pair(), ...pair()];
  let [sum, squares] = [0, 0];
  for (const [i, value] of values.entries()) {
    const units = i + 1;
    sum += value;
    squares += value * value;
    const mean = sum / units;
    const deviation = Math.sqrt(Math.max(0, squares - units * mean * mean) / Math.max(1, units - 1));
    const interval = confidenceSequence({ mean, deviation, units }, { alpha: ALPHA, planned: SEGMENTS });
    if (interval && !holds(interval, 0)) return true;
  }
  return false;
}

function coversStrength() {
  const truth = [0.6, 0.1, -0.2, -0.5];
  const wins = truth.map(() => truth.map(() => 0));
  for (let i = 0; i < truth.length; i++) {
    for (let j = 0; j < i; j++) {
      const won = binomial(40, 1 / (1 + Math.exp((truth[j] ?? 0) - (truth[i] ?? 0))));
      const [own, other] = [wins[i], wins[j]];
      if (own) own[j] = won;
      if (other) other[i] = 40 - won;
    }
  }
  const found = bradleyTerry({ wins, ties: truth.map(() => truth.map(() => 0)) });
  if ('reason' in found) return false;
  const { value = NaN, standardError = NaN } = found[0] ?? {};
  return Math.abs(value - (truth[0] ?? 0)) <= 1.96 * standardError;
}

/** Wilson's interval promises its level on average over shares. @param {(share: number) => boolean} test */
function anyShare(test) {
  return test(0.02 + 0.96 * random());
}

/**
 * Systems that are simulated to be equal, and figures whose truth is known: how often each test refuses wrongly and each interval holds the truth, beside what it promises. Three
 * standard errors of the simulation are allowed. Runs in Node: these functions know no browser. docs/statistics.md keeps the table.
 * @param {{ report: (figure: { name: string, value: number, unit: string, against: string }) => void }} options
 */
export function run({ report }) {
  for (const [name, { runs, nominal, kind, run: one }] of Object.entries(TRIALS)) {
    let count = 0;
    for (let i = 0; i < runs; i++) if (one()) count++;
    const value = count / runs;
    const error = Math.sqrt((nominal * (1 - nominal)) / runs);
    const excess = name.startsWith('coverage') ? nominal - value : value - nominal;
    const isKept = kind === 'exact' ? Math.abs(excess) <= 3 * error : excess <= 3 * error;
    const promise = kind === 'exact' ? '' : name.startsWith('coverage') ? 'at least ' : 'at most ';
    report({
      name: `selftest.${name}`,
      value,
      unit: 'share',
      against: `${promise}${nominal} ± ${error.toFixed(4)}: ${isKept ? 'kept' : 'NOT KEPT'}`,
    });
  }
  return Promise.resolve();
}
