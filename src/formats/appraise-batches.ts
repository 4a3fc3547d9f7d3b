import { Failure } from '#core/failure.ts';
import { canonicalLanguage } from '#core/text.ts';
import { leftOut, splitDocument } from '#formats/appraise-row.ts';
import { asArray, asObject, asText } from '#formats/json.ts';
import type { JsonObject } from '#formats/json.ts';

/** A translation that a task of the campaign asked to judge. */
export interface AppraiseItem {
  readonly document: string;
  readonly system: string;
  /** The segment's number in the test set; undefined where the file does not keep it. */
  readonly number: string | undefined;
  readonly source: string;
  readonly target: string;
}

/** One annotator's task. */
export interface AppraiseTask {
  readonly file: string;
  readonly batch: string;
  readonly sourceLang: string;
  readonly targetLang: string;
  /** By `itemKey`. */
  readonly items: ReadonlyMap<string, AppraiseItem>;
  /** Whether errors were to be marked in it, as in ESA and MQM. */
  readonly asksMarks: boolean;
}

/** A campaign's file begins with a list of tasks, each with items and the task's own facts. */
export function isBatchesHead(text: string): boolean {
  return /^\s*\[\s*\{\s*"(items|task)"\s*:/.test(text);
}

/** Within a document a number names an item; without documents every system has it. */
export function itemKey({ itemId, documentId, systemId }: { itemId: string; documentId: string; systemId: string }): string {
  return documentId === '' ? `${itemId}\t\t${systemId}` : `${itemId}\t${documentId}`;
}

/** The tasks of a batches file; throws a `Failure` where it is none. */
export function readBatches(text: string, file: string): readonly AppraiseTask[] {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Failure('appraise/batches', { file }, { cause });
    throw cause;
  }
  const tasks = asArray(root)
    .map(asObject)
    .filter((task) => task !== undefined);
  if (tasks.length === 0) throw new Failure('appraise/batches', { file });
  return tasks.map((task): AppraiseTask => {
    const facts = asObject(task['task']) ?? {};
    const items = new Map<string, AppraiseItem>();
    for (const value of asArray(task['items'])) {
      const item = asObject(value) ?? {};
      for (const [key, read] of readItem(item)) items.set(key, read);
    }
    return {
      file,
      batch: idOf(facts['batchNo']),
      sourceLang: canonicalLanguage(asText(facts['sourceLanguage']) ?? ''),
      targetLang: canonicalLanguage(asText(facts['targetLanguage']) ?? ''),
      items,
      asksMarks: asArray(task['items']).some((value) => asObject(value)?.['mqm'] !== undefined),
    };
  });
}

/** What the item asks to judge, by key; none for controls and fillers. Where there are no documents, a translation that several systems share (`A+B`) counts for each. */
function readItem(item: JsonObject): readonly (readonly [string, AppraiseItem])[] {
  const documentId = asText(item['documentID']) ?? '';
  const targetId = asText(item['targetID']) ?? '';
  const itemId = idOf(item['itemID']);
  if (leftOut(asText(item['itemType']) ?? '', targetId, documentId)) return [];
  const source = asText(item['sourceText']) ?? '';
  const target = asText(item['targetText']) ?? '';
  const numbered = (number: string | undefined): string | undefined => (/^\d+$/.test(number ?? '') ? number : undefined);
  if (documentId === '') {
    const document = asText(item['sourceID']) ?? '';
    return targetId.split('+').map((system) => {
      const key = itemKey({ itemId, documentId, systemId: system });
      return [key, { document, system, number: numbered(itemId), source, target }];
    });
  }
  const names = splitDocument(documentId, targetId);
  // `_item` is `SYSTEM | NUMBER | DOCUMENT`, as WMT's scripts write it.
  const [, number, document] = (asText(item['_item']) ?? '').split(' | ');
  const key = itemKey({ itemId, documentId, systemId: targetId });
  return [[key, { document: document ?? names.document, system: names.system, number: numbered(number), source, target }]];
}

function idOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
}
