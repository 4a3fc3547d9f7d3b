import type { ErrorSpan } from '#core/annotation.ts';
import { annotationId } from '#core/annotation.ts';
import type { Issue } from '#core/failure.ts';
import type { Scale } from '#core/protocol.ts';
import { isOnScale } from '#core/protocol.ts';
import { annotatorId, documentId, segmentId, systemId } from '#core/segment.ts';
import { spanPart } from '#core/text.ts';
import type { Typology } from '#core/typology.ts';
import { SEVERITIES } from '#core/typology.ts';
import type { AppraiseItem } from '#formats/appraise-batches.ts';
import type { AppraiseMark, AppraiseRow } from '#formats/appraise-row.ts';
import type { Batch, GivenAnnotation, ReadOptions } from '#formats/format.ts';
import { BATCH_ROWS } from '#formats/format.ts';
import { readCategory } from '#formats/mqm-category.ts';

/** One wording of a segment: translations whose source differs, or two of one system, never share one, so each mark stays on its text. */
interface Wording {
  readonly number: string;
  readonly source: string;
  /** By system; empty where the texts are not here. */
  readonly targets: Map<string, string>;
}

interface Judgement {
  readonly row: AppraiseRow;
  readonly file: string;
  readonly system: string;
  /** Undefined where the texts are not here. */
  readonly target: string | undefined;
  /** What its score is on; undefined where the score means nothing. */
  readonly scale: Scale | undefined;
}

/** Appraise's spelling where it is not MQM-Core's. */
const SPELLINGS = new Map([
  ['Awkward style', 'Awkward'],
  ['Unidiomatic style', 'Unidiomatic'],
  ['Overtranslation', 'Over-translation'],
  ['Undertranslation', 'Under-translation'],
  ['Inconsistent use of terminology', 'Inconsistent use of term'],
  ['Inconsistent with terminology resource', 'Inconsistent with termbase'],
  ['Locale convention', 'Locale conventions'],
]);

/** Omissions have their category in every protocol, so that any format can tell them from marks that lost their place. */
const OMISSION = 'accuracy/omission';

/** Gathers a campaign's texts and judgements, whose order in the files means nothing. */
export class AppraiseCollector {
  readonly #options: ReadOptions;
  readonly #typology: Typology;
  readonly #documents = new Map<string, Map<string, Wording[]>>();
  readonly #systems = new Map<string, number>();
  readonly #annotators = new Map<string, number>();
  readonly #judgements = new Map<Wording, Map<string, Judgement>>();
  readonly issues: Issue[] = [];

  constructor(options: ReadOptions, typology: Typology) {
    this.#options = options;
    this.#typology = typology;
  }

