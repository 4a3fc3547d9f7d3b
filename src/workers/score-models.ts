import type { MetricValue } from '#core/metric-value.ts';
import type { Model } from '#core/model.ts';
import type { ProjectTexts } from '#workers/score-texts.ts';

/** A scorer's values over the project. */
export interface ModelColumn {
  readonly metricId: string;
  readonly name: string;
  readonly signature: string;
  readonly higherIsBetter: boolean;
  /** By system id: value by place of the segment, NaN where there is none. */
  readonly values: ReadonlyMap<string, Float64Array>;
}

/** How scorers are named among metrics. */
const MODEL_PREFIX = 'model:';

/** The stored values, a column for each metric id, in the order of the ids. */
export function modelColumns(texts: ProjectTexts, values: readonly MetricValue[], models: readonly Model[]): readonly ModelColumn[] {
  const named = new Map(models.map((model) => [`${MODEL_PREFIX}${model.id}`, model]));
  const columns = new Map<string, { signature: string; values: Map<string, Float64Array> }>();
  for (const { metricId, signature, level, systemId, unitId, value } of values) {
    const place = texts.places.get(unitId);
    if (level !== 'segment' || place === undefined) continue;
    const column = columns.get(metricId) ?? { signature, values: new Map<string, Float64Array>() };
    columns.set(metricId, column);
    const list = column.values.get(systemId) ?? new Float64Array(texts.count).fill(NaN);
    column.values.set(systemId, list);
    list[place] = value;
  }
  return [...columns.keys()].sort().map((metricId) => {
    const model = named.get(metricId);
    const column = columns.get(metricId);
    const signature = column?.signature ?? '';
    return {
      metricId,
      // A model that is gone from this device is known by what its values say of it.
      name: model?.name ?? fieldOf(signature, 'model') ?? metricId.slice(0, MODEL_PREFIX.length + 8),
      signature,
      higherIsBetter: (fieldOf(signature, 'better') ?? (model?.higherIsBetter === false ? 'lower' : 'higher')) !== 'lower',
      values: column?.values ?? new Map<string, Float64Array>(),
    };
  });
}

/** One field of a signature such as `model:…|better:lower`. */
function fieldOf(signature: string, field: string): string | undefined {
  return signature
    .split('|')
    .find((part) => part.startsWith(`${field}:`))
    ?.slice(field.length + 1);
}
