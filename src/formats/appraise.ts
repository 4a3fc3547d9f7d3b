import { Failure } from '#core/failure.ts';
import type { Issue } from '#core/failure.ts';
import type { ProtocolId, Scale } from '#core/protocol.ts';
import { DA_SCALE, ESA_SCALE, PROTOCOLS } from '#core/protocol.ts';
import { MQM_CORE } from '#core/typologies.ts';
import type { AppraiseTask } from '#formats/appraise-batches.ts';
import { isBatchesHead, itemKey, readBatches } from '#formats/appraise-batches.ts';
import { AppraiseCollector } from '#formats/appraise-collector.ts';
import type { AppraiseRow, LeftOut } from '#formats/appraise-row.ts';
import { isAppraiseRow, readAppraiseRow, splitDocument } from '#formats/appraise-row.ts';
import { headRows, RowReader } from '#formats/delimited-rows.ts';
import { titleOf } from '#formats/file-name.ts';
import type { Batch, Facts, Format, Head, ReadOptions, SourceFile } from '#formats/format.ts';

/**
 * A campaign of Appraise, as WMT runs them (ESA, MQM, DA with or without SQM's anchors): the exported judgements (CSV without header, one row a judgement, spans as JSON in a cell) and the batches file
 * (JSON) that holds the texts. Dropped together they make one project. Controls, tutorials and texts that only filled a task up are left out, and said so.
 */
export const appraise: Format = {
  id: 'appraise',
  name: 'Appraise',
  extensions: ['csv', 'json'],
  asks: ['languages'],
  joinsFiles: true,
  gathers: true,
  recognises: ({ text }) => text !== undefined && (isBatchesHead(text) || isTableHead(text)),
  facts,
  read,
};

const LARGEST = 200_000_000;
/** `canonicalLanguage` of what names none. */
const UNKNOWN = 'und';

function isTableHead(text: string): boolean {
  const first = headRows(text, ',').slice(0, 5);
  return first.length > 0 && first.every(({ cells }) => isAppraiseRow(cells));
}

function facts(heads: readonly Head[]): Facts {
  const table = heads.find(({ text }) => text !== undefined && !isBatchesHead(text));
  for (const row of headRows(table?.text ?? '', ',')) {
    const read = readAppraiseRow(row, () => undefined);
    if (typeof read === 'object') return { name: titleOf(table?.name ?? ''), sourceLang: read.sourceLang, targetLang: read.targetLang };
    const [source, target] = languagesOfRow(row.cells);
    if (source !== '') return { name: titleOf(table?.name ?? ''), sourceLang: source, targetLang: target };
  }
  return { name: titleOf(heads[0]?.name ?? ''), sourceLang: '', targetLang: '' };
}

function languagesOfRow(cells: readonly string[]): readonly [string, string] {
  const read = (code = ''): string => (/^[a-z]{3}$/.test(code) ? new Intl.Locale(code).language : '');
  return [read(cells[4]), read(cells[5])];
}

/** The judgements of one file. */
interface Table {
  readonly file: string;
  readonly rows: readonly AppraiseRow[];
  readonly protocol: ProtocolId;
}

/** What the scores of each protocol are on: under MQM, the slider's value means nothing. */
const SCALE_OF: Readonly<Partial<Record<ProtocolId, Scale>>> = { ESA: ESA_SCALE, DA: DA_SCALE };

/** MQM marks have categories. Without any mark it is direct assessment, unless the tasks asked for marks. */
function protocolOf(rows: readonly AppraiseRow[], tasks: readonly AppraiseTask[]): ProtocolId {
  const marks = rows.flatMap((row) => row.marks);
  if (marks.some(({ category }) => category.length > 0)) return 'MQM';
  return marks.length > 0 || tasks.some(({ asksMarks }) => asksMarks) ? 'ESA' : 'DA';
}

async function* read(files: readonly SourceFile[], options: ReadOptions): AsyncIterable<Batch | Issue> {
  const tasks: AppraiseTask[] = [];
  const tables: Omit<Table, 'protocol'>[] = [];
  for (const file of files) {
    const head = await firstText(file);
    if (isBatchesHead(head)) {
      tasks.push(...readBatches(await wholeText(file), file.name));
      continue;
    }
    const { rows, left, issues, count } = await readTable(file);
    yield { rows: count };
    yield* issues;
    for (const [kind, number] of left) yield { file: file.name, line: 0, code: `appraise/${kind}`, values: { rows: number } };
    tables.push({ file: file.name, rows });
  }
  const own = tables.map(({ file, rows }): Table => {
    const mine = rows.filter((row) => isOfPair(row, options));
    return { file, rows: mine, protocol: protocolOf(mine, tasks) };
  });
  for (const [i, { rows, file }] of own.entries()) {
    const others = (tables[i]?.rows ?? []).filter((row) => !isOfPair(row, options));
    if (others.length === 0) continue;
    const pairs = [...new Set(others.map((row) => `${row.sourceLang}-${row.targetLang}`))].join(', ');
    if (rows.length === 0) throw new Failure('appraise/languages', { file, asked: `${options.sourceLang}-${options.targetLang}`, pairs });
    yield { file, line: 0, code: 'appraise/other-languages', values: { rows: others.length, pairs } };
  }
  const collector = new AppraiseCollector(options, MQM_CORE);
  if (tasks.length > 0) yield* collectWithTexts(collector, own, tasks, options);
  else yield* collectWithoutTexts(collector, own);
  yield { rows: 0, project: { protocols: protocolsOf(own, tasks), typologyId: MQM_CORE.id } };
  yield* collector.batches();
  yield* collector.issues;
}

