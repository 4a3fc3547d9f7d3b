import type { ErrorSpan, Side, SpanPart } from '#core/annotation.ts';
import { annotationId } from '#core/annotation.ts';
import type { Issue } from '#core/failure.ts';
import { Failure } from '#core/failure.ts';
import { isOnScale, PROTOCOLS, SCALES } from '#core/protocol.ts';
import { annotatorId, documentId, segmentId, systemId } from '#core/segment.ts';
import { spanPart } from '#core/text.ts';
import { typologyOf } from '#core/typologies.ts';
import { SEVERITIES } from '#core/typology.ts';
import { titleOf } from '#formats/file-name.ts';
import type { Batch, Facts, Format, GivenAnnotation, Head, PlacedHypothesis, ReadOptions, SourceFile } from '#formats/format.ts';
import type { JsonObject } from '#formats/json.ts';
import { asArray, asNumber, asObject, asText, parseObject, textEntries } from '#formats/json.ts';

/**
 * A project written by hand in one JSON object; the sample projects are such files. Marks are given by the words they cover, which must occur once.
 * Described in docs/format.md.
 */
export const stetJson: Format = {
  id: 'stet-json',
  name: 'Stet JSON',
  extensions: ['json'],
  asks: [],
  joinsFiles: false,
  gathers: false,
  recognises: ({ text }) => text !== undefined && /^\s*\{\s*"stet"\s*:/.test(text),
  facts: ([head]: readonly Head[]): Facts => ({ name: titleOf(head?.name ?? ''), sourceLang: '', targetLang: '' }),
  read,
};

const LARGEST = 100_000_000;

async function* read(files: readonly SourceFile[], options: ReadOptions): AsyncIterable<Batch | Issue> {
  for (const file of files) {
    let text = '';
    for await (const chunk of file.text()) {
      text += chunk;
      if (text.length > LARGEST) throw new Failure('import/too-large', { file: file.name, megabytes: LARGEST / 1_000_000 });
    }
    const root = parseObject(text);
    if (root?.['stet'] !== 1) throw new Failure('stet-json/malformed', { file: file.name });
    yield* new JsonProject(file.name, root, options).parts();
  }
}

/** One segment's place while its annotations are read. */
interface Place {
  readonly unitId: string;
  readonly source: string;
  readonly targets: ReadonlyMap<string, string>;
  readonly label: string;
}

class JsonProject {
  readonly #file: string;
  readonly #root: JsonObject;
  readonly #options: ReadOptions;
  readonly #systems = new Map<string, string>();
  readonly #annotators = new Map<string, string>();
  readonly #issues: Issue[] = [];

  constructor(file: string, root: JsonObject, options: ReadOptions) {
    this.#file = file;
    this.#root = root;
    this.#options = options;
  }

  *parts(): Iterable<Batch | Issue> {
    const { projectId } = this.#options;
    const named = asArray(this.#root['protocols']);
    const guideline = asText(this.#root['guideline']);
    yield {
      rows: 0,
      project: {
        name: asText(this.#root['name']) ?? this.#options.name,
        sourceLang: asText(this.#root['sourceLang']) ?? this.#options.sourceLang,
        targetLang: asText(this.#root['targetLang']) ?? this.#options.targetLang,
        typologyId: typologyOf(asText(this.#root['typology']) ?? '').id,
        protocols: PROTOCOLS.filter((protocol) => named.includes(protocol)),
        ...(guideline === undefined ? {} : { guideline }),
      },
    };
    for (const [order, value] of asArray(this.#root['documents']).entries()) {
      yield this.#document(asObject(value) ?? {}, order);
      yield* this.#issues.splice(0);
    }
    yield {
      rows: 0,
      systems: [...this.#systems].map(([name, id]) => ({ id, projectId, name, origin: 'import' })),
      annotators: [...this.#annotators].map(([name, id]) => ({ id, projectId, name })),
    };
  }

  #document(value: JsonObject, order: number): Batch {
    const { projectId } = this.#options;
    const id = documentId(projectId, order);
    const domain = asText(value['domain']);
    const name = asText(value['name']) ?? String(order + 1);
    const values = asArray(value['segments']).map((segment) => asObject(segment) ?? {});
    const hypotheses: PlacedHypothesis[] = [];
    const annotations: GivenAnnotation[] = [];
    const segments = values.map((segment, index) => {
      const unitId = segmentId(id, index);
      const source = asText(segment['source']) ?? '';
      const notes = asText(segment['notes']);
      const targets = new Map(textEntries(segment['translations']));
      for (const [system, text] of targets) hypotheses.push({ documentId: id, index, systemId: this.#systemId(system), text });
      const place = { unitId, source, targets, label: `${name} ${index + 1}` };
      for (const given of asArray(segment['annotations'])) annotations.push(...this.#annotation(asObject(given) ?? {}, place));
      const references = Object.fromEntries(textEntries(segment['references']));
      return { id: unitId, projectId, documentId: id, index, source, references, ...(notes === undefined ? {} : { notes }) };
    });
    const document = { id, projectId, name, ...(domain === undefined ? {} : { domain }), order };
    return { rows: segments.length, documents: [document], segments, hypotheses, annotations };
  }

  #systemId(name: string): string {
    const found = this.#systems.get(name) ?? systemId(this.#options.projectId, this.#systems.size);
    this.#systems.set(name, found);
    return found;
  }

  #annotation(value: JsonObject, place: Place): readonly GivenAnnotation[] {
    const { projectId, sha256 } = this.#options;
    const system = asText(value['system']) ?? '';
    const name = asText(value['annotator']) ?? '';
    const target = place.targets.get(system);
    if (target === undefined || name === '') {
      this.#report('stet-json/annotation', { place: place.label, system, annotator: name });
      return [];
    }
    const annotator = this.#annotators.get(name) ?? annotatorId(projectId, this.#annotators.size);
    this.#annotators.set(name, annotator);
    const key = {
      projectId,
      level: 'segment',
      unitId: place.unitId,
      systemId: this.#systemId(system),
      annotatorId: annotator,
      round: 1,
    } as const;
    const scores = SCALES.flatMap((scale) => {
      const score = asNumber(value[scale.id]);
      if (score === undefined || isOnScale(scale, score)) return score === undefined ? [] : [[scale.id, score] as const];
      this.#report('stet-json/score', { place: place.label, scale: scale.id, score, most: scale.most });
      return [];
    });
    const comment = asText(value['comment']);
    const errors = asArray(value['errors']).flatMap((error, i) =>
      this.#error(asObject(error) ?? {}, `${annotationId(key)}~${i}`, target, place),
    );
    return [
      {
        key,
        body: {
          errors,
          scores: Object.fromEntries(scores),
          ...(comment === undefined ? {} : { comment }),
          status: value['status'] === 'open' ? 'open' : 'done',
        },
        textSha256: sha256(`${place.source}\0${target}`),
        at: Date.parse(asText(value['at']) ?? '') || 0,
      },
    ];
  }

  #error(value: JsonObject, id: string, target: string, place: Place): readonly ErrorSpan[] {
    const severity = SEVERITIES.find((known) => known === value['severity']);
    const parts = [this.#part('source', value['source'], place.source, place), this.#part('target', value['target'], target, place)];
    const before = this.#part('target', value['missingBefore'], target, place);
    const found = parts.filter((part) => part !== undefined);
    if (!severity || (found.length === 0 && !before)) {
      this.#report('stet-json/error', { place: place.label, severity: asText(value['severity']) ?? '' });
      return [];
    }
    const note = asText(value['note']);
    const correction = asText(value['correction']);
    return [
      {
        id,
        parts: found,
        ...(before ? { caret: before.start } : {}),
        category: asText(value['category']) ?? '',
        severity,
        ...(note === undefined ? {} : { note }),
        ...(correction === undefined ? {} : { correction }),
        origin: 'import',
      },
    ];
  }

  #part(side: Side, quote: unknown, text: string, place: Place): SpanPart | undefined {
    if (typeof quote !== 'string' || quote === '') return undefined;
    const start = text.indexOf(quote);
    if (start >= 0 && text.indexOf(quote, start + 1) < 0) return spanPart(side, text, { start, end: start + quote.length });
    this.#report('stet-json/quote', { place: place.label, quote });
    return undefined;
  }

  #report(code: string, values: Issue['values']): void {
    this.#issues.push({ file: this.#file, line: 0, code, values });
  }
}
