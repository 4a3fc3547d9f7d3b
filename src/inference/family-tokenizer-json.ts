import { Failure } from '#core/failure.ts';
import { M2M100_CODES, MBART50_CODES, WMT21_CODES } from '#tokenizers/language-codes.ts';
import { MarianTokenizer } from '#tokenizers/marian.ts';
import { MultilingualTokenizer } from '#tokenizers/multilingual.ts';
import { T5Tokenizer } from '#tokenizers/t5.ts';
import type { TokenizerJson } from '#tokenizers/tokenizer-json.ts';
import { readTokenizerJson } from '#tokenizers/tokenizer-json.ts';
import type { TranslationTokenizer } from '#tokenizers/translation-tokenizer.ts';
import type { Family } from '#inference/family.ts';
import type { Json } from '#inference/model-json.ts';
import { t5Settings } from '#inference/t5-tasks.ts';

/** Of NLLB-200, as FLORES-200 names languages. */
export const NLLB_CODE = /^[a-z]{3}_[A-Z][a-z]{3}$/u;

/**
 * The tokenizer of a folder that has a tokenizer.json and not its family's own files. What the file says is read back as the SentencePiece model that it
 * was made from, so that ids equal that model's and not the library's, which cuts some texts in another way. Throws a RangeError, or a Failure where the
 * file can't tell what the model was taught.
 */
export function openJsonTokenizer(family: Family, json: Json, config: Json, tokenizerConfig: Json): TranslationTokenizer {
  return OPENERS[family](readTokenizerJson(json, tokenizerConfig), config, tokenizerConfig);
}

const OPENERS: Readonly<Record<Family, (read: TokenizerJson, config: Json, tokenizerConfig: Json) => TranslationTokenizer>> = {
  /** Files of models with two SentencePiece models are a mixture of both, made without their rules: no one can tell from them what the model was taught. */
  marian: ({ file, ids, normalizer }, _, tokenizerConfig) => {
    if (!normalizer.hasRules || tokenizerConfig.separate_vocabs === true) throw new Failure('model/merged-tokenizer', {});
    return new MarianTokenizer({ source: file, target: file, vocab: ids });
  },

  m2m100: (read, _, tokenizerConfig) => {
    const codes = tokenizerConfig.language_codes === 'wmt21' ? WMT21_CODES : M2M100_CODES;
    return multilingual(
      read,
      codes.map((code) => [code, `__${code}__`]),
      { decodesBySpm: true, isLanguageLast: false },
    );
  },

  nllb: (read, _, tokenizerConfig) => {
    const codes = read.added.filter(({ content }) => NLLB_CODE.test(content)).toSorted((a, b) => a.id - b.id);
    const isLanguageLast = tokenizerConfig.legacy_behaviour === true;
    return multilingual(
      read,
      codes.map(({ content }) => [content, content]),
      { decodesBySpm: false, isLanguageLast },
    );
  },

  mbart50: (read) =>
    multilingual(
      read,
      MBART50_CODES.map((code) => [code, code]),
      { decodesBySpm: false, isLanguageLast: false },
    ),

  t5: ({ file }, config, tokenizerConfig) => {
    if (file.kind !== 'unigram') throw new RangeError('a T5 reads unigram pieces, and tokenizer.json holds BPE');
    return new T5Tokenizer({ file, ...t5Settings(config, tokenizerConfig) });
  },
};

function multilingual(
  { file, ids }: TokenizerJson,
  codes: readonly (readonly [code: string, token: string])[],
  ways: { readonly decodesBySpm: boolean; readonly isLanguageLast: boolean },
): MultilingualTokenizer {
  for (const [i, token] of ['<s>', '<pad>', '</s>', '<unk>'].entries()) {
    if (ids.get(token) !== i) throw new RangeError(`${token} of tokenizer.json has the id ${ids.get(token) ?? 'of nothing'}, not ${i}`);
  }
  const languages = new Map(codes.flatMap(([code, token]) => (ids.has(token) ? [[code, ids.get(token) ?? 0]] : [])));
  const own = file.pieces.filter(({ type }) => type === 'normal' || type === 'user-defined' || type === 'byte');
  const pieceIds = new Map(own.map(({ text }) => [text, ids.get(text) ?? 0]));
  return new MultilingualTokenizer({ file, pieceIds, languages, ...ways });
}
