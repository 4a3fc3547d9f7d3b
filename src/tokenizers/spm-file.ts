import type { RankedMerges } from '#tokenizers/ranked-bpe.ts';
import type { ProtobufField } from '#tokenizers/protobuf.ts';
import { floatOf, protobufFields } from '#tokenizers/protobuf.ts';
import { decodeUtf8 } from '#tokenizers/utf8.ts';

/** `ModelProto.SentencePiece.Type`. */
const PIECE_TYPES = ['', 'normal', 'unknown', 'control', 'user-defined', 'unused', 'byte'] as const;
type PieceType = (typeof PIECE_TYPES)[number];

/** `TrainerSpec.ModelType`. */
const SPM_KINDS = ['', 'unigram', 'bpe', 'word', 'char'] as const;
type SpmKind = (typeof SPM_KINDS)[number];

export interface Piece {
  readonly text: string;
  /** Log probability; 0 for all but normal pieces. */
  readonly score: number;
  readonly type: PieceType;
}

/** `NormalizerSpec`: how text becomes what the pieces were made of. */
export interface NormalizerSpec {
  readonly charsmap: Uint8Array;
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
  readonly escapeWhitespaces: boolean;
}

/** A `.spm` file (sentencepiece_model.proto), as far as encoding and decoding need it. */
export interface SpmFile {
  readonly kind: SpmKind;
  readonly pieces: readonly Piece[];
  readonly byteFallback: boolean;
  readonly whitespaceAsSuffix: boolean;
  /** What an unknown piece is shown as. */
  readonly unknownSurface: string;
  readonly normalizer: NormalizerSpec;
  /** Only where the file has one with rules of its own. */
  readonly denormalizer?: NormalizerSpec;
  /** Only of BPE models from a tokenizer.json, which lists its pairs; pieces then have no scores. */
  readonly merges?: RankedMerges;
}

/** Whether texts are made of the piece, rather than of what stands around them. */
export function isOfText({ type }: Piece): boolean {
  return type === 'normal' || type === 'user-defined' || type === 'byte';
}

/** Reads a `.spm` file; throws a RangeError that says what is wrong with it. */
export function readSpm(bytes: Uint8Array): SpmFile {
  const pieces: Piece[] = [];
  let trainer = readTrainer(new Uint8Array(0));
  let normalizer = readNormalizer(new Uint8Array(0));
  let denormalizer: NormalizerSpec | undefined;
  for (const field of protobufFields(bytes)) {
    if (field.number === 1) pieces.push(readPiece(field.bytes));
    else if (field.number === 2) trainer = readTrainer(field.bytes);
    else if (field.number === 3) normalizer = readNormalizer(field.bytes);
    else if (field.number === 5) denormalizer = readNormalizer(field.bytes);
  }
  if (pieces.length === 0) throw new RangeError('the file has no pieces');
  if (pieces.filter((piece) => piece.type === 'unknown').length !== 1) throw new RangeError('the file must have one unknown piece');
  const hasRules = denormalizer !== undefined && denormalizer.charsmap.length > 0;
  return { ...trainer, pieces, normalizer, ...(hasRules && denormalizer ? { denormalizer } : {}) };
}

function readPiece(message: Uint8Array): Piece {
  let text = '';
  let score = 0;
  let type: PieceType = 'normal';
  for (const field of protobufFields(message)) {
    if (field.number === 1) text = decodeUtf8(field.bytes);
    else if (field.number === 2) score = floatOf(field);
    else if (field.number === 3) type = PIECE_TYPES[field.value] ?? '';
  }
  if (type === '') throw new RangeError(`the piece ${text} is of a type that SentencePiece does not have`);
  return { text, score, type };
}

function readTrainer(message: Uint8Array): Pick<SpmFile, 'kind' | 'byteFallback' | 'whitespaceAsSuffix' | 'unknownSurface'> {
  let kind: SpmKind = 'unigram';
  let byteFallback = false;
  let whitespaceAsSuffix = false;
  let unknownSurface = ' \u2047 ';
  for (const field of protobufFields(message)) {
    if (field.number === 3) kind = SPM_KINDS[field.value] ?? '';
    else if (field.number === 24) whitespaceAsSuffix = isTrue(field);
    else if (field.number === 35) byteFallback = isTrue(field);
    else if (field.number === 44) unknownSurface = decodeUtf8(field.bytes);
  }
  return { kind, byteFallback, whitespaceAsSuffix, unknownSurface };
}

function readNormalizer(message: Uint8Array): NormalizerSpec {
  let charsmap: Uint8Array = new Uint8Array(0);
  let addDummyPrefix = true;
  let removeExtraWhitespaces = true;
  let escapeWhitespaces = true;
  for (const field of protobufFields(message)) {
    if (field.number === 2) charsmap = field.bytes;
    else if (field.number === 3) addDummyPrefix = isTrue(field);
    else if (field.number === 4) removeExtraWhitespaces = isTrue(field);
    else if (field.number === 5) escapeWhitespaces = isTrue(field);
  }
  return { charsmap, addDummyPrefix, removeExtraWhitespaces, escapeWhitespaces };
}

function isTrue(field: ProtobufField): boolean {
  return field.value !== 0;
}
