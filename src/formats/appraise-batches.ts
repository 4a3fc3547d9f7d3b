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
}

/** A campaign's file begins with a list of tasks, each with items and the task's own facts. */
export function isBatchesHead(text: string): boolean {
  return /^\s*\[\s*\{\s*"(items|task)"\s*:/.test(text);
}

export function itemKey(itemId: string, documentId: string): string {
  return `${itemId}\t${documentId}`;
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
      const [key, read] = readItem(item);
      if (read) items.set(key, read);
    }
    return {
      file,
      batch: idOf(facts['batchNo']),
      sourceLang: canonicalLanguage(asText(facts['sourceLanguage']) ?? ''),
      targetLang: canonicalLanguage(asText(facts['targetLanguage']) ?? ''),
      items,
    };
  });
}

function readItem(item: JsonObject): readonly [string, AppraiseItem | undefined] {
  const documentId = asText(item['documentID']) ?? '';
  const systemId = asText(item['targetID']) ?? '';
  const key = itemKey(idOf(item['itemID']), documentId);
  if (leftOut(asText(item['itemType']) ?? '', systemId, documentId)) return [key, undefined];
  const names = splitDocument(documentId, systemId);
  // `_item` is `SYSTEM | NUMBER | DOCUMENT`, as WMT's scripts write it.
  const [, number, document] = (asText(item['_item']) ?? '').split(' | ');
  return [
    key,
    {
      document: document ?? names.document,
      system: names.system,
      number: number !== undefined && /^\d+$/.test(number) ? number : undefined,
      source: asText(item['sourceText']) ?? '',
      target: asText(item['targetText']) ?? '',
    },
  ];
}

function idOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
}
