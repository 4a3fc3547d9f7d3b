import { Failure } from '#core/failure.ts';
import type { Issue } from '#core/failure.ts';
import type { ProtocolId } from '#core/protocol.ts';
import { PROTOCOLS } from '#core/protocol.ts';
import { typologyOf } from '#core/typologies.ts';
import type { Batch, Facts, Format, Head, ReadOptions, SourceFile } from '#formats/format.ts';
import { languagesOf, titleOf } from '#formats/file-name.ts';
import type { JsonObject } from '#formats/json.ts';
import { asArray, asObject, asText, parseObject } from '#formats/json.ts';
import { headLines, lineBlocks } from '#formats/lines.ts';
import { MqmCollector } from '#formats/mqm-collector.ts';
import type { MqmColumns } from '#formats/mqm-row.ts';
import { headerColumns, headerlessColumns, readRow } from '#formats/mqm-row.ts';
import { writeMqm } from '#formats/mqm-write.ts';

/**
 * The WMT MQM table as Google releases it (google/wmt-mqm-human-evaluation; 2020, TED and Marot columns): one row an error, tabs between,
 * no quoting, the marked stretch in `<v>…</v>`.
 */
export const mqmTsv: Format = {
  id: 'mqm-tsv',
  name: 'MQM TSV',
  extensions: ['tsv'],
  asks: ['languages'],
  joinsFiles: false,
  gathers: true,
  recognises: ({ text }) => text !== undefined && columnsOf(text) !== undefined,
  facts,
  read,
  write: writeMqm,
};

function columnsOf(text: string): { readonly columns: MqmColumns; readonly hasHeader: boolean } | undefined {
  const first = headLines(text)[0] ?? '';
  const named = headerColumns(first);
  if (named) return { columns: named, hasHeader: true };
  const columns = headerlessColumns(first);
  return columns && { columns, hasHeader: false };
}

/** The metadata of the first row, which may describe the whole file. */
function firstMetadata(text: string): JsonObject | undefined {
  const found = columnsOf(text);
  const row = headLines(text)[found?.hasHeader === true ? 1 : 0] ?? '';
  return parseObject(row.split('\t')[found?.columns.get('metadata') ?? -1] ?? '');
}

function facts([head]: readonly Head[]): Facts {
  const metadata = head?.text === undefined ? undefined : firstMetadata(head.text);
  const evaluation = asObject(metadata?.['evaluation']);
  const guess = languagesOf(head?.name ?? '');
  return {
    name: asText(asObject(metadata?.['stet'])?.['project']) ?? titleOf(head?.name ?? ''),
    sourceLang: asText(evaluation?.['source_language']) ?? guess?.sourceLang ?? '',
    targetLang: asText(evaluation?.['target_language']) ?? guess?.targetLang ?? '',
  };
}

async function* read(files: readonly SourceFile[], options: ReadOptions): AsyncIterable<Batch | Issue> {
  const collector = new MqmCollector();
  let typology = typologyOf('google-wmt');
  let protocols: readonly ProtocolId[] = ['MQM'];
  let used = 0;
  let firstIssue: Issue | undefined;
  for (const file of files) {
    let columns: MqmColumns | undefined;
    for await (const block of lineBlocks(file)) {
      const issues: Issue[] = [];
      let rows = 0;
      for (const line of block) {
        if (columns === undefined) {
          const found = columnsOf(line.text);
          if (!found) throw new Failure('mqm-tsv/header', { file: file.name });
          columns = found.columns;
          if (found.hasHeader) continue;
        }
        if (line.text === '') continue;
        if (used === 0) {
          const own = asObject(asObject(parseObject(line.text.split('\t')[columns.get('metadata') ?? -1] ?? ''))?.['stet']);
          typology = typologyOf(asText(own?.['typology']) ?? typology.id);
          const named = asArray(own?.['protocols']);
          if (named.length > 0) protocols = PROTOCOLS.filter((protocol) => named.includes(protocol));
        }
        const report = (issue: Omit<Issue, 'file' | 'line'>): void => {
          issues.push({ file: file.name, line: line.line, ...issue });
        };
        rows += 1;
        const row = readRow(line, columns, typology, report);
        if (!row) continue;
        used += 1;
        collector.add(row, report);
      }
      firstIssue ??= issues[0];
      yield { rows };
      yield* issues;
    }
  }
  if (used === 0) throw new Failure('format/no-rows', { file: files[0]?.name ?? '', ...(firstIssue ? { line: firstIssue.line } : {}) });
  yield { rows: 0, project: { typologyId: typology.id, protocols } };
  yield* collector.batches(options);
}