  /** A segment's text by one system. */
  addText({ document, system, number, source, target }: AppraiseItem, file: string): Wording {
    const segments = this.#documents.get(document) ?? new Map<string, Wording[]>();
    this.#documents.set(document, segments);
    const key = number ?? source;
    const wordings = segments.get(key) ?? [];
    segments.set(key, wordings);
    if (!this.#systems.has(system)) this.#systems.set(system, this.#systems.size);
    let wording = wordings.find((one) => one.source === source && (one.targets.get(system) ?? target) === target);
    if (!wording) {
      if (wordings.length > 0) {
        this.issues.push({ file, line: 0, code: 'appraise/text-differs', values: { document, system, number: key.slice(0, 40) } });
      }
      wording = { number: number ?? String(segments.size), source, targets: new Map() };
      wordings.push(wording);
    }
    wording.targets.set(system, target);
    return wording;
  }

  /** The place of a judgement whose texts are not here. */
  addPlace(document: string, number: string, system: string): Wording {
    const segments = this.#documents.get(document) ?? new Map<string, Wording[]>();
    this.#documents.set(document, segments);
    if (!this.#systems.has(system)) this.#systems.set(system, this.#systems.size);
    const [known] = segments.get(number) ?? [];
    const wording = known ?? { number, source: '', targets: new Map<string, string>() };
    segments.set(number, [wording]);
    return wording;
  }

  /** An annotator's judgement; of several of the same translation, the latest stays. */
  addJudgement(wording: Wording, judgement: Judgement): void {
    const { annotator, at, score, line } = judgement.row;
    if (judgement.scale && !isOnScale(judgement.scale, score)) {
      this.issues.push({ file: judgement.file, line, code: 'appraise/score', values: { score, most: judgement.scale.most } });
      return;
    }
    if (!this.#annotators.has(annotator)) this.#annotators.set(annotator, this.#annotators.size);
    const judgements = this.#judgements.get(wording) ?? new Map<string, Judgement>();
    this.#judgements.set(wording, judgements);
    const key = `${judgement.system}\t${annotator}`;
    const before = judgements.get(key);
    if (!before || before.row.at <= at) judgements.set(key, judgement);
  }

  *batches(): Iterable<Batch> {
    const { projectId } = this.#options;
    const documents = inOrder([...this.#documents], ([, segments]) => [...segments.values()][0]?.[0]?.number ?? '');
    yield {
      rows: 0,
      documents: documents.map(([name], order) => ({ id: documentId(projectId, order), projectId, name, order })),
      systems: [...this.#systems].map(([name, order]) => ({ id: systemId(projectId, order), projectId, name, origin: 'import' })),
      annotators: [...this.#annotators].map(([name, order]) => ({ id: annotatorId(projectId, order), projectId, name })),
    };
    const total = documents.reduce((sum, [, segments]) => sum + segments.size, 0);
    for (const [order, [, segments]] of documents.entries()) {
      const wordings = inOrder([...segments.values()].flat(), ({ number }) => number);
      for (let from = 0; from < wordings.length; from += BATCH_ROWS) {
        const part = wordings.slice(from, from + BATCH_ROWS);
        yield { ...this.#batch(documentId(projectId, order), part, from), share: part.length / total };
      }
    }
  }

  #batch(inDocument: string, wordings: readonly Wording[], from: number): Batch {
    const { projectId } = this.#options;
    const placed = wordings.map((wording, i) => ({ wording, index: from + i, id: segmentId(inDocument, from + i) }));
    return {
      rows: 0,
      segments: placed.map(({ wording: { number, source }, index, id }) => ({
        id,
        projectId,
        documentId: inDocument,
        index,
        source,
        references: {},
        externalId: number,
      })),
      hypotheses: placed.flatMap(({ wording, index }) =>
        [...wording.targets].map(([system, text]) => ({ documentId: inDocument, index, systemId: this.#systemId(system), text })),
      ),
      annotations: placed.flatMap(({ wording, id }) =>
        [...(this.#judgements.get(wording)?.values() ?? [])].map((judgement) => this.#annotation(judgement, wording, id)),
      ),
    };
  }

  #systemId(name: string): string {
    return systemId(this.#options.projectId, this.#systems.get(name) ?? 0);
  }

  #annotation({ row, file, system, target, scale }: Judgement, wording: Wording, unitId: string): GivenAnnotation {
    const { projectId, sha256 } = this.#options;
    const key = {
      projectId,
      level: 'segment',
      unitId,
      systemId: this.#systemId(system),
      annotatorId: annotatorId(projectId, this.#annotators.get(row.annotator) ?? 0),
      round: 1,
    } as const;
    const id = annotationId(key);
    const errors =
      target === undefined ? [] : row.marks.flatMap((mark, i) => this.#error(mark, `${id}~${i}`, target, { file, line: row.line }));
    return {
      key,
      body: { errors, scores: scale ? { [scale.id]: row.score } : {}, status: 'done' },
      textSha256: target === undefined ? '' : sha256(`${wording.source}\0${target}`),
      at: row.at,
    };
  }

  #error({ range, severity, category }: AppraiseMark, id: string, target: string, at: Pick<Issue, 'file' | 'line'>): readonly ErrorSpan[] {
    const known = SEVERITIES.find((one) => one === severity);
    if (!known) this.issues.push({ ...at, code: 'appraise/severity', values: { severity } });
    if (range && !(range.start >= 0 && range.start < range.end && range.end <= target.length)) {
      this.issues.push({ ...at, code: 'appraise/span', values: { start: range.start, end: range.end, length: target.length } });
      return [];
    }
    const spelled = category.map((name) => SPELLINGS.get(name) ?? name).join('/');
    // The word for missing text is a mark like any other to Appraise: with a category that is no omission it says nothing of a place.
    const isOmission = !range && (spelled === '' || /omission/i.test(spelled));
    if (!range && !isOmission) this.issues.push({ ...at, code: 'appraise/no-span', values: { category: spelled } });
    const whole = { start: 0, end: target.length };
    return [
      {
        id,
        parts: isOmission ? [] : [spanPart('target', target, range ?? whole)],
        category: spelled === '' ? (isOmission ? OMISSION : '') : readCategory(this.#typology, spelled),
        severity: known ?? 'neutral',
        origin: 'import',
      },
    ];
  }
}

/** By number where all have one, else as they came. */
function inOrder<T>(list: readonly T[], numberOf: (one: T) => string): readonly T[] {
  const isNumbered = list.every((one) => /^\d+$/.test(numberOf(one)));
  return isNumbered ? list.toSorted((a, b) => Number(numberOf(a)) - Number(numberOf(b))) : list;
}
