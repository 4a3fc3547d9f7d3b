import type { InferenceSession } from 'onnxruntime-web/wasm';
import { Failure } from '#core/failure.ts';
import type { LanguageCodes, TranslationTokenizer } from '#tokenizers/translation-tokenizer.ts';
import type { Backend } from '#inference/backend.ts';
import { limitsFor, planBatches } from '#inference/batch-plan.ts';
import { describeDecoding, logProbability } from '#inference/decoding.ts';
import type { ModelConfig } from '#inference/model-config.ts';
import type { Decoder } from '#inference/onnx-decoder.ts';
import { encodeTexts, freeEncoded } from '#inference/onnx-encoder.ts';
import type { GreedyPlan } from '#inference/onnx-greedy.ts';
import { GreedySteps, isDecidedAhead } from '#inference/onnx-greedy.ts';
import { searchPlainly } from '#inference/onnx-plain-greedy.ts';
import type { OnnxRuntime } from '#inference/onnx-runtime.ts';
import { searchWithBeams } from '#inference/onnx-search.ts';
import { floats } from '#inference/onnx-tensors.ts';
import type { TokenSteps } from '#inference/onnx-stepper.ts';
import { sameTexts } from '#inference/same-texts.ts';
import type { ForcedOptions, ForcedPair, ForcedRow, GenerateOptions, GraphForm, Row, Translator } from '#inference/translator.ts';
import { Turns } from '#inference/turn.ts';
import type { VocabularyCut } from '#inference/vocabulary-cut.ts';
import { vocabularyCut } from '#inference/vocabulary-cut.ts';

export interface TranslatorParts {
  readonly runtime: OnnxRuntime;
  readonly config: ModelConfig;
  readonly tokenizer: TranslationTokenizer;
  readonly encoder: InferenceSession;
  readonly decoder: Decoder;
  /** The same decoder, where it was taken apart for speed. */
  readonly stepper?: TokenSteps;
  readonly form: GraphForm;
}

/** A text on its way through the model. */
interface SourceRow {
  readonly index: number;
  readonly ids: readonly number[];
}

