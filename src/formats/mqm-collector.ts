import type { AnnotationKey, ErrorSpan } from '#core/annotation.ts';
import { annotationId } from '#core/annotation.ts';
import type { Issue } from '#core/failure.ts';
import type { AnnotationBody } from '#core/fold.ts';
import { annotatorId, documentId, segmentId, systemId } from '#core/segment.ts';
import type { Batch, GivenAnnotation, ReadOptions } from '#formats/format.ts';
import { BATCH_ROWS } from '#formats/format.ts';
import { asNumber, asObject, asText, numberEntries, textEntries } from '#formats/json.ts';
import type { MqmRow } from '#formats/mqm-row.ts';
import { timeOf } from '#formats/mqm-row.ts';

/** One wording of a segment: rows whose texts differ never share one, so each mark stays on the text it was made on. */
interface Wording {
  readonly number: string;
  readonly documentNumber: string;
  readonly source: string;
  readonly targets: Map<string, string>;
  readonly references: Map<string, string>;
}

interface Judgement {
  readonly wording: Wording;
  readonly system: string;
  readonly annotator: string;
  readonly round: number;
  readonly errors: Omit<ErrorSpan, 'id'>[];
  extra: AnnotationBody;
  at: number;
}

/**
 * Gathers the rows of MQM files. Rows of one annotation may stand anywhere in the file and a segment's place is known only at its end,
 * so each text is held once until then.
 */
export class MqmCollector {
  readonly #documents = new Map<string, Map<string, Wording[]>>();
  readonly #systems = new Map<string, number>();
  readonly #annotators = new Map<string, number>();
  readonly #judgements = new Map<Wording, Map<string, Judgement>>();

  add(row: MqmRow, report: (issue: Omit<Issue, 'file' | 'line'>) => void): void {
    if (!this.#systems.has(row.system)) this.#systems.set(row.system, this.#systems.size);
    const wording = this.#wordingOf(row, report);
    wording.targets.set(row.system, row.target);
    for (const [name, text] of textEntries(asObject(row.metadata['segment'])?.['references'])) wording.references.set(name, text);
    if (row.annotator === '') return;
    const own = asObject(row.metadata['stet']);
    const annotator = asText(own?.['annotator']) ?? row.annotator;
    if (!this.#annotators.has(annotator)) this.#annotators.set(annotator, this.#annotators.size);
    const judgement = this.#judgementOf(wording, row.system, annotator, asNumber(own?.['round']) ?? 1);
    if (row.error) judgement.errors.push(row.error);
    judgement.at = Math.max(judgement.at, timeOf(row.metadata));
    judgement.extra = { ...judgement.extra, ...(row.error || row.note === undefined ? {} : { comment: row.note }), ...readExtra(own) };
  }

  #wordingOf(row: MqmRow, report: (issue: Omit<Issue, 'file' | 'line'>) => void): Wording {
    const segments = this.#documents.get(row.document) ?? new Map<string, Wording[]>();
    this.#documents.set(row.document, segments);
    const key = `${row.documentNumber}\t${row.number}`;
    const wordings = segments.get(key) ?? [];
    segments.set(key, wordings);
    const target = (wording: Wording): string => wording.targets.get(row.system) ?? row.target;
    const found = wordings.find((wording) => wording.source === row.source && target(wording) === row.target);
    if (found) return found;
    const isNewSource = wordings.every((wording) => wording.source !== row.source);
    if (wordings.length > 0) {
      const values = { side: isNewSource ? 'source' : 'target', system: row.system, document: row.document, number: row.number };
      report({ code: 'mqm-tsv/text-differs', values });
    }
    const { number, documentNumber, source } = row;
    const made: Wording = { number, documentNumber, source, targets: new Map(), references: new Map() };
    wordings.push(made);
    return made;
  }

  #judgementOf(wording: Wording, system: string, annotator: string, round: number): Judgement {
    const judgements = this.#judgements.get(wording) ?? new Map<string, Judgement>();
    this.#judgements.set(wording, judgements);
    const key = `${system}\t${annotator}\t${round}`;
    const judgement = judgements.get(key) ?? { wording, system, annotator, round, errors: [], extra: {}, at: 0 };
    judgements.set(key, judgement);
    return judgement;
  }

