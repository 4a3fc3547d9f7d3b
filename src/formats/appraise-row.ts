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
  /** As written, with what Appraise adds: `elitr_minuting-25#ONLINE-W#dup`; empty where the campaign has no documents. */
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
export type LeftOut = 'control' | 'tutorial' | 'repeat' | 'document';

const MAX_COLUMNS = 14;
const TYPES = new Set(['TGT', 'BAD', 'REF', 'CHK']);
const NUMBER = /^-?\d+(\.\d+)?$/;
/** Later than any number of a batch, earlier than any time: seconds since 1970. */
const EARLIEST = 1_000_000_000;

/** Which columns a row has after the score. */
interface Layout {
  readonly hasDocument: boolean;
  readonly hasMarks: boolean;
  /** Where start and end would stand; the batch follows, or stands there where there are no times. */
  readonly times: number;
}

/**
 * Three kinds of campaign export three kinds of rows: documents with marks (10 columns at least), documents without (9), single segments (7). Start and end may follow, and then the
 * number of the batch with the item's own. Undefined where the cells are none of these.
 */
function layoutOf(cells: readonly string[]): Layout | undefined {
  const isRow =
    TYPES.has(cells[3] ?? '') && /^[a-z]{3}$/.test(cells[4] ?? '') && /^[a-z]{3}$/.test(cells[5] ?? '') && NUMBER.test(cells[6] ?? '');
  if (!isRow) return undefined;
  if (/^\s*[[{]/.test(cells[9] ?? '')) return cells.length > MAX_COLUMNS ? undefined : { hasDocument: true, hasMarks: true, times: 10 };
  const hasDocument = /^(True|False)$/.test(cells[8] ?? '');
  const times = hasDocument ? 9 : 7;
  const rest = cells.slice(times);
  return [0, 2, 4].includes(rest.length) && rest.every((cell) => NUMBER.test(cell)) ? { hasDocument, hasMarks: false, times } : undefined;
}

/** Whether the cells are a row of Appraise's export. */
export function isAppraiseRow(cells: readonly string[]): boolean {
  return layoutOf(cells) !== undefined;
}

/** A row's judgement, or what else it is; undefined, with a report, where it cannot be read. */
export function readAppraiseRow(row: TableRow, report: (issue: Omit<Issue, 'file'>) => void): AppraiseRow | LeftOut | undefined {
  const [annotator = '', systemId = '', itemId = '', type = '', source = '', target = '', score = ''] = row.cells;
  const line = row.line;
  const layout = layoutOf(row.cells);
  if (!layout) {
    report({ line, code: 'appraise/row', values: { found: row.cells.length } });
    return undefined;
  }
  const documentId = layout.hasDocument ? (row.cells[7] ?? '') : '';
  const left = leftOut(type, systemId, documentId);
  if (left) return left;
  if (layout.hasDocument && !layout.hasMarks && row.cells[8] === 'True') return 'document';
  const marks = layout.hasMarks ? parseMarks(row.cells[9] ?? '') : [];
  if (!marks) {
    report({ line, code: 'appraise/marks', values: { text: (row.cells[9] ?? '').slice(0, 40) } });
    return undefined;
  }
  const { times } = layout;
  const hasTimes = Number(row.cells[times] ?? 0) >= EARLIEST || row.cells.length > times + 2 || layout.hasMarks;
  const batch = row.cells[hasTimes ? times + 2 : times];
  return {
    line,
    annotator,
    systemId,
    itemId,
    score: Number(score),
    documentId,
    marks: marks.map(readMark),
    at: hasTimes ? Math.round(Number(row.cells[times + 1] ?? 0) * 1000) || 0 : 0,
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

/** A document's own name and, where Appraise appended it, the system's: `DOC#SYSTEM`. What was judged in parts, `DOC#FIRST-LAST`, counts its items anew in each: the part stays a document. */
export function splitDocument(
  documentId: string,
  systemId: string,
): { readonly document: string; readonly system: string; readonly hasSystem: boolean } {
  const [document = '', system = ''] = documentId.split('#');
  if (/^\d+-\d+$/.test(system)) return { document: `${document}#${system}`, system: systemId, hasSystem: false };
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
