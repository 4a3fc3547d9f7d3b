import type { Issue } from '#core/failure.ts';
import { canonicalLanguage } from '#core/text.ts';
import type { TableRow } from '#formats/delimited-rows.ts';
import type { JsonObject } from '#formats/json.ts';
import { asArray, asNumber, asObject, asText } from '#formats/json.ts';

/** One judgement as Appraise exports it. */
export interface AppraiseRow {
  readonly line: number;
  readonly annotator: string;
  /** As written, with the test set before it: `wmt23.ONLINE-W`. */
  readonly systemId: string;
  /** Place in the annotator's task; in WMT's releases, the segment's number. */
  readonly itemId: string;
  readonly score: number;
  /** As written, with what Appraise adds: `elitr_minuting-25#ONLINE-W#dup`. */
  readonly documentId: string;
  readonly marks: readonly AppraiseMark[];
  /** Epoch milliseconds. */
  readonly at: number;
  /** BCP 47, without region. */
  readonly sourceLang: string;
  readonly targetLang: string;
  /** Number of the task, where the export has a column for it. */
  readonly batch?: string;
}

export interface AppraiseMark {
  /** UTF-16 offsets in the translation, half-open; absent for an omission, whose place Appraise does not keep. */
  readonly range?: { readonly start: number; readonly end: number };
  readonly severity: string;
  /** Names along the path; empty where the protocol asks for none. */
  readonly category: readonly string[];
}

/** Rows that are no judgement of a translation. */
export type LeftOut = 'control' | 'tutorial' | 'repeat';

const MIN_COLUMNS = 10;
const MAX_COLUMNS = 14;
const TYPES = new Set(['TGT', 'BAD', 'REF', 'CHK']);

/** Whether the cells are a row of Appraise's export of documents with spans. */
export function isAppraiseRow(cells: readonly string[]): boolean {
  return (
    cells.length >= MIN_COLUMNS &&
    cells.length <= MAX_COLUMNS &&
    TYPES.has(cells[3] ?? '') &&
    /^[a-z]{3}$/.test(cells[4] ?? '') &&
    /^[a-z]{3}$/.test(cells[5] ?? '') &&
    /^-?\d+(\.\d+)?$/.test(cells[6] ?? '') &&
    /^\s*[[{]/.test(cells[9] ?? '')
  );
}

/** A row's judgement, or what else it is; undefined, with a report, where it cannot be read. */
export function readAppraiseRow(row: TableRow, report: (issue: Omit<Issue, 'file'>) => void): AppraiseRow | LeftOut | undefined {
  const [annotator = '', systemId = '', itemId = '', type = '', source = '', target = '', score = '', documentId = ''] = row.cells;
  const line = row.line;
  if (!isAppraiseRow(row.cells)) {
    report({ line, code: 'appraise/row', values: { found: row.cells.length } });
    return undefined;
  }
  const left = leftOut(type, systemId, documentId);
  if (left) return left;
  const marks = parseMarks(row.cells[9] ?? '');
  if (!marks) {
    report({ line, code: 'appraise/marks', values: { text: (row.cells[9] ?? '').slice(0, 40) } });
    return undefined;
  }
  const batch = row.cells[12];
  return {
    line,
    annotator,
    systemId,
    itemId,
    score: Number(score),
    documentId,
    marks: marks.map(readMark),
    at: Math.round(Number(row.cells[11] ?? 0) * 1000) || 0,
    sourceLang: canonicalLanguage(source),
    targetLang: canonicalLanguage(target),
    ...(batch === undefined ? {} : { batch }),
  };
}

/** What a unit is by its names; undefined for a translation to judge. Texts made to fill a task up are repeats: `#incomplete`, `#dup`. */
export function leftOut(type: string, systemId: string, documentId: string): LeftOut | undefined {
  if (documentId.includes('tutorial') || systemId.includes('tutorial')) return 'tutorial';
  if (type !== 'TGT' || documentId.includes('#bad')) return 'control';
  return /#(dup|incomplete)/.test(documentId) ? 'repeat' : undefined;
}

/** A document's own name and, where Appraise appended it, the system's: `DOC#SYSTEM`. */
export function splitDocument(
  documentId: string,
  systemId: string,
): { readonly document: string; readonly system: string; readonly hasSystem: boolean } {
  const [document = '', system = ''] = documentId.split('#');
  const hasSystem = system !== '' && (systemId === system || systemId.endsWith(`.${system}`));
  return { document, system: hasSystem ? system : systemId, hasSystem };
}

function parseMarks(text: string): readonly JsonObject[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return asArray(value)
      .map(asObject)
      .filter((mark) => mark !== undefined);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** Appraise's ends are inclusive; a mark on its word for missing text has no place. */
function readMark(mark: JsonObject): AppraiseMark {
  const start = asNumber(mark['start_i']);
  const end = asNumber(mark['end_i']);
  const type = mark['error_type'];
  const category = typeof type === 'string' ? [type] : asArray(type).flatMap((step) => asText(step) ?? []);
  return {
    ...(start === undefined || end === undefined ? {} : { range: { start, end: end + 1 } }),
    severity: (asText(mark['severity']) ?? '').toLowerCase(),
    category,
  };
}
