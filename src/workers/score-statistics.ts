import type { TextMeasure } from '#metrics/table.ts';
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

/**
 * The statistics of a project's texts for one metric. They are kept by document and system, so that a text that changes, or a system that comes, costs
 * only what it brings.
 */
export class TextStatistics {
  readonly measure: TextMeasure;
  #counted = new Map<string, Counted>();

  constructor(measure: TextMeasure) {
    this.measure = measure;
  }

  /** Counts what is new or changed, and forgets what is gone. */
  async update(texts: ProjectTexts, pace: Pace): Promise<void> {
    const counted = new Map<string, Counted>();
    pace.expect(texts.documents.reduce((sum, { segments, targets }) => sum + segments.length * targets.size, 0));
    for (const document of texts.documents) {
      const due: string[] = [];
      for (const [systemId, targets] of document.targets) {
        const key = keyOf(document, systemId);
        const known = this.#counted.get(key);
        if (known && isSame(known.targets, targets) && known.references.every((own, i) => isSame(own, document.references[i] ?? []))) {
          counted.set(key, { ...known, targets, references: document.references });
          await pace.step(document.segments.length);
        } else {
          due.push(systemId);
        }
      }
      if (due.length > 0) await this.#count(document, due, counted, pace);
    }
    this.#counted = counted;
  }

  /** The rows of one document, a row a segment; undefined where the system has not translated it. */
  rowsOf(document: DocumentTexts, systemId: string): Rows | undefined {
    return this.#counted.get(keyOf(document, systemId))?.rows;
  }

  /** Room for so many rows of this metric. */
  room(rows: number): Rows {
    const { width, isWhole } = this.measure.corpus;
    return isWhole ? new Uint32Array(rows * width) : new Float64Array(rows * width);
  }

  async #count(document: DocumentTexts, systemIds: readonly string[], into: Map<string, Counted>, pace: Pace): Promise<void> {
    const { corpus } = this.measure;
    const made = systemIds.map((systemId) => ({
      systemId,
      targets: document.targets.get(systemId) ?? [],
      rows: this.room(document.segments.length),
    }));
    for (const [index, references] of document.references.entries()) {
      const here = made.filter(({ targets }) => typeof targets[index] === 'string');
      if (references.length > 0 && here.length > 0) {
        const hypotheses = here.map(({ targets }) => targets[index] ?? '');
        for (const [i, row] of corpus.stats(references, hypotheses).entries()) here[i]?.rows.set(row, index * corpus.width);
      }
      await pace.step(made.length);
    }
    for (const { systemId, targets, rows } of made) into.set(keyOf(document, systemId), { targets, references: document.references, rows });
  }
}

function keyOf({ document }: DocumentTexts, systemId: string): string {
  return `${document.id} ${systemId}`;
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
