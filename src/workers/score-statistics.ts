import { DEFAULT_SCORE_SETTINGS } from '#core/score-settings.ts';
import type { TextMetric } from '#metrics/metric.ts';
import type { TextMeasure } from '#metrics/table.ts';
import { bleuTokenizerFor, textMeasure } from '#metrics/table.ts';
import type { Series } from '#stats/bootstrap.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { DocumentTexts, ProjectTexts } from '#workers/score-texts.ts';

/** What was counted in one document of one system, and from which texts. */
interface Counted {
  readonly targets: readonly (string | null)[];
  readonly references: readonly (readonly string[])[];
  /** By metric: its numbers for each segment, zero where there is nothing to compare. */
  readonly rows: readonly Uint32Array[];
}

/** Segments of one system that have a translation and a reference. */
export interface Scored {
  readonly places: readonly number[];
  /** By metric, for those segments only. */
  readonly rows: readonly Uint32Array[];
}

/**
 * The statistics of a project's texts. They are kept by document and system, so that a text that changes, or a system that comes, costs only what
 * it brings.
 */
export class TextStatistics {
  readonly measures: readonly TextMeasure[];
  readonly #tokenizer: string;
  #counted = new Map<string, Counted>();

  constructor(targetLang: string) {
    const tokenizer = bleuTokenizerFor(targetLang);
    this.#tokenizer = tokenizer;
    this.measures = DEFAULT_SCORE_SETTINGS.textMetrics.map((settings) => textMeasure(settings, { language: targetLang }));
  }

  /** Whether these statistics hold for another target language as well. */
  suits(targetLang: string): boolean {
    return bleuTokenizerFor(targetLang) === this.#tokenizer;
  }

  /** Counts what is new or changed, and forgets what is gone. */
  async update(texts: ProjectTexts, pace: Pace): Promise<void> {
    const counted = new Map<string, Counted>();
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

  /** The segments of a system that can be scored, in the order of the project. */
  scored(texts: ProjectTexts, systemId: string): Scored {
    const places: number[] = [];
    const picked: { readonly rows: readonly Uint32Array[]; readonly index: number }[] = [];
    for (const document of texts.documents) {
      const counted = this.#counted.get(keyOf(document, systemId));
      if (!counted) continue;
      for (const [index, target] of counted.targets.entries()) {
        if (target === null || (document.references[index]?.length ?? 0) === 0) continue;
        places.push(document.offset + index);
        picked.push({ rows: counted.rows, index });
      }
    }
    const rows = this.measures.map(({ corpus: { width } }, metric) => {
      const all = new Uint32Array(picked.length * width);
      for (const [i, { rows: own, index }] of picked.entries()) {
        const part = own[metric]?.subarray(index * width, (index + 1) * width);
        if (part) all.set(part, i * width);
      }
      return all;
    });
    return { places, rows };
  }

  async #count(document: DocumentTexts, systemIds: readonly string[], into: Map<string, Counted>, pace: Pace): Promise<void> {
    const made = systemIds.map((systemId) => ({
      systemId,
      targets: document.targets.get(systemId) ?? [],
      rows: this.measures.map(({ corpus }) => new Uint32Array(document.segments.length * corpus.width)),
    }));
    for (const [index, references] of document.references.entries()) {
      const here = made.filter(({ targets }) => typeof targets[index] === 'string');
      if (references.length > 0 && here.length > 0) {
        const hypotheses = here.map(({ targets }) => targets[index] ?? '');
        for (const [metric, { corpus }] of this.measures.entries()) {
          for (const [i, row] of corpus.stats(references, hypotheses).entries()) here[i]?.rows[metric]?.set(row, index * corpus.width);
        }
      }
      await pace.step(made.length);
    }
    for (const { systemId, targets, rows } of made) into.set(keyOf(document, systemId), { targets, references: document.references, rows });
  }
}

/** A metric's rows as a series whose value is the corpus score. */
export function corpusSeries(metric: TextMetric, rows: Uint32Array): Series {
  return { rows, width: metric.width, value: (sums) => metric.score(sums) };
}

function keyOf({ document }: DocumentTexts, systemId: string): string {
  return `${document.id} ${systemId}`;
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
