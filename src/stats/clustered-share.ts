import type { Interval } from '#stats/proportion.ts';
import { Random } from '#stats/random.ts';
import { quantile } from '#stats/summary.ts';
import type { SurveyShare } from '#stats/survey.ts';

/** What is left out on each side of a 95 % interval. */
const TAIL = 0.025;
/** Draws behind an interval: fewer where many kinds of documents, which make each dear and the ends sure. */
const MOST_DRAWS = 20_000;
const LEAST_DRAWS = 500;
const WORK = 150_000;
/** An interval is the same whenever it is computed of the same counts. */
const SEED = 1998;

/** A document that was looked at whole. */
export interface ClusterCount {
  readonly units: number;
  readonly hits: number;
}

/** What the documents were drawn from. */
export interface ClusteredWhole {
  readonly documents: number;
  /** Units of all those documents. */
  readonly units: number;
}

/**
 * The share of hits among all units, from documents drawn at random with the same chance each and looked at whole: hits over units (ratio estimate, Cochran 1977, 6.1). Undefined for fewer than two
 * documents looked at: one says nothing of how documents differ.
 *
 * The interval takes nothing for granted of how alike the segments of a document are, so that it holds where problems fill a few documents wholly: each side adds one document more, the largest that there may be,
 * all hits or none, weighs the documents at random (Dirichlet) and takes the tail of the shares that come out (Gaffke 2005; Learned-Miller & Thomas 2019, of a mean; here of a ratio). Where documents of one size are all hits or none it is
 * Clopper and Pearson's interval of the number of documents. What was looked at is known: the ends draw nearer by the finite population correction.
 */
export function clusteredShare(clusters: readonly ClusterCount[], whole: ClusteredWhole): SurveyShare | undefined {
  const drawn = clusters.length;
  const units = clusters.reduce((sum, cluster) => sum + cluster.units, 0);
  const hits = clusters.reduce((sum, cluster) => sum + cluster.hits, 0);
  const share = hits / units;
  if (drawn >= whole.documents) return { share, low: share, high: share };
  if (drawn < 2) return undefined;
  const largest = Math.max(...clusters.map((cluster) => cluster.units), (whole.units - units) / (whole.documents - drawn));
  const { low, high } = endlessInterval(clusters, largest);
  const open = Math.sqrt((whole.documents - drawn) / (whole.documents - 1));
  return {
    share,
    low: Math.min(share, Math.max(share + open * (low - share), hits / whole.units)),
    high: Math.max(share, Math.min(share + open * (high - share), 1 - (units - hits) / whole.units)),
  };
}

/** The interval for documents without end. */
function endlessInterval(clusters: readonly ClusterCount[], largest: number): Interval {
  const kinds = new Map<string, { readonly units: number; readonly hits: number; count: number }>();
  for (const { units, hits } of clusters) {
    const kind = kinds.get(`${units} ${hits}`);
    if (kind) kind.count++;
    else kinds.set(`${units} ${hits}`, { units, hits, count: 1 });
  }
  const random = new Random(SEED);
  const draws = Math.min(MOST_DRAWS, Math.max(LEAST_DRAWS, Math.floor(WORK / kinds.size)));
  const [lows, highs] = [new Float64Array(draws), new Float64Array(draws)];
  for (let draw = 0; draw < draws; draw++) {
    let [weight, units, hits] = [0, 0, 0];
    for (const kind of kinds.values()) {
      const own = gamma(kind.count, random);
      weight += own;
      units += own * kind.units;
      hits += own * kind.hits;
    }
    // The weight of the document that was not seen beside those that were, its quantiles evenly spaced.
    const unseen = 1 - ((draw + 0.5) / draws) ** (1 / clusters.length);
    const [seenUnits, seenHits, added] = [((1 - unseen) * units) / weight, ((1 - unseen) * hits) / weight, unseen * largest];
    lows[draw] = seenHits / (seenUnits + added);
    highs[draw] = (seenHits + added) / (seenUnits + added);
  }
  return { low: quantile(lows.sort(), TAIL), high: quantile(highs.sort(), 1 - TAIL) };
}

/** A gamma variate of a whole shape: so many exponential ones together (Marsaglia & Tsang 2000 for more than a few). */
function gamma(shape: number, random: Random): number {
  if (shape <= 8) {
    let product = 1;
    for (let i = 0; i < shape; i++) product *= 1 - random.next();
    return -Math.log(product);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}
