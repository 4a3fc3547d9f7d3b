import type { ErrorSpan } from '#core/annotation.ts';
import type { Issue } from '#core/failure.ts';
import { spanPart } from '#core/text.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { SEVERITIES } from '#core/typology.ts';
import type { JsonObject } from '#formats/json.ts';
import { asNumber, asText, parseObject } from '#formats/json.ts';
import type { Line } from '#formats/lines.ts';
import { readCategory } from '#formats/mqm-category.ts';
import { readMarks } from '#formats/v-marks.ts';

/** Column names of the WMT releases (2020 on) and of Marot, by what they hold. */
const COLUMN_NAMES = {
  system: ['system'],
  document: ['doc'],
  documentNumber: ['doc_id', 'docsegid'],
  number: ['seg_id', 'globalsegid'],
  annotator: ['rater'],
  source: ['source'],
  target: ['target'],
  category: ['category'],
  severity: ['severity'],
  comment: ['comment'],
  metadata: ['metadata'],
} as const;
type Column = keyof typeof COLUMN_NAMES;
export type MqmColumns = ReadonlyMap<Column, number>;

/** Marot's order, which files without a header follow. */
const MAROT_ORDER: readonly Column[] = [
  'system',
  'document',
  'documentNumber',
  'number',
  'annotator',
  'source',
  'target',
  'category',
  'severity',
  'metadata',
];
const NEEDED = MAROT_ORDER.slice(0, 9);

/** Where each column is; undefined where the line is no header of such a file. */
export function headerColumns(line: string): MqmColumns | undefined {
  const names = line.split('\t').map((name) => name.trim().toLowerCase());
  const columns = new Map<Column, number>();
  for (const [column, spellings] of Object.entries(COLUMN_NAMES) as [Column, readonly string[]][]) {
    const index = names.findIndex((name) => spellings.includes(name));
    if (index >= 0) columns.set(column, index);
  }
  return NEEDED.every((column) => columns.has(column)) ? columns : undefined;
}

/** Marot's columns, where the line is a row of a file without a header. */
export function headerlessColumns(line: string): MqmColumns | undefined {
  const severity = line.split('\t')[8]?.toLowerCase();
  const isRow = severity !== undefined && (severityOf(severity) !== undefined || severity === NO_ERROR || severity === ATTENTION_CHECK);
  return isRow ? new Map(MAROT_ORDER.map((column, index) => [column, index])) : undefined;
}

const NO_ERROR = 'no-error';
const ATTENTION_CHECK = 'hotw-test';

function severityOf(spelled: string): Severity | undefined {
  return SEVERITIES.find((severity) => severity === spelled.toLowerCase());
}

/** One row of an MQM file, its marks taken out of the texts. */
export interface MqmRow {
  readonly line: number;
  readonly system: string;
  readonly document: string;
  readonly documentNumber: string;
  readonly number: string;
  /** Empty where the row only carries texts. */
  readonly annotator: string;
  readonly source: string;
  readonly target: string;
  /** Absent where the row says that there is no error, or only carries texts. */
  readonly error?: Omit<ErrorSpan, 'id'>;
  readonly note?: string;
  readonly metadata: JsonObject;
}

const NO_METADATA: JsonObject = {};

/** Reads a row; every oddity is told to `report`. Undefined where the row can't be used. */
export function readRow(
  { line, text }: Line,
  columns: MqmColumns,
  typology: Typology,
  report: (issue: Omit<Issue, 'file' | 'line'>) => void,
): MqmRow | undefined {
  const cells = text.split('\t');
  const cell = (column: Column): string => cells[columns.get(column) ?? -1] ?? '';
  const needed = Math.max(...NEEDED.map((column) => columns.get(column) ?? 0)) + 1;
  if (cells.length < needed) {
    report({ code: 'mqm-tsv/columns', values: { found: cells.length, expected: needed } });
    return undefined;
  }
  const severity = cell('severity').trim();
  if (severity.toLowerCase() === ATTENTION_CHECK) {
    report({ code: 'mqm-tsv/attention-check', values: { annotator: cell('annotator'), outcome: cell('category') } });
    return undefined;
  }
  const metadata = cell('metadata') === '' ? NO_METADATA : parseObject(cell('metadata'));
  if (!metadata) report({ code: 'mqm-tsv/metadata', values: { text: cell('metadata').slice(0, 40) } });
  const known = metadata ?? NO_METADATA;
  const source = readMarks(cell('source'));
  const target = readMarks(cell('target'));
  if (!source.isBalanced) report({ code: 'mqm-tsv/unbalanced-v', values: { side: 'source' } });
  if (!target.isBalanced) report({ code: 'mqm-tsv/unbalanced-v', values: { side: 'target' } });
  const note = asText(known['note']) ?? cell('comment');
  const row = {
    line,
    system: cell('system'),
    document: cell('document'),
    documentNumber: cell('documentNumber'),
    number: cell('number'),
    annotator: cell('annotator'),
    source: source.text,
    target: target.text,
    ...(note === '' ? {} : { note }),
    metadata: known,
  };
  const spelled = cell('category').trim();
  if (row.annotator === '' || severity.toLowerCase() === NO_ERROR || spelled.toLowerCase() === NO_ERROR) return row;
  const found = severityOf(severity);
  if (!found) report({ code: 'mqm-tsv/severity', values: { severity } });
  const parts = [
    ...source.ranges.filter(isFilled).map((range) => spanPart('source', source.text, range)),
    ...target.ranges.filter(isFilled).map((range) => spanPart('target', target.text, range)),
  ];
  const caret = target.ranges.find((range) => !isFilled(range))?.start;
  const isPlaced = parts.length > 0 || caret !== undefined || /omission/i.test(spelled);
  if (!isPlaced) report({ code: 'mqm-tsv/no-span', values: { category: spelled } });
  const correction = asText(known['corrected_translation']);
  const error: Omit<ErrorSpan, 'id'> = {
    parts: isPlaced ? parts : [spanPart('target', target.text, { start: 0, end: target.text.length })],
    ...(caret === undefined ? {} : { caret }),
    category: readCategory(typology, spelled),
    severity: found ?? 'neutral',
    ...(note === '' ? {} : { note }),
    ...(correction === undefined || correction === '' ? {} : { correction }),
    origin: 'import',
  };
  return { ...row, error };
}

function isFilled(range: { readonly start: number; readonly end: number }): boolean {
  return range.end > range.start;
}

/** Epoch milliseconds at which the row's mark was made; 0 where the file does not say. */
export function timeOf(metadata: JsonObject): number {
  return Math.max(0, asNumber(metadata['timestamp']) ?? 0);
}
