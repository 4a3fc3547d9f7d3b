import { Failure } from '#core/failure.ts';
import { M2M100_CODES, MBART50_CODES, WMT21_CODES } from '#tokenizers/language-codes.ts';
import { MarianTokenizer } from '#tokenizers/marian.ts';
import { MultilingualTokenizer } from '#tokenizers/multilingual.ts';
import { readSpm } from '#tokenizers/spm-file.ts';
import { T5Tokenizer } from '#tokenizers/t5.ts';
import type { LanguageCodes, TranslationTokenizer } from '#tokenizers/translation-tokenizer.ts';
import type { Family } from '#inference/family.ts';
import type { Json } from '#inference/model-json.ts';
import { isJson } from '#inference/model-json.ts';

/** A model's files by name; undefined where it has none of that name. */
export interface NamedFiles {
  bytes(name: string): Promise<Uint8Array>;
  json(name: string): Promise<Json | undefined>;
}

/** The tokenizer of a model of a family; a Failure where its files are not what they should be. */
export async function openTokenizer(family: Family, config: Json, files: NamedFiles): Promise<TranslationTokenizer> {
  try {
    return await OPENERS[family](files, config, (await files.json('tokenizer_config.json')) ?? {});
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
    const spm = { sourceSpm: await files.bytes('source.spm'), targetSpm: await files.bytes('target.spm') };
    return new MarianTokenizer({ ...spm, vocab, ...(targetVocab === undefined ? {} : { targetVocab }) });
  },

  m2m100: async (files, _, tokenizerConfig) => {
    const pieceIds = vocabulary('vocab.json', (await files.json('vocab.json')) ?? {});
    const codes = tokenizerConfig.language_codes === 'wmt21' ? WMT21_CODES : M2M100_CODES;
    const languages = new Map(codes.map((code, i) => [code, pieceIds.size + i]));
    return new MultilingualTokenizer({ spm: await files.bytes(SPM), pieceIds, languages, isLanguageLast: false });
  },

  nllb: async (files, _, tokenizerConfig) => {
    const languages = await languageTokens(files, tokenizerConfig, /^[a-z]{3}_[A-Z][a-z]{3}$/u);
    const isLanguageLast = tokenizerConfig.legacy_behaviour === true;
    return new MultilingualTokenizer({ spm: await files.bytes(SPM), pieceIds: 'aligned', languages, isLanguageLast });
  },

  mbart50: async (files) => {
    const spm = await files.bytes(SPM);
    const first = readSpm(spm).pieces.length + 1;
    const languages = new Map(MBART50_CODES.map((code, i) => [code, first + i]));
    return new MultilingualTokenizer({ spm, pieceIds: 'aligned', languages, isLanguageLast: false });
  },

  t5: async (files, config, tokenizerConfig) => {
    const tasks = translationTasks(config);
    const unique = (codes: readonly string[]): readonly string[] => [...new Set(codes)];
    return new T5Tokenizer({
      spm: await files.bytes('spiece.model'),
      isLegacy: tokenizerConfig.legacy !== false,
      sourceCodes: unique(tasks.map(({ source }) => source)),
      targetCodes: unique(tasks.map(({ target }) => target)),
      prefix: (languages) => prefixOf(config, tasks, languages),
    });
  },
};

interface Task {
  readonly source: string;
  readonly target: string;
  readonly prefix: string;
}

/** What a T5 was taught: `task_specific_params.translation_en_to_de`, with the words that ask for it. */
function translationTasks(config: Json): readonly Task[] {
  const all = isJson(config.task_specific_params) ? config.task_specific_params : {};
  return Object.entries(all).flatMap(([name, task]) => {
    const [, source, target] = /^translation_(\w+?)_to_(\w+)$/u.exec(name) ?? [];
    if (source === undefined || target === undefined || !isJson(task)) return [];
    return [{ source, target, prefix: typeof task.prefix === 'string' ? task.prefix : '' }];
  });
}

function prefixOf(config: Json, tasks: readonly Task[], { source = '', target = '' }: LanguageCodes): string {
  if (tasks.length === 0) return typeof config.prefix === 'string' ? config.prefix : '';
  const task = tasks.find((one) => one.source === source && one.target === target);
  const codes = tasks.map((one) => `${one.source}→${one.target}`).join(' ');
  if (!task) throw new Failure('model/no-such-target', { language: `${target} (from ${source})`, codes });
  return task.prefix;
}

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
