import { Failure } from '#core/failure.ts';
import { M2M100_CODES, MBART50_CODES, WMT21_CODES } from '#tokenizers/language-codes.ts';
import { MarianTokenizer } from '#tokenizers/marian.ts';
import { MultilingualTokenizer } from '#tokenizers/multilingual.ts';
import { readSpm } from '#tokenizers/spm-file.ts';
import { T5Tokenizer } from '#tokenizers/t5.ts';
import type { TranslationTokenizer } from '#tokenizers/translation-tokenizer.ts';
import type { Family } from '#inference/family.ts';
import { TOKENIZER_FILES } from '#inference/family.ts';
import { NLLB_CODE, openJsonTokenizer } from '#inference/family-tokenizer-json.ts';
import type { Json } from '#inference/model-json.ts';
import { isJson } from '#inference/model-json.ts';
import { t5Settings } from '#inference/t5-tasks.ts';

/** A model's files by name; undefined where it has none of that name. */
export interface NamedFiles {
  has(name: string): boolean;
  bytes(name: string): Promise<Uint8Array>;
  json(name: string): Promise<Json | undefined>;
}

/** The tokenizer of a model of a family, by the family's own files or else its tokenizer.json; a Failure where they are not what they should be. */
export async function openTokenizer(family: Family, config: Json, files: NamedFiles): Promise<TranslationTokenizer> {
  try {
    const settings = (await files.json('tokenizer_config.json')) ?? {};
    const json = TOKENIZER_FILES[family].every((name) => files.has(name)) ? undefined : await files.json('tokenizer.json');
    return json ? openJsonTokenizer(family, json, config, settings) : await OPENERS[family](files, config, settings);
  } catch (cause) {
    if (cause instanceof RangeError) throw new Failure('model/bad-tokenizer', { reason: cause.message }, { cause });
    throw cause;
  }
}

type Open = (files: NamedFiles, config: Json, tokenizerConfig: Json) => Promise<TranslationTokenizer>;

const SPM = 'sentencepiece.bpe.model';

const OPENERS: Readonly<Record<Family, Open>> = {
  marian: async (files) => {
    const vocab = vocabulary('vocab.json', (await files.json('vocab.json')) ?? {});
    const target = await files.json('target_vocab.json');
    const targetVocab = target && vocabulary('target_vocab.json', target);
    const pieces = { source: readSpm(await files.bytes('source.spm')), target: readSpm(await files.bytes('target.spm')) };
    return new MarianTokenizer({ ...pieces, vocab, ...(targetVocab === undefined ? {} : { targetVocab }) });
  },

  m2m100: async (files, _, tokenizerConfig) => {
    const pieceIds = vocabulary('vocab.json', (await files.json('vocab.json')) ?? {});
    const codes = tokenizerConfig.language_codes === 'wmt21' ? WMT21_CODES : M2M100_CODES;
    const languages = new Map(codes.map((code, i) => [code, pieceIds.size + i]));
    return new MultilingualTokenizer({
      file: readSpm(await files.bytes(SPM)),
      pieceIds,
      languages,
      decodesBySpm: true,
      isLanguageLast: false,
    });
  },

  nllb: async (files, _, tokenizerConfig) => {
    const languages = await languageTokens(files, tokenizerConfig, NLLB_CODE);
    const isLanguageLast = tokenizerConfig.legacy_behaviour === true;
    return new MultilingualTokenizer({
      file: readSpm(await files.bytes(SPM)),
      pieceIds: 'aligned',
      languages,
      decodesBySpm: false,
      isLanguageLast,
    });
  },

  mbart50: async (files) => {
    const file = readSpm(await files.bytes(SPM));
    const first = file.pieces.length + 1;
    const languages = new Map(MBART50_CODES.map((code, i) => [code, first + i]));
    return new MultilingualTokenizer({ file, pieceIds: 'aligned', languages, decodesBySpm: false, isLanguageLast: false });
  },

  t5: async (files, config, tokenizerConfig) =>
    new T5Tokenizer({ file: readSpm(await files.bytes('spiece.model')), ...t5Settings(config, tokenizerConfig) }),
};

/** The added tokens that are language codes, with their ids, in the order of those: wherever the folder lists them. */
async function languageTokens(files: NamedFiles, tokenizerConfig: Json, form: RegExp): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const add = (token: unknown, id: number): void => {
    if (typeof token === 'string' && form.test(token) && Number.isInteger(id)) found.set(token, id);
  };
  const decoder = isJson(tokenizerConfig.added_tokens_decoder) ? tokenizerConfig.added_tokens_decoder : {};
  for (const [id, token] of Object.entries(decoder)) add(isJson(token) ? token.content : token, Number(id));
  if (found.size === 0) {
    for (const [token, id] of Object.entries((await files.json('added_tokens.json')) ?? {})) add(token, Number(id));
  }
  if (found.size === 0) {
    const tokens = (await files.json('tokenizer.json'))?.added_tokens;
    for (const token of Array.isArray(tokens) ? tokens : []) if (isJson(token)) add(token.content, Number(token.id));
  }
  return new Map([...found].sort(([, a], [, b]) => a - b));
}

/** A Map, since pieces may have any name. */
function vocabulary(file: string, json: Json): ReadonlyMap<string, number> {
  const vocab = new Map<string, number>();
  for (const [piece, id] of Object.entries(json)) {
    if (typeof id !== 'number' || !Number.isInteger(id)) throw new Failure('model/bad-json', { file });
    vocab.set(piece, id);
  }
  return vocab;
}
