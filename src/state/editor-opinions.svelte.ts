import type { StetDatabase } from '#storage/db.ts';
import { Live } from '#state/live.svelte.ts';

/** What one model's scorer says of one segment. */
export interface Opinion {
  readonly metricId: string;
  readonly value: number;
  /** The model's name, or the beginning of its SHA-256 where it is no longer on this device. */
  readonly model: string;
}

const MODEL_PREFIX = 'model:';

/** What scoring models said about one document of one system. Never a judgement: shown beside it. */
export class EditorOpinions {
  readonly #byUnit: Live<ReadonlyMap<string, readonly Opinion[]>>;

  constructor(db: StetDatabase, place: { readonly projectId: string; readonly documentId: string; readonly systemId: string }) {
    const { projectId, documentId, systemId } = place;
    this.#byUnit = new Live(async () => {
      const scorers = await db.metricValues
        .where('[projectId+metricId]')
        .between([projectId, MODEL_PREFIX], [projectId, `${MODEL_PREFIX}\uffff`])
        .uniqueKeys();
      const metricIds = scorers.map((key) => (Array.isArray(key) ? String(key[1]) : ''));
      const unitIds = await db.segments.where('documentId').equals(documentId).primaryKeys();
      const opinions = new Map<string, Opinion[]>();
      for (const metricId of metricIds) {
        const sha256 = metricId.slice(MODEL_PREFIX.length);
        const model = (await db.models.get(sha256))?.name ?? sha256.slice(0, 12);
        const values = await db.metricValues.bulkGet(unitIds.map((unitId): [string, string, string] => [metricId, systemId, unitId]));
        for (const found of values) {
          if (found) opinions.set(found.unitId, [...(opinions.get(found.unitId) ?? []), { metricId, value: found.value, model }]);
        }
      }
      return opinions;
    }, new Map());
  }

  get any(): boolean {
    return this.#byUnit.current.size > 0;
  }

  of(unitId: string): readonly Opinion[] {
    return this.#byUnit.current.get(unitId) ?? [];
  }
}
