import { Failure } from '#core/failure.ts';
import type { LanguageCodes, TranslationTokenizer } from '#tokenizers/translation-tokenizer.ts';
import type { GenerationRules } from '#inference/generation-rules.ts';
import type { ModelConfig } from '#inference/model-config.ts';

/** Part of a model's target vocabulary: what a cut model can write. */
export interface VocabularyCut {
  /** Ascending ids. */
  readonly kept: readonly number[];
  /** How many the model has. */
  readonly of: number;
}

/** Where files have their special tokens. */
const FIRST = 16;

/** Scripts whose letters a language is written in, where its tag names several together. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  Hans: ['Hani', 'Bopo'],
  Hant: ['Hani', 'Bopo'],
  Jpan: ['Hani', 'Hira', 'Kana'],
  Kore: ['Hang', 'Hani'],
};

/**
 * The part of a vocabulary that translations of some texts into a language are likely to need: of the pieces that target texts are made of those in the
 * language's script, with single characters of all others and what has no letters; what the texts themselves consist of, since names and numbers are
 * copied; and every token that the rules name. References and other systems' translations are left out on purpose: a system must not be helped by what
 * it is compared with. A model whose vocabulary is all of its target's script loses nothing, and gains nothing.
 */
export function vocabularyCut(
  tokens: number,
  pieces: ReadonlyMap<number, string>,
  targetLang: string,
  copied: Iterable<readonly number[]>,
  rules: GenerationRules,
): VocabularyCut {
  const isForeign = foreignTo(targetLang);
  const ofTarget = [...pieces].flatMap(([id, text]) => ([...text].length > 2 && isForeign(text) ? [] : [id]));
  const kept = new Set([...Array(FIRST).keys(), ...ofTarget, ...neededIds(rules)]);
  for (const ids of copied) for (const id of ids) kept.add(id);
  return { kept: [...kept].filter((id) => id < tokens).toSorted((a, b) => a - b), of: tokens };
}

/** Whether a piece has a letter of another script; no piece has, where the language's script is not known. */
function foreignTo(targetLang: string): (piece: string) => boolean {
  const { script = '' } = targetLang === 'und' ? {} : new Intl.Locale(targetLang).maximize();
  const scripts = TOGETHER[script] ?? [script];
  if (!scripts.every((one) => /^[A-Z][a-z]{3}$/u.test(one))) return () => false;
  const own = scripts.map((one) => `\\p{Script_Extensions=${one}}`).join('');
  const foreign = new RegExp(`(?![${own}])\\p{L}`, 'u');
  return (piece) => foreign.test(piece);
}

/** The cut in words, for the Run record. */
export function describeCut({ kept, of }: VocabularyCut): string {
  return `vocabulary cut to ${kept.length} of ${of} tokens`;
}

/** Whether a search that was put in words was one with a cut. */
export function isCutDecoding(description: string): boolean {
  return description.includes('; vocabulary cut to ');
}

/** Tokens that a search can't do without. */
function neededIds(rules: GenerationRules): readonly number[] {
  const { startId, padId, endIds, forcedEndIds, forcedFirstId } = rules;
  return [startId, padId, ...endIds, ...forcedEndIds, ...(forcedFirstId === undefined ? [] : [forcedFirstId])];
}

/** Ids of a whole vocabulary to places in a part of it, and back. */
export class Places {
  readonly #kept: readonly number[];
  readonly #places: ReadonlyMap<number, number>;

  constructor({ kept }: VocabularyCut) {
    this.#kept = kept;
    this.#places = new Map(kept.map((id, place) => [id, place]));
  }

  /** Undefined for a token that was cut. */
  of(id: number): number | undefined {
    return this.#places.get(id);
  }

  /** Of a token that is never cut. */
  needed(id: number): number {
    const place = this.of(id);
    if (place === undefined) throw new RangeError(`token ${id} is needed and was cut`);
    return place;
  }

  within(ids: readonly number[]): readonly number[] {
    return ids.flatMap((id) => this.of(id) ?? []);
  }

  idsOf(places: readonly number[]): readonly number[] {
    return places.map((place) => this.#kept[place] ?? -1);
  }
}

/** The rules in the places of the part; a ban of what is not there falls away. A Failure for rules that look at the source's tokens. */
export function configWithin(config: ModelConfig, cut: VocabularyCut): ModelConfig {
  if (config.sourceRepetitionPenalty !== 1 || config.sourceNoRepeat > 0)
    throw new Failure('model/no-cut', { reason: 'its rules look at the tokens of the source' });
  const places = new Places(cut);
  const { forcedFirstId, ...rest } = config;
  return {
    ...rest,
    startId: places.needed(config.startId),
    padId: places.needed(config.padId),
    endIds: config.endIds.map((id) => places.needed(id)),
    forcedEndIds: config.forcedEndIds.map((id) => places.needed(id)),
    ...(forcedFirstId === undefined ? {} : { forcedFirstId: places.needed(forcedFirstId) }),
    badSequences: config.badSequences.flatMap((ids) => (ids.every((id) => places.of(id) !== undefined) ? [places.within(ids)] : [])),
    biases: config.biases.flatMap(([ids, bias]) =>
      ids.every((id) => places.of(id) !== undefined) ? [[places.within(ids), bias] as const] : [],
    ),
    suppressed: places.within(config.suppressed),
    suppressedFirst: places.within(config.suppressedFirst),
  };
}

/** The tokenizer of a cut model: the source is read as ever, the target is in the places of the part. */
export class CutTokenizer implements TranslationTokenizer {
  readonly sourceCodes: readonly string[];
  readonly targetCodes: readonly string[];
  readonly #whole: TranslationTokenizer;
  readonly #places: Places;

  constructor(whole: TranslationTokenizer, cut: VocabularyCut) {
    this.#whole = whole;
    this.#places = new Places(cut);
    this.sourceCodes = whole.sourceCodes;
    this.targetCodes = whole.targetCodes;
  }

  encode(text: string, languages: LanguageCodes): readonly number[] {
    return this.#whole.encode(text, languages);
  }

  /** A Failure where a token was cut: such a text has no probability. */
  encodeTarget(text: string, languages: LanguageCodes): readonly number[] {
    return this.#whole.encodeTarget(text, languages).map((id) => {
      const place = this.#places.of(id);
      if (place === undefined) throw new Failure('model/cut-away', { text });
      return place;
    });
  }

  targetPieces(): ReadonlyMap<number, string> {
    return new Map([...this.#whole.targetPieces()].flatMap(([id, piece]) => this.#places.within([id]).map((place) => [place, piece])));
  }

  firstId(languages: LanguageCodes): number | undefined {
    const id = this.#whole.firstId(languages);
    return id === undefined ? undefined : this.#places.needed(id);
  }

  decode(ids: readonly number[]): string {
    return this.#whole.decode(this.#places.idsOf(ids));
  }
}
