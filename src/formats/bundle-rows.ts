import { EVENT_KINDS } from '#core/event.ts';
import { PROTOCOLS } from '#core/protocol.ts';
import { ALLOCATIONS, SAMPLE_KINDS, STRATIFIERS } from '#core/sample.ts';
import { SEVERITIES } from '#core/typology.ts';
import { isId } from '#formats/bundle-manifest.ts';
import type { TableName, TableRows } from '#formats/format.ts';
import { asObject } from '#formats/json.ts';

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string';
const id: Check = (value) => typeof value === 'string' && isId(value);
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const place: Check = (value) => Number.isInteger(value) && (value as number) >= 0; // an integer is a number
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf =
  (values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const mapOf =
  (check: Check): Check =>
  (value) =>
    Object.values(asObject(value) ?? { none: undefined }).every(check);
const shaped =
  (shape: Shape): Check =>
  (value) => {
    const object = asObject(value);
    return object !== undefined && Object.entries(shape).every(([field, check]) => check(object[field]));
  };

const part = shaped({ side: oneOf(['source', 'target']), start: place, end: place, quote: text });
const errorSpan = shaped({
  id: text,
  parts: listOf(part),
  caret: maybe(place),
  category: text,
  severity: oneOf(SEVERITIES),
  note: maybe(text),
  correction: maybe(text),
  origin: text,
});
const BODY: Shape = {
  errors: maybe(listOf(errorSpan)),
  scores: maybe(mapOf(number)),
  rank: maybe(number),
  answers: maybe(mapOf(text)),
  postEdit: maybe(text),
  comment: maybe(text),
  status: maybe(oneOf(['open', 'done'])),
  groupId: maybe(text),
};
const KEY: Shape = { level: oneOf(['segment', 'document']), unitId: id, systemId: id, annotatorId: id, round: place, itemId: maybe(text) };

/** What a field of a `set` or `edit` event may become. */
const FIELD_VALUES: Shape = {
  category: text,
  severity: oneOf(SEVERITIES),
  parts: listOf(part),
  caret: place,
  note: text,
  correction: text,
  comment: text,
  postEdit: text,
  status: oneOf(['open', 'done']),
  rank: number,
  scores: number,
  answers: text,
};

/** An event's value must be what its kind writes, since the fold trusts it. */
function hasFittingValue(event: unknown): boolean {
  const { kind, field, value } = asObject(event) ?? {};
  if (kind === 'import') return shaped(BODY)(value);
  if (kind === 'mark') return errorSpan(value);
  if (kind !== 'set' && kind !== 'edit') return true;
  const check = typeof field === 'string' ? FIELD_VALUES[field.split('.')[0] ?? ''] : undefined;
  return check !== undefined && (value === null || check(value));
}

const event = shaped({
  id,
  deviceId: text,
  seq: number,
  at: text,
  kind: oneOf(EVENT_KINDS),
  annotationId: id,
  ...KEY,
  spanId: maybe(text),
  field: maybe(text),
  undoes: maybe(text),
  textSha256: maybe(text),
  schema: number,
  appVersion: text,
});

const CHECKS: Readonly<Record<TableName, Check>> = {
  projects: shaped({
    id,
    name: text,
    sourceLang: text,
    targetLang: text,
    protocols: listOf(oneOf(PROTOCOLS)),
    typologyId: text,
    guideline: maybe(text),
    evaluation: maybe(text),
    createdAt: number,
  }),
  documents: shaped({ id, name: text, domain: maybe(text), order: place }),
  segments: shaped({
    id,
    documentId: id,
    index: place,
    source: text,
    references: mapOf(text),
    notes: maybe(text),
    maxLength: maybe(number),
    externalId: maybe(text),
    externalIndex: maybe(text),
  }),
  systems: shaped({ id, name: text, origin: oneOf(['import', 'model']) }),
  hypotheses: shaped({ documentId: id, systemId: id, texts: listOf((value) => value === null || text(value)), runId: maybe(text) }),
  runs: shaped({
    id,
    modelSha256: text,
    modelName: text,
    runtime: text,
    backend: text,
    precision: text,
    decoding: text,
    batchPlan: text,
    appVersion: text,
    at: number,
  }),
  annotators: shaped({ id, name: text }),
  annotations: shaped({ id, ...KEY, ...BODY, errors: listOf(errorSpan), scores: mapOf(number), textSha256: text, updatedAt: number }),
  events: (value) => event(value) && hasFittingValue(value),
  imports: shaped({
    id,
    files: listOf(shaped({ name: text, sha256: text, bytes: number })),
    options: shaped({ name: text, sourceLang: text, targetLang: text, formatId: text }),
    status: oneOf(['done']),
    rows: number,
    issues: listOf(shaped({ file: text, line: number, code: text, values: mapOf((value) => text(value) || number(value)) })),
    at: number,
  }),
  samples: shaped({
    id,
    seed: number,
    plan: shaped({
      kind: oneOf(SAMPLE_KINDS),
      systemId: id,
      size: number,
      population: number,
      metricId: maybe(text),
      higherIsBetter: maybe(oneOf([true, false])),
      by: maybe(oneOf(STRATIFIERS)),
      allocation: maybe(oneOf(ALLOCATIONS)),
      groups: maybe(listOf(shaped({ id: text, least: maybe(number), most: maybe(number), population: place, drawn: place }))),
      documents: maybe(place),
      acceptance: maybe(
        shaped({
          accept: place,
          reject: place,
          table: maybe(shaped({ aql: number, level: text, inspection: oneOf(['normal', 'tightened', 'reduced']), letter: text })),
        }),
      ),
    }),
    unitIds: listOf(id),
    createdAt: number,
  }),
  metricValues: shaped({
    metricId: text,
    runId: maybe(text),
    signature: text,
    level: oneOf(['segment', 'document', 'system']),
    systemId: id,
    unitId: id,
    value: number,
    inputSha256: text,
  }),
};

/** The gate for rows of a bundle: a record of that table and project, or undefined. */
export function readRecord<K extends TableName>(table: K, value: unknown, projectId: string): TableRows[K] | undefined {
  const owner = asObject(value)?.[table === 'projects' ? 'id' : 'projectId'];
  return owner === projectId && CHECKS[table](value) ? (value as TableRows[K]) : undefined; // its shape was just checked
}
