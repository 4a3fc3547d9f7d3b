import type { System } from '#core/segment.ts';
import type { Series } from '#stats/series.ts';
import type { ViewPlace } from '#workers/score-places.ts';
import { isComparable } from '#workers/score-places.ts';
import type { Rows, TextStatistics } from '#workers/score-statistics.ts';

/** The text metrics' numbers of the segments in view that have something to be compared; put side by side when they are asked for. */
export class TextRows {
  /** Places in view with a reference and a translation by any system in view: what text metrics resample. */
  readonly places: Uint32Array;
  readonly #all: readonly ViewPlace[];
  readonly #statistics: readonly TextStatistics[];
  readonly #rows = new Map<string, Rows>();
  readonly #members = new Map<string, Float64Array | undefined>();

  constructor(all: readonly ViewPlace[], systems: readonly System[], statistics: readonly TextStatistics[]) {
    this.#all = all;
    this.#statistics = statistics;
    this.places = Uint32Array.from(
      [...all.entries()].flatMap(([place, at]) => (systems.some(({ id }) => isComparable(at, id)) ? [place] : [])),
    );
  }

  /** A row for each of `places`, zeros where there is nothing to compare. */
  of(measure: number, systemId: string): Rows {
    const key = `${measure} ${systemId}`;
    const known = this.#rows.get(key);
    if (known) return known;
    const statistics = this.#statistics[measure];
    if (!statistics) throw new RangeError(`there is no text metric ${measure}`);
    const { width } = statistics.measure.corpus;
    const rows = statistics.room(this.places.length);
    for (const [i, place] of this.places.entries()) {
      const at = this.#all[place];
      const own = at && isComparable(at, systemId) ? statistics.rowsOf(at.document, systemId) : undefined;
      if (own && at) rows.set(own.subarray(at.index * width, (at.index + 1) * width), i * width);
    }
    this.#rows.set(key, rows);
    return rows;
  }

  /** 1 for each of `places` that the system's translation of can be scored; undefined: all. */
  members(systemId: string): Float64Array | undefined {
    if (!this.#members.has(systemId)) {
      const members = Float64Array.from(this.places, (place) => (isComparable(this.#all[place], systemId) ? 1 : 0));
      this.#members.set(systemId, members.includes(0) ? members : undefined);
    }
    return this.#members.get(systemId);
  }

  /** What the corpus score is computed from, by segment. */
  series(measure: number, systemId: string): Series {
    const rows = this.of(measure, systemId);
    const members = this.members(systemId);
    const corpus = this.#statistics[measure]?.measure.corpus;
    const value = (sums: Float64Array, count: number): number => (count === 0 || !corpus ? NaN : corpus.score(sums));
    return { rows, width: corpus?.width ?? 1, ...(members ? { members } : {}), value };
  }

  /** Each segment's own score by place in view, NaN where there is none. */
  sentenceScores(measure: number, systemId: string): Float64Array {
    const scores = new Float64Array(this.#all.length).fill(NaN);
    const sentence = this.#statistics[measure]?.measure.sentence;
    const members = this.members(systemId);
    const rows = this.of(measure, systemId);
    for (const [i, place] of this.places.entries()) {
      if (!sentence || members?.[i] === 0) continue;
      scores[place] = sentence.score(Float64Array.from(rows.subarray(i * sentence.width, (i + 1) * sentence.width)));
    }
    return scores;
  }
}
