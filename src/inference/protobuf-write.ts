import { encodeUtf8 } from '#tokenizers/utf8.ts';

/** A part of a protobuf message: bytes, or parts in turn. Joined once, at the end. */
export type Parts = readonly (Uint8Array | Parts)[];

/** A field that is a whole number. */
export function integer(number: number, value: number): Parts {
  return [varint(number * 8), varint(value)];
}

/** A field that is bytes, or a message made before. */
export function field(number: number, bytes: Uint8Array): Parts {
  return [varint(number * 8 + 2), varint(bytes.length), bytes];
}

export function text(number: number, value: string): Parts {
  return field(number, encodeUtf8(value));
}

/** A field that is a message of these parts. */
export function message(number: number, parts: Parts): Parts {
  return [varint(number * 8 + 2), varint(sizeOf(parts)), parts];
}

/** Negative numbers as two's complement of 64 bits, as protobuf has it. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

function sizeOf(parts: Parts): number {
  let size = 0;
  for (const part of parts) size += part instanceof Uint8Array ? part.length : sizeOf(part);
  return size;
}

/** The bytes of all parts, one after another. */
export function joined(parts: Parts): Uint8Array {
  const bytes = new Uint8Array(sizeOf(parts));
  let at = 0;
  const put = (some: Parts): void => {
    for (const part of some) {
      if (part instanceof Uint8Array) {
        bytes.set(part, at);
        at += part.length;
      } else put(part);
    }
  };
  put(parts);
  return bytes;
}
