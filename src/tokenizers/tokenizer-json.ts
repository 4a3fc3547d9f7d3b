import type { AddedToken } from '#tokenizers/added-tokens.ts';
import type { JsonNormalizer } from '#tokenizers/json-normalizer.ts';
import { readNormalizer } from '#tokenizers/json-normalizer.ts';
import type { RankedMerges } from '#tokenizers/ranked-bpe.ts';
import type { Piece, SpmFile } from '#tokenizers/spm-file.ts';
import { SPACE_MARK } from '#tokenizers/spm-normalizer.ts';
import { bytePiece } from '#tokenizers/utf8.ts';

type Json = Readonly<Record<string, unknown>>;

/** A tokenizer.json whose pieces are SentencePiece's: unigram or BPE over U+2581. */
export interface TokenizerJson {
  /** The same model as a SentencePiece file would hold it. Pieces of types that tokenizer.json does not tell apart (unused ones) are normal. */
  readonly file: SpmFile;
  /** Piece to id, added tokens among them. */
  readonly ids: ReadonlyMap<string, number>;
  readonly added: readonly AddedToken[];
  readonly normalizer: JsonNormalizer;
  /** Whether the file itself says that unknown characters become bytes. */
  readonly saysBytes: boolean;
}

/** Reads a tokenizer.json and, where there is one, the tokens that `added_tokens_decoder` of the tokenizer_config.json beside it adds. Throws a RangeError. */
export function readTokenizerJson(json: Json, config: Json = {}): TokenizerJson {
  const { model } = json;
  if (!isJson(model)) throw new RangeError('tokenizer.json has no model');
  const normalizer = readNormalizer(json.normalizer, json.pre_tokenizer);
  const added = addedTokens(json, config);
  const kind = model.type ?? (Array.isArray(model.vocab) ? 'Unigram' : 'BPE');
  if (kind !== 'Unigram' && kind !== 'BPE') throw new RangeError(`its model is of the kind ${JSON.stringify(kind)}, not Unigram or BPE`);
  const scored = kind === 'Unigram' ? unigramPieces(model.vocab) : bpePieces(model.vocab);
  const ids = new Map(scored.map(({ text, id }) => [text, id]));
  const unknown = kind === 'Unigram' ? scored[Number(model.unk_id ?? NaN)]?.text : model.unk_token;
  if (typeof unknown !== 'string' || !ids.has(unknown)) throw new RangeError('its model has no unknown piece');
  const bytes = new Set(Array.from({ length: 256 }, (_, byte) => bytePiece(byte)));
  // Files made from models that fall back to bytes say that these don't, since the library's unigram could not. All 256 pieces are there for nothing else.
  const hasBytes = [...bytes].every((piece) => ids.has(piece));
  const saysBytes = model.byte_fallback === true;
  const byteFallback = kind === 'Unigram' ? hasBytes : saysBytes;
  const tokenOf = new Map(added.map((token) => [token.content, token]));
  const typeOf = (text: string): Piece['type'] => {
    if (text === unknown) return 'unknown';
    const token = tokenOf.get(text);
    if (token) return token.special ? 'control' : 'user-defined';
    return byteFallback && bytes.has(text) ? 'byte' : 'normal';
  };
  const pieces = scored.map(({ text, score }) => ({ text, score: Math.fround(score), type: typeOf(text) }));
  const merges: RankedMerges | undefined =
    kind === 'BPE' ? { ranks: rankedPairs(model.merges), pieces: new Set(ids.keys()), byteFallback } : undefined;
  for (const { content, id } of added) ids.set(content, id);
  const file: SpmFile = {
    kind: kind === 'BPE' ? 'bpe' : 'unigram',
    pieces,
    byteFallback,
    whitespaceAsSuffix: endInMarks(pieces),
    unknownSurface: unknown,
    normalizer: normalizer.spec,
    ...(merges ? { merges } : {}),
  };
  return { file, ids, added, normalizer, saysBytes };
}

/**
 * Whether the model's words end in the mark of a space instead of beginning with one. Its tokenizer.json does not tell, and puts the mark before the text,
 * where no such word is ever found.
 */
function endInMarks(pieces: readonly Piece[]): boolean {
  const words = pieces.filter(({ text, type }) => type === 'normal' && text !== SPACE_MARK);
  const ending = words.filter(({ text }) => text.endsWith(SPACE_MARK)).length;
  return ending > words.filter(({ text }) => text.startsWith(SPACE_MARK)).length;
}

interface ScoredPiece {
  readonly text: string;
  readonly id: number;
  readonly score: number;
}

function unigramPieces(vocab: unknown): readonly ScoredPiece[] {
  if (!Array.isArray(vocab)) throw new RangeError('its vocabulary is no list');
  return vocab.map((entry: unknown, id) => {
    const [text, score] = list(entry);
    if (typeof text !== 'string' || typeof score !== 'number')
      throw new RangeError(`entry ${id} of its vocabulary is no piece with a score`);
    return { text, id, score };
  });
}

function bpePieces(vocab: unknown): readonly ScoredPiece[] {
  if (!isJson(vocab)) throw new RangeError('its vocabulary is no table');
  return Object.entries(vocab).map(([text, id]) => {
    if (typeof id !== 'number' || !Number.isInteger(id)) throw new RangeError(`the piece ${text} of its vocabulary has no id`);
    return { text, id, score: 0 };
  });
}

/**
 * The list of pairs that merge, as texts with a space between or as lists of two. An empty object is read as an empty list: files that were cut down by hand
 * have it so (seen in onnxruntime-extensions, test/data/added-tokens), though `tokenizers` refuses it.
 */
function rankedPairs(merges: unknown): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const ranks = new Map<string, Map<string, number>>();
  if (merges === undefined || (isJson(merges) && Object.keys(merges).length === 0)) return ranks;
  if (!Array.isArray(merges)) throw new RangeError('its merges are no list');
  for (const [rank, entry] of merges.entries()) {
    const [left, right, more] = typeof entry === 'string' ? entry.split(' ') : list(entry);
    if (typeof left !== 'string' || typeof right !== 'string' || more !== undefined)
      throw new RangeError(`entry ${rank} of its merges is no pair`);
    const own = ranks.get(left) ?? new Map<string, number>();
    own.set(right, own.get(right) ?? rank);
    ranks.set(left, own);
  }
  return ranks;
}

function addedTokens(json: Json, config: Json): readonly AddedToken[] {
  const listed = (Array.isArray(json.added_tokens) ? json.added_tokens : []).filter(isJson);
  const decoder = isJson(config.added_tokens_decoder) ? config.added_tokens_decoder : {};
  const others = Object.entries(decoder).flatMap(([id, token]) => (isJson(token) ? [{ ...token, id: Number(id) }] : []));
  const found = new Map<string, AddedToken>();
  for (const token of [...listed, ...others]) {
    const { id, content, special, single_word: singleWord, lstrip, rstrip, normalized } = token as Json; // fields are looked at one by one
    if (typeof content !== 'string' || typeof id !== 'number' || !Number.isInteger(id))
      throw new RangeError('an added token has no text or no id');
    if (content === '' || found.has(content)) continue;
    const flags = { special: special === true, singleWord: singleWord === true, lstrip: lstrip === true, rstrip: rstrip === true };
    found.set(content, { id, content, ...flags, normalized: normalized === true });
  }
  return [...found.values()];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