/** An encoder-decoder model in ONNX: greedy or beam search with a key-value cache. */
export class OnnxTranslator implements Translator {
  readonly backend: Backend;
  readonly threads: number;
  readonly ownBeams: number;
  readonly maxSource: number;
  readonly sentencesAbove: number;
  readonly #parts: TranslatorParts;
  readonly #steps: GreedySteps | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: TranslatorParts) {
    this.#parts = parts;
    this.#steps = parts.stepper && new GreedySteps(parts.stepper);
    this.backend = parts.runtime.backend;
    this.threads = parts.runtime.threads;
    this.maxSource = parts.config.maxSource;
    this.sentencesAbove = parts.config.sentencesAbove;
    this.ownBeams = parts.config.beams;
  }

  get sourceCodes(): readonly string[] {
    return this.#parts.tokenizer.sourceCodes;
  }

  get targetCodes(): readonly string[] {
    return this.#parts.tokenizer.targetCodes;
  }

  lengths(texts: readonly string[], languages: LanguageCodes = {}): readonly number[] {
    return texts.map((text) => this.#parts.tokenizer.encode(text, languages).length);
  }

  decode(ids: readonly number[]): string {
    return this.#parts.tokenizer.decode(ids);
  }

  get form(): GraphForm {
    return this.#parts.form;
  }

  describe(beams: number): string {
    return describeDecoding(this.#parts.config, beams);
  }

  cutFor(texts: readonly string[], targetLang: string, languages: LanguageCodes = {}): VocabularyCut {
    const { config, tokenizer, stepper, form } = this.#parts;
    if (!stepper) throw new Failure('model/no-cut', { reason: form.isSplit ? '' : form.reason });
    const copied = texts.map((text) => tokenizer.encodeTarget(text, languages));
    return vocabularyCut(stepper.tokens, tokenizer.targetPieces(), targetLang, copied, config);
  }

  async *generate(texts: readonly string[], options: GenerateOptions): AsyncIterable<Row> {
    const free = await this.#queue();
    try {
      const { config, tokenizer } = this.#parts;
      const sources = texts.map((text) => tokenizer.encode(text, options.languages ?? {}));
      const groups = sameTexts(sources);
      const fitting = groups.flatMap(([index = 0]) => {
        const ids = sources[index] ?? [];
        return ids.length <= config.maxSource ? [{ ids, index }] : [];
      });
      const indexesOf = new Map(groups.map((group) => [group[0], group]));
      for (const [index, ids] of sources.entries()) if (ids.length > config.maxSource) yield tooLong(index, ids.length, config.maxSource);
      const { beams = 1 } = options;
      for (const batch of planBatches(
        fitting.map(({ ids }) => ids.length),
        options.limits ?? limitsFor(beams),
      )) {
        const rows = batch.flatMap((place) => fitting[place] ?? []);
        for await (const row of beams === 1 ? this.#translate(rows, options) : this.#search(rows, beams, options)) {
          for (const index of indexesOf.get(row.index) ?? []) yield { ...row, index };
        }
      }
    } finally {
      free();
    }
  }

  async *score(pairs: readonly ForcedPair[], options: ForcedOptions): AsyncIterable<ForcedRow> {
    const free = await this.#queue();
    try {
      const { config, tokenizer, decoder } = this.#parts;
      const { languages = {} } = options;
      const turns = new Turns();
      const ready = pairs.map((pair, index) => ({
        index,
        source: tokenizer.encode(pair.source, languages),
        target: tokenizer.encodeTarget(pair.target, languages),
      }));
      for (const { source, target } of ready) {
        const tokens = Math.max(source.length, target.length);
        if (tokens > config.maxSource) throw new Failure('model/text-too-long', { tokens, limit: config.maxSource });
      }
      for (const batch of planBatches(ready.map(({ source, target }) => source.length + target.length))) {
        await turns.take(options.signal);
        const rows = batch.flatMap((place) => ready[place] ?? []);
        const encoded = await encodeTexts(
          this.#parts,
          rows.map((row) => row.source),
        );
        try {
          if (this.#steps) {
            const targets = rows.map((row) => row.target);
            const found = await this.#steps.score(encoded, targets, options.signal);
            for (const [i, { index, target }] of rows.entries()) yield { index, ids: target, logProbs: found[i] ?? [] };
            continue;
          }
          const logits = await decoder.start(
            encoded,
            rows.map((row) => [config.startId, ...row.target.slice(0, -1)]),
          );
          const [, width = 0, size = 0] = logits.dims;
          const data = floats(logits);
          for (const [i, { index, target }] of rows.entries()) {
            const at = (j: number): Float32Array => data.subarray((i * width + j) * size, (i * width + j + 1) * size);
            yield { index, ids: target, logProbs: target.map((id, j) => logProbability(at(j), id)) };
          }
        } finally {
          decoder.release();
          freeEncoded(encoded);
        }
      }
    } finally {
      free();
    }
  }

  async close(): Promise<void> {
    const free = await this.#queue();
    await this.#parts.encoder.release();
    await this.#parts.decoder.close();
    free();
  }

  async *#translate(batch: readonly SourceRow[], options: GenerateOptions): AsyncIterable<Row> {
    const { decoder, tokenizer } = this.#parts;
    const { signal } = options;
    const plan: GreedyPlan = { rules: this.#rules(options), maxLength: this.#limit(options), signal };
    await new Turns().take(signal);
    const sources = batch.map((row) => row.ids);
    const encoded = await encodeTexts(this.#parts, sources);
    const isInSteps = this.#steps && isDecidedAhead(plan.rules);
    try {
      const found = isInSteps ? this.#steps.translate(encoded, plan) : searchPlainly(decoder, encoded, sources, plan);
      for await (const { place, ids, logProbs, score, ended } of found) {
        yield { index: batch[place]?.index ?? 0, text: tokenizer.decode(ids), ids, logProbs, score, ended };
      }
    } finally {
      decoder.release();
      freeEncoded(encoded);
    }
  }

  async *#search(batch: readonly SourceRow[], beams: number, options: GenerateOptions): AsyncIterable<Row> {
    const { decoder, tokenizer } = this.#parts;
    const encoded = await encodeTexts(
      this.#parts,
      batch.map((row) => row.ids),
    );
    try {
      const sources = batch.map((row) => row.ids);
      const plan = { rules: this.#rules(options), beams, maxLength: this.#limit(options), signal: options.signal };
      for await (const { place, hypothesis } of searchWithBeams(decoder, encoded, sources, plan)) {
        yield { ...hypothesis, index: batch[place]?.index ?? 0, text: tokenizer.decode(hypothesis.ids) };
      }
    } finally {
      decoder.release();
      freeEncoded(encoded);
    }
  }

  /** The model's rules, and that a translation begins with the token of its language. */
  #rules({ languages = {} }: GenerateOptions): ModelConfig {
    const { config, tokenizer } = this.#parts;
    const forcedFirstId = tokenizer.firstId(languages);
    return forcedFirstId === undefined ? config : { ...config, forcedFirstId };
  }

  /** The most target tokens, the start token counted. */
  #limit(options: GenerateOptions): number {
    return Math.min(this.#parts.config.maxLength, (options.maxTokens ?? Infinity) + 1);
  }

  /** Waits for the calls before; the answer lets the next one in. */
  async #queue(): Promise<() => void> {
    const before = this.#last;
    let free = (): void => undefined;
    this.#last = new Promise((resolve) => {
      free = resolve;
    });
    await before;
    return free;
  }
}

function tooLong(index: number, tokens: number, limit: number): Row {
  return {
    index,
    text: '',
    ids: [],
    logProbs: [],
    score: -Infinity,
    ended: false,
    problem: { code: 'model/text-too-long', values: { tokens, limit } },
  };
}
