/** Where a character ends, and which: `codePoint` is -1 for bytes that are no UTF-8, and then one byte is consumed. */
export interface DecodedCharacter {
  readonly codePoint: number;
  readonly length: number;
}

const MALFORMED: DecodedCharacter = { codePoint: -1, length: 1 };
/** The smallest code point that a sequence of that many bytes may stand for. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000] as const;

/** The text as UTF-8; a lone surrogate becomes U+FFFD, as in the Encoding standard. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let size = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.codePointAt(i) ?? 0;
    if (code > 0xffff) i++;
    else if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes[size++] = code;
    else if (code < 0x800) {
      bytes[size++] = 0xc0 | (code >> 6);
      bytes[size++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      bytes[size++] = 0xe0 | (code >> 12);
      bytes[size++] = 0x80 | ((code >> 6) & 63);
      bytes[size++] = 0x80 | (code & 63);
    } else {
      bytes[size++] = 0xf0 | (code >> 18);
      bytes[size++] = 0x80 | ((code >> 12) & 63);
      bytes[size++] = 0x80 | ((code >> 6) & 63);
      bytes[size++] = 0x80 | (code & 63);
    }
  }
  return bytes.subarray(0, size);
}

/** The character at `at`; overlong forms, surrogates and what lies beyond U+10FFFF are malformed. */
export function decodeCharacter(bytes: Uint8Array, at: number): DecodedCharacter {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { codePoint: first, length: 1 };
  const length = first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
  if (length === 0 || first >= 0xf8) return MALFORMED;
  let codePoint = first & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0;
    if ((next & 0xc0) !== 0x80) return MALFORMED;
    codePoint = (codePoint << 6) | (next & 63);
  }
  const isCharacter = codePoint >= (SMALLEST[length] ?? 0) && codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
  return isCharacter ? { codePoint, length } : MALFORMED;
}

/** Bytes of the character that a first byte announces (SentencePiece's `OneCharLen`). */
export function characterWidth(first: number): number {
  if (first < 0xc0) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** The bytes as text; each byte that belongs to no character becomes U+FFFD of its own. */
export function decodeUtf8(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const { codePoint, length } = decodeCharacter(bytes, at);
    parts.push(String.fromCodePoint(codePoint < 0 ? 0xfffd : codePoint));
    at += length;
  }
  return parts.join('');
}

/** The piece that stands for a byte where a model falls back to bytes, such as `<0x0A>`. */
export function bytePiece(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}