  /** Everything gathered, in parts: documents as they came, segments by their number within the document. */
  *batches(options: ReadOptions): Iterable<Batch> {
    const { projectId } = options;
    yield {
      rows: 0,
      documents: [...this.#documents.keys()].map((name, order) => ({ id: documentId(projectId, order), projectId, name, order })),
      systems: [...this.#systems].map(([name, order]) => ({ id: systemId(projectId, order), projectId, name, origin: 'import' })),
      annotators: [...this.#annotators].map(([name, order]) => ({ id: annotatorId(projectId, order), projectId, name })),
    };
    const total = [...this.#documents.values()].reduce((sum, segments) => sum + [...segments.values()].flat().length, 0);
    for (const [order, segments] of [...this.#documents.values()].entries()) {
      const wordings = inOrder([...segments.values()].flat());
      for (let from = 0; from < wordings.length; from += BATCH_ROWS) {
        const part = wordings.slice(from, from + BATCH_ROWS);
        yield { ...this.#batch(documentId(projectId, order), part, from, options), share: part.length / total };
      }
    }
  }

  #batch(inDocument: string, wordings: readonly Wording[], from: number, options: ReadOptions): Batch {
    const { projectId } = options;
    const placed = wordings.map((wording, i) => ({ wording, index: from + i, id: segmentId(inDocument, from + i) }));
    return {
      rows: 0,
      segments: placed.map(({ wording, index, id }) => ({
        id,
        projectId,
        documentId: inDocument,
        index,
        source: wording.source,
        references: Object.fromEntries(wording.references),
        externalId: wording.number,
        ...(wording.documentNumber === String(index + 1) ? {} : { externalIndex: wording.documentNumber }),
      })),
      hypotheses: placed.flatMap(({ wording, index }) =>
        [...wording.targets].map(([system, text]) => ({
          documentId: inDocument,
          index,
          systemId: this.#systemId(projectId, system),
          text,
        })),
      ),
      annotations: placed.flatMap(({ wording, id }) =>
        [...(this.#judgements.get(wording)?.values() ?? [])].map((judgement) => this.#annotation(judgement, id, options)),
      ),
    };
  }

  #systemId(projectId: string, name: string): string {
    return systemId(projectId, this.#systems.get(name) ?? 0);
  }

  #annotation(judgement: Judgement, unitId: string, { projectId, sha256 }: ReadOptions): GivenAnnotation {
    const { wording, system, annotator, round, errors, extra, at } = judgement;
    const key: AnnotationKey = {
      projectId,
      level: 'segment',
      unitId,
      systemId: this.#systemId(projectId, system),
      annotatorId: annotatorId(projectId, this.#annotators.get(annotator) ?? 0),
      round,
    };
    const id = annotationId(key);
    return {
      key,
      body: { errors: errors.map((error, i) => ({ id: `${id}~${i}`, ...error })), status: 'done', ...extra },
      textSha256: sha256(`${wording.source}\0${wording.targets.get(system) ?? ''}`),
      at,
    };
  }
}

/** By number where all have one, else as they came. */
function inOrder(wordings: readonly Wording[]): readonly Wording[] {
  const isNumbered = wordings.every((wording) => /^\d+$/.test(wording.documentNumber));
  return isNumbered ? wordings.toSorted((a, b) => Number(a.documentNumber) - Number(b.documentNumber)) : wordings;
}

/** What Stet adds to a row's metadata, since MQM files have no column for it. */
function readExtra(own: ReturnType<typeof asObject>): AnnotationBody {
  if (!own) return {};
  const scores = numberEntries(own['scores']);
  const comment = asText(own['comment']);
  const postEdit = asText(own['postEdit']);
  return {
    ...(scores.length === 0 ? {} : { scores: Object.fromEntries(scores) }),
    ...(comment === undefined ? {} : { comment }),
    ...(postEdit === undefined ? {} : { postEdit }),
    ...(own['status'] === 'open' ? { status: 'open' } : {}),
  };
}
