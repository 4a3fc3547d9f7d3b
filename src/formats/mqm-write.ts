import { strToU8 } from 'fflate';
import type { Annotation, ErrorSpan, Side } from '#core/annotation.ts';
import { isReview } from '#core/annotation.ts';
import { Failure } from '#core/failure.ts';
import type { Document, Segment } from '#core/segment.ts';
import type { Typology } from '#core/typology.ts';
import type { RecordSource } from '#formats/format.ts';
import { writeCategory } from '#formats/mqm-category.ts';
import { readMarks, writeMarks } from '#formats/v-marks.ts';

const HEADER = ['system', 'doc', 'docSegId', 'globalSegId', 'rater', 'source', 'target', 'category', 'severity', 'metadata'];

/** What the rows of one translation share. */
interface Place {
  readonly document: Document;
  readonly segment: Segment;
  readonly system: string;
  readonly target: string;
}

/**
 * One row an error in Marot's ten columns; a finished annotation without errors is a `No-error` row, a translation nobody has judged a row without
 * rater. Scores, comments and post-edits, for which the table has no column, travel in the metadata. Reviews' verdicts are left out.
 */
export async function* writeMqm(records: RecordSource): AsyncIterable<Uint8Array> {
  const { project, typology } = records;
  const systems = new Map<string, string>();
  const annotators = new Map<string, string>();
  for await (const rows of records.rows('systems')) for (const { id, name } of rows) systems.set(id, name);
  // A row without rater would be one that nobody has judged: who has given no name goes by the id.
  for await (const rows of records.rows('annotators')) for (const { id, name } of rows) annotators.set(id, name.trim() === '' ? id : name);
  const documents: Document[] = [];
  for await (const rows of records.rows('documents')) documents.push(...rows);
  documents.sort((a, b) => a.order - b.order);
  yield strToU8(`${HEADER.join('\t')}\n`);
  let about: Record<string, unknown> | undefined = {
    evaluation: { source_language: project.sourceLang, target_language: project.targetLang },
    stet: { project: project.name, typology: project.typologyId, protocols: project.protocols },
  };
  let number = 0;
  for (const document of documents) {
    const { segments, packs, annotations } = await records.document(document.id);
    const byPlace = new Map<string, Annotation[]>();
    for (const annotation of annotations) {
      if (annotation.level !== 'segment' || isReview(annotation)) continue;
      const key = `${annotation.unitId} ${annotation.systemId}`;
      byPlace.set(key, [...(byPlace.get(key) ?? []), annotation]);
    }
    const lines: string[] = [];
    for (const segment of segments) {
      number += 1;
      let references: Readonly<Record<string, string>> | undefined = segment.references;
      for (const pack of packs) {
        const target = pack.texts[segment.index];
        if (target === null || target === undefined) continue;
        const place: Place = { document, segment, system: systems.get(pack.systemId) ?? pack.systemId, target };
        const found = byPlace.get(`${segment.id} ${pack.systemId}`) ?? [];
        const judged = found.filter((annotation) => annotation.status === 'done' || annotation.errors.length > 0);
        const rows = judged.flatMap((annotation) => rowsOf(annotation, place, annotators.get(annotation.annotatorId) ?? '', typology));
        for (const row of rows.length > 0 ? rows : [unjudged(place)]) {
          const first = {
            ...about,
            ...row.metadata,
            ...(references && Object.keys(references).length > 0 ? { segment: { references } } : {}),
          };
          const stet = { ...asRecord(about?.['stet']), ...asRecord(row.metadata['stet']) };
          const metadata = Object.keys(stet).length > 0 ? { ...first, stet } : first;
          about = undefined;
          references = undefined;
          lines.push(toLine(place, number, row, metadata));
        }
      }
    }
    yield strToU8(lines.join(''));
  }
}

interface Row {
  readonly annotator: string;
  readonly source: string;
  readonly target: string;
  readonly category: string;
  readonly severity: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

function unjudged({ segment, target }: Place): Row {
  return { annotator: '', source: segment.source, target, category: '', severity: '', metadata: {} };
}

function rowsOf(annotation: Annotation, place: Place, annotator: string, typology: Typology): readonly Row[] {
  const { errors, updatedAt, comment } = annotation;
  const time = updatedAt > 0 ? { timestamp: updatedAt } : {};
  const rater = annotation.round === 1 ? annotator : `${annotator}.${annotation.round}`;
  const base = { annotator: rater, source: place.segment.source, target: place.target };
  const stet = {
    ...(annotation.round === 1 ? {} : { annotator, round: annotation.round }),
    ...(Object.keys(annotation.scores).length === 0 ? {} : { scores: annotation.scores }),
    ...(comment === undefined || (errors.length === 0 && comment !== '') ? {} : { comment }),
    ...(annotation.postEdit === undefined ? {} : { postEdit: annotation.postEdit }),
    ...(annotation.status === 'open' ? { status: 'open' } : {}),
  };
  const own = Object.keys(stet).length === 0 ? {} : { stet };
  if (errors.length === 0) {
    const note = comment === undefined || comment === '' ? {} : { note: comment };
    return [{ ...base, category: 'No-error', severity: 'No-error', metadata: { ...time, ...note, ...own } }];
  }
  return errors.map((error, i) => ({
    annotator: rater,
    source: markedText(error, 'source', place.segment.source, place),
    target: markedText(error, 'target', place.target, place),
    category: writeCategory(typology, error.category),
    severity: `${error.severity.charAt(0).toUpperCase()}${error.severity.slice(1)}`,
    metadata: {
      ...time,
      ...(error.note === undefined ? {} : { note: error.note }),
      ...(error.correction === undefined ? {} : { corrected_translation: error.correction }),
      ...(i === 0 || annotation.round !== 1 ? own : {}),
    },
  }));
}

/** The text with the error's marks; what was written is read back and compared, quote by quote. */
function markedText(error: ErrorSpan, side: Side, text: string, { document, segment, system }: Place): string {
  const parts = error.parts.filter((part) => part.side === side);
  const caret = side === 'target' && error.caret !== undefined ? [{ start: error.caret, end: error.caret }] : [];
  const marked = writeMarks(text, [...parts, ...caret]);
  const isExact = marked !== undefined && parts.every((part) => readMarks(marked).text.slice(part.start, part.end) === part.quote);
  if (!isExact) throw new Failure('mqm-tsv/slice', { document: document.name, segment: segment.index + 1, system });
  return marked;
}

function toLine(place: Place, number: number, row: Row, metadata: object): string {
  const { segment, document, system } = place;
  const cells = [
    system,
    document.name,
    segment.externalIndex ?? String(segment.index + 1),
    segment.externalId ?? String(number),
    row.annotator,
    row.source,
    row.target,
    row.category,
    row.severity,
    Object.keys(metadata).length === 0 ? '' : JSON.stringify(metadata),
  ];
  const values = { document: document.name, segment: segment.index + 1, system };
  if (cells.some((cell) => /[\t\n]|\r$|\p{Surrogate}/u.test(cell))) throw new Failure('mqm-tsv/control', values);
  if (row.source === segment.source && row.target === place.target && /<\/?v>/.test(row.source + row.target))
    throw new Failure('mqm-tsv/slice', values);
  return `${cells.join('\t')}\n`;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}; // metadata is made above, of plain objects
}
