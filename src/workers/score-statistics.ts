import type { TextMetric } from '#metrics/metric.ts';
import type { TextMeasure } from '#metrics/table.ts';
import type { MeasureKey, TextPiece } from '#workers/score-helper.api.ts';
import type { ScoreHelper, ScoreHelpers } from '#workers/score-helpers.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { DocumentTexts, ProjectTexts } from '#workers/score-texts.ts';

/** `width` numbers a segment; whole ones in half the room. */
export type Rows = Float64Array | Uint32Array;

/** What was counted in one document of one system, and from which texts. */
interface Counted {
  readonly targets: readonly (string | null)[];
  readonly references: readonly (readonly string[])[];
  /** Zero where there is nothing to compare. */
  readonly rows: Rows;
}

/** What is to be counted in one document: for each system that is new or has changed, rows that wait for their numbers. */
interface Due {
  readonly document: DocumentTexts;
  readonly systemIds: readonly string[];
  readonly targets: readonly (readonly (string | null)[])[];
  readonly rows: readonly Rows[];
}

/** Some of a document's segments. */
interface Slice {
  readonly due: Due;
  readonly from: number;
  readonly to: number;
}

/** Translations that are counted at a stretch: some ten milliseconds of work. */
const AT_ONCE = 600;
/** Fewer translations are counted sooner than helpers are there. */
const WORTH_HELP = 8 * AT_ONCE;
/** Stretches that a helper has before it, so that it does not wait while the score worker counts its own. */
const AHEAD = 4;

/**
 * The statistics of a project's texts for one metric. They are kept by document and system, so that a text that changes, or a system that comes, costs
 * only what it brings.
 */
export class TextStatistics {
  readonly measure: TextMeasure;
  readonly #key: MeasureKey;
  readonly #helpers: ScoreHelpers | undefined;
  #counted = new Map<string, Counted>();

  /** `key` is what `measure` was made from. */
  constructor(measure: TextMeasure, key: MeasureKey, helpers?: ScoreHelpers) {
    this.measure = measure;
    this.#key = key;
    this.#helpers = helpers;
  }

  /** Counts what is new or changed, and forgets what is gone. */
  async update(texts: ProjectTexts, pace: Pace): Promise<void> {
    const counted = new Map<string, Counted>();
    const all: Due[] = [];
    for (const document of texts.documents) {
      const systemIds: string[] = [];
      for (const [systemId, targets] of document.targets) {
        const key = keyOf(document, systemId);
        const known = this.#counted.get(key);
        if (known && isSame(known.targets, targets) && known.references.every((own, i) => isSame(own, document.references[i] ?? []))) {
          counted.set(key, { ...known, targets, references: document.references });
        } else {
          systemIds.push(systemId);
        }
      }
      if (systemIds.length === 0) continue;
      const targets = systemIds.map((systemId) => document.targets.get(systemId) ?? []);
      all.push({ document, systemIds, targets, rows: targets.map(() => this.room(document.segments.length)) });
    }
    await this.#count(all, pace);
    for (const { document, systemIds, targets, rows } of all) {
      for (const [i, systemId] of systemIds.entries()) {
        const own = rows[i];
        if (own) counted.set(keyOf(document, systemId), { targets: targets[i] ?? [], references: document.references, rows: own });
      }
    }
    this.#counted = counted;
  }

  /** The rows of one document, a row a segment; undefined where the system has not translated it. */
  rowsOf(document: DocumentTexts, systemId: string): Rows | undefined {
    return this.#counted.get(keyOf(document, systemId))?.rows;
  }

  /** Room for so many rows of this metric. */
  room(rows: number): Rows {
    return roomOf(this.measure.corpus, rows);
  }

  async #count(all: readonly Due[], pace: Pace): Promise<void> {
    const stretches = stretchesOf(all);
    const work = stretches.flat().reduce((sum, slice) => sum + workOf(slice), 0);
    pace.expect(work);
    const alone = async (): Promise<void> => {
      for (let slices = stretches.pop(); slices; slices = stretches.pop()) {
        for (const slice of slices) {
          const { references, targets } = pieceOf(slice);
          this.#place(slice, countTexts(this.measure.corpus, references, targets));
          await pace.step(workOf(slice));
        }
      }
    };
    if (!this.#helpers || work < WORTH_HELP) {
      await alone();
      return;
    }
    await this.#helpers.use(async (helpers) => {
      const helped = helpers.flatMap((helper) => Array.from({ length: AHEAD }, () => this.#countBy(helper, stretches, pace)));
      await Promise.all([alone(), ...helped]);
      // What a helper that failed has left.
      await alone();
    });
  }

  async #countBy(helper: ScoreHelper, stretches: Slice[][], pace: Pace): Promise<void> {
    for (let slices = stretches.pop(); slices; slices = stretches.pop()) {
      let rows: readonly (readonly Rows[])[];
      try {
        rows = await helper.count(this.#key, slices.map(pieceOf), { signal: pace.signal });
      } catch {
        // Without this helper: what is wrong with the texts themselves, the score worker meets too.
        stretches.push(slices);
        return;
      }
      for (const [i, slice] of slices.entries()) {
        this.#place(slice, rows[i] ?? []);
        await pace.step(workOf(slice));
      }
    }
  }

  #place({ due, from }: Slice, rows: readonly Rows[]): void {
    for (const [i, own] of rows.entries()) due.rows[i]?.set(own, from * this.measure.corpus.width);
  }
}

/** The statistics of some segments, by system: zeros where there is nothing to compare. */
export function countTexts(
  metric: TextMetric,
  references: readonly (readonly string[])[],
  targets: readonly (readonly (string | null)[])[],
): readonly Rows[] {
  const all = targets.map((texts) => ({ texts, rows: roomOf(metric, references.length) }));
  for (const [index, own] of references.entries()) {
    const here = all.filter(({ texts }) => typeof texts[index] === 'string');
    if (own.length === 0 || here.length === 0) continue;
    const hypotheses = here.map(({ texts }) => texts[index] ?? '');
    for (const [i, row] of metric.stats(own, hypotheses).entries()) here[i]?.rows.set(row, index * metric.width);
  }
  return all.map(({ rows }) => rows);
}

function roomOf({ width, isWhole }: TextMetric, rows: number): Rows {
  return isWhole ? new Uint32Array(rows * width) : new Float64Array(rows * width);
}

/** The work cut into stretches of about as many translations: several short documents at once, a long one in parts. */
function stretchesOf(all: readonly Due[]): Slice[][] {
  const stretches: Slice[][] = [];
  let last: Slice[] = [];
  let work = 0;
  for (const due of all) {
    const most = Math.max(1, Math.floor(AT_ONCE / due.systemIds.length));
    for (let from = 0; from < due.document.segments.length; from += most) {
      const slice = { due, from, to: Math.min(from + most, due.document.segments.length) };
      if (work === 0) stretches.push((last = []));
      last.push(slice);
      work += workOf(slice);
      if (work >= AT_ONCE) work = 0;
    }
  }
  // They are taken from the end.
  return stretches.reverse();
}

function workOf({ due, from, to }: Slice): number {
  return (to - from) * due.systemIds.length;
}

function pieceOf({ due, from, to }: Slice): TextPiece {
  return { references: due.document.references.slice(from, to), targets: due.targets.map((texts) => texts.slice(from, to)) };
}

function keyOf({ document }: DocumentTexts, systemId: string): string {
  return `${document.id} ${systemId}`;
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
