import {
  MEAN_POINTS,
  SEGMENTS,
  binomial,
  drawSample,
  hits,
  labels,
  load,
  normal,
  penalties,
  poisson,
  random,
  seed,
} from './selftest-world.js';

/** @type {typeof import('../../src/stats/series.ts')} */
const { meanSeries } = await load('series.ts');
/** @type {typeof import('../../src/stats/bootstrap.ts')} */
const { bootstrap, bootstrapP, correctedInterval, differenceInterval } = await load('bootstrap.ts');
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
const { cohenKappa, kappaInterval } = await load('kappa.ts');
/** @type {typeof import('../../src/stats/krippendorff.ts')} */
const { alphaSeries } = await load('krippendorff.ts');
/** @type {typeof import('../../src/stats/weighted-counts.ts')} */
const { weightedCount, weightedCountInterval } = await load('weighted-counts.ts');
/** @type {typeof import('../../src/stats/bradley-terry.ts')} */
const { bradleyTerry } = await load('bradley-terry.ts');
/** @type {typeof import('../../src/stats/clustered-share.ts')} */
const { clusteredShare } = await load('clustered-share.ts');
/** @type {typeof import('../../src/stats/survey.ts')} */
const { stratifiedShare } = await load('survey.ts');
/** @type {typeof import('../../src/stats/correlation-difference.ts')} */
const { correlationDifference } = await load('correlation-difference.ts');
const LEVEL = 0.95;
const ALPHA = 0.05;
const RESAMPLES = 1000;

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
    runs: 20000,
    nominal: ALPHA,
    kind: 'exact',
    run: () => {
      const [a, b] = penalties(2).map(meanSeries);
      return (
        a !== undefined && b !== undefined && (finish(randomizationP([[a, b]], SEGMENTS, { trials: 500, seed: seed() }))[0] ?? 1) < ALPHA
      );
    },
  },
  'false-positive.randomization-as-sacrebleu': {
    runs: 20000,
    nominal: ALPHA,
    kind: 'exact',
    run: () => {
      const [a, b] = penalties(2).map((values) => ({ ...meanSeries(values), countsTies: false }));
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
    runs: 4000,
    nominal: ALPHA,
    kind: 'exact',
    run: () => !holds(interval(Float64Array.from(pair())), 0),
  },
  'false-positive.bootstrap-interval-10-documents': {
    runs: 4000,
    nominal: ALPHA,
    kind: 'exact',
    run: () => !holds(interval(documentDifferences(10)), 0),
  },
  'false-positive.bootstrap-interval-5-documents': {
    runs: 4000,
    nominal: ALPHA,
    kind: 'exact',
    run: () => !holds(interval(documentDifferences(5)), 0),
  },
  'false-positive.correlation-difference': {
    runs: 2000,
    nominal: ALPHA,
    kind: 'exact',
    run: () => {
      const human = Array.from({ length: 150 }, normal);
      const [first, second] = [0, 1].map(() => human.map((value) => 0.5 * value + normal())); // prettier-ignore
      if (!first || !second) return false;
      const units = human.map((_, i) => Math.floor(i / 3));
      const found = finish(correlationDifference({ human, first, second, units }, { trials: 399, seed: seed() }));
      return 'p' in found && found.p <= ALPHA;
    },
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
    runs: 4000,
    nominal: LEVEL,
    kind: 'exact',
    run: () => holds(meanInterval(penalties(1)[0] ?? new Float64Array()), MEAN_POINTS),
  },
  'coverage.bootstrap-mean-20': {
    runs: 4000,
    nominal: LEVEL,
    kind: 'exact',
    run: () => holds(meanInterval((penalties(1)[0] ?? new Float64Array()).slice(0, 20)), MEAN_POINTS),
  },
  'coverage.alpha-interval-bootstrap': {
    runs: 1000,
    nominal: LEVEL,
    kind: 'exact',
    run: () => {
      // Each rater's value is the truth and as much chance again: α of the whole population is a half.
      const table = Array.from({ length: 100 }, () => {
        const truth = normal();
        return [truth + normal(), truth + normal(), truth + normal()];
      });
      return holds(finish(bootstrap([alphaSeries(table, 'interval')], 100, { samples: RESAMPLES, seed: seed(), level: LEVEL }))[0], 0.5);
    },
  },
  'coverage.alpha-bootstrap': {
    runs: 1000,
    nominal: LEVEL,
    kind: 'exact',
    run: () =>
      holds(finish(bootstrap([alphaSeries(labels(100, 3), 'nominal')], 100, { samples: RESAMPLES, seed: seed(), level: LEVEL }))[0], 0.49),
  },
  'coverage.kappa': {
    runs: 4000,
    nominal: LEVEL,
    kind: 'exact',
    run: () => {
      const table = labels(100, 2);
      const kappa = cohenKappa(table.map(([a]) => a), table.map(([, b]) => b), 'none'); // prettier-ignore
      return !('reason' in kappa) && holds(kappaInterval(kappa), 0.49);
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
  'coverage.documents-filled': { runs: 2000, nominal: LEVEL, kind: 'bound', run: () => coversDocuments(5, 100, filled) },
  'coverage.documents-filled-30': { runs: 2000, nominal: LEVEL, kind: 'bound', run: () => coversDocuments(30, 100, filled) },
  'coverage.documents-filled-half-seen': { runs: 2000, nominal: LEVEL, kind: 'bound', run: () => coversDocuments(20, 40, filled) },
  'coverage.documents-alike': { runs: 2000, nominal: LEVEL, kind: 'bound', run: () => coversDocuments(20, 100, alike) },
  'coverage.strata': { runs: 2000, nominal: LEVEL, kind: 'bound', run: coversStrata },
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

/** The interval of a system's mean. @param {Float64Array} values */
function meanInterval(values) {
  const series = meanSeries(values);
  const [resampled = new Float64Array()] = finish(
    resample([series], new Resamples({ units: values.length, samples: RESAMPLES, seed: seed() })),
  );
  return correctedInterval(resampled, series, LEVEL);
}

/** The interval of a mean difference. @param {Float64Array} values */
function interval(values) {
  const units = values.length;
  const [resampled = new Float64Array()] = finish(
    resample([meanSeries(values)], new Resamples({ units, samples: RESAMPLES, seed: seed() })),
  );
  return differenceInterval(resampled, { level: LEVEL, units });
}

/** Mean differences of equal systems by document, 20 segments each, which lean to one system or the other. @param {number} documents */
function documentDifferences(documents) {
  return Float64Array.from(
    { length: documents },
    () =>
      0.3 * normal() +
      pair()
        .slice(0, 20)
        .reduce((sum, value) => sum + value, 0) /
        20,
  );
}

/** A tenth of documents is all problems, the others have none. @param {number} documents */
function filled(documents) {
  const full = new Set(drawSample(Array.from({ length: documents }, (_, i) => i), documents / 10, random)); // prettier-ignore
  return Array.from({ length: documents }, (_, i) => ({ units: 30, hits: full.has(i) ? 30 : 0 }));
}

/** Documents of many sizes whose segments are as alike as in TED's ratings: a correlation of 0.12 around a tenth of problems. @param {number} documents */
function alike(documents) {
  return Array.from({ length: documents }, () => {
    const units = 1 + poisson(5 + 50 * random());
    return { units, hits: binomial(units, random() < 0.733 ? 0 : 0.05 + 0.65 * random()) };
  });
}

/** @param {number} drawn @param {number} documents @param {(documents: number) => readonly { units: number, hits: number }[]} make */
function coversDocuments(drawn, documents, make) {
  const all = make(documents);
  const units = all.reduce((sum, one) => sum + one.units, 0);
  const hits = all.reduce((sum, one) => sum + one.hits, 0);
  return holds(clusteredShare(drawSample(all, drawn, random), { documents, units }), hits / units);
}

function coversStrata() {
  const strata = [[500, 20, 0.04], [300, 12, 0.15], [150, 8, 0], [50, 4, 0.5]].map(([population = 0, sampled = 0, share = 0]) => ({ population, sampled, faulty: Math.round(population * share) })); // prettier-ignore
  const truth = strata.reduce((sum, { faulty }) => sum + faulty, 0) / strata.reduce((sum, { population }) => sum + population, 0);
  return holds(stratifiedShare(strata.map((one) => ({ ...one, hits: hits(one.population, one.faulty, one.sampled) }))), truth);
}

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