function protocolsOf(tables: readonly Table[], tasks: readonly AppraiseTask[]): readonly ProtocolId[] {
  const found = tables.length === 0 ? [protocolOf([], tasks)] : tables.map(({ protocol }) => protocol);
  return PROTOCOLS.filter((protocol) => found.includes(protocol));
}

function isOfPair(row: { readonly sourceLang: string; readonly targetLang: string }, { sourceLang, targetLang }: ReadOptions): boolean {
  const isSame = (own: string, asked: string): boolean => own === primary(asked);
  return isSame(row.sourceLang, sourceLang) && isSame(row.targetLang, targetLang);
}

function primary(language: string): string {
  return language.split(/[-_]/, 1)[0]?.toLowerCase() ?? '';
}

function* collectWithTexts(
  collector: AppraiseCollector,
  tables: readonly Table[],
  tasks: readonly AppraiseTask[],
  options: ReadOptions,
): Iterable<Issue> {
  const own = tasks.filter((task) => task.sourceLang === UNKNOWN || isOfPair(task, options));
  if (own.length === 0) {
    const pairs = [...new Set(tasks.map((task) => `${task.sourceLang}-${task.targetLang}`))].join(', ');
    throw new Failure('appraise/languages', { file: tasks[0]?.file ?? '', asked: `${options.sourceLang}-${options.targetLang}`, pairs });
  }
  const wordings = new Map(
    own.map((task) => [task, new Map([...task.items].map(([key, item]) => [key, { item, wording: collector.addText(item, task.file) }]))]),
  );
  for (const { file, rows, protocol } of tables) {
    for (const judged of byTask(rows)) {
      const task = taskOf(judged, own);
      for (const row of judged) {
        const found = task && wordings.get(task)?.get(itemKey(row));
        if (!found) {
          yield { file, line: row.line, code: 'appraise/unknown-item', values: { item: row.itemId, document: row.documentId } };
          continue;
        }
        const { system, target } = found.item;
        collector.addJudgement(found.wording, { row, file, system, target, scale: SCALE_OF[protocol] });
      }
    }
  }
}

/** One account's rows; where the export names the batch, those of each. */
function byTask(rows: readonly AppraiseRow[]): Iterable<readonly AppraiseRow[]> {
  const groups = new Map<string, AppraiseRow[]>();
  for (const row of rows) {
    const key = `${row.annotator}\t${row.batch ?? ''}`;
    const own = groups.get(key);
    if (own) own.push(row);
    else groups.set(key, [row]);
  }
  return groups.values();
}

/** The task that an annotator worked on: the one that has most of the judged items. Accounts do not say theirs. */
function taskOf(rows: readonly AppraiseRow[], tasks: readonly AppraiseTask[]): AppraiseTask | undefined {
  let best: AppraiseTask | undefined;
  let most = 0;
  for (const task of tasks) {
    if (rows[0]?.batch !== undefined && task.batch !== '' && task.batch !== rows[0].batch) continue;
    const count = rows.filter((row) => task.items.has(itemKey(row))).length;
    if (count > most) [best, most] = [task, count];
  }
  return best;
}

/** Where item numbers are the segments' own, scores stand for themselves; marks need their texts. */
function* collectWithoutTexts(collector: AppraiseCollector, tables: readonly Table[]): Iterable<Issue> {
  for (const { file, rows, protocol } of tables) {
    if (protocol === 'MQM' || rows.some(({ documentId, systemId }) => splitDocument(documentId, systemId).hasSystem)) {
      throw new Failure('appraise/no-texts', { file });
    }
    for (const row of rows) {
      const { document, system } =
        row.documentId === '' ? { document: titleOf(file), system: row.systemId } : splitDocument(row.documentId, row.systemId);
      const place = collector.addPlace(document, row.itemId, system);
      collector.addJudgement(place, { row, file, system, target: undefined, scale: SCALE_OF[protocol] });
    }
    const marks = rows.reduce((sum, row) => sum + row.marks.length, 0);
    if (marks > 0) yield { file, line: 0, code: 'appraise/marks-without-texts', values: { marks } };
  }
}

async function readTable(file: SourceFile): Promise<{
  readonly rows: readonly AppraiseRow[];
  readonly left: ReadonlyMap<LeftOut, number>;
  readonly issues: readonly Issue[];
  readonly count: number;
}> {
  const reader = new RowReader(',', file.name);
  const rows: AppraiseRow[] = [];
  const left = new Map<LeftOut, number>();
  const issues: Issue[] = [];
  let count = 0;
  const take = (found: ReturnType<RowReader['push']>): void => {
    for (const row of found) {
      if (row.cells.every((cell) => cell === '')) continue;
      count++;
      const read = readAppraiseRow(row, (issue) => issues.push({ file: file.name, ...issue }));
      if (typeof read === 'string') left.set(read, (left.get(read) ?? 0) + 1);
      else if (read) rows.push(read);
    }
  };
  for await (const chunk of file.text()) take(reader.push(chunk));
  take(reader.end());
  if (count === 0) throw new Failure('format/no-rows', { file: file.name });
  return { rows, left, issues, count };
}

/** Enough of a file to tell batches from judgements. */
async function firstText(file: SourceFile): Promise<string> {
  let text = '';
  for await (const chunk of file.text()) {
    text += chunk;
    if (text.length > 200) break;
  }
  return text;
}

async function wholeText(file: SourceFile): Promise<string> {
  let text = '';
  for await (const chunk of file.text()) {
    text += chunk;
    if (text.length > LARGEST) throw new Failure('import/too-large', { file: file.name, megabytes: LARGEST / 1_000_000 });
  }
  return text;
}
