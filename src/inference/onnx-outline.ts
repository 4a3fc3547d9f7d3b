import { Failure } from '#core/failure.ts';
import type { ByteSource } from '#inference/model-source.ts';
import { LEFT_OUTSIDE, placeOf } from '#inference/onnx-graph-write.ts';
import type { Parts } from '#inference/protobuf-write.ts';
import { joined, message } from '#inference/protobuf-write.ts';
import { protobufFields } from '#tokenizers/protobuf.ts';
import { decodeUtf8 } from '#tokenizers/utf8.ts';

/** A file that weights lie in, by the name that a model has for it. */
export interface WeightFile {
  readonly path: string;
  readonly source: ByteSource;
}

/** An ONNX file without its large weights: these are told by where they lie, in the file itself or in others. */
export interface OnnxOutline {
  /** A model like any other, with external data. */
  readonly bytes: Uint8Array;
  readonly weights: readonly WeightFile[];
}

/** How the file that a model names is opened; it is asked for by the name that the model has for it. */
export type OpenBeside = (location: string) => Promise<ByteSource>;

/** What a model calls the file that it was read from; no file beside a model has such a name. */
const OWN_FILE = 'stet/own';
const WINDOW = 1 << 16;

/**
 * Reads an ONNX file but for its large weights, so that memory never holds the file: the runtime asks for one weight after the other, and gets each
 * from disk. `beside` opens the files that a model above 2 GB keeps its weights in.
 */
export async function readOutline(name: string, source: ByteSource, beside: OpenBeside): Promise<OnnxOutline> {
  const reader = new OutlineReader(source);
  let bytes: Uint8Array;
  try {
    bytes = joined(reader.model());
  } catch (cause) {
    if (cause instanceof RangeError) throw new Failure('model/not-onnx', { file: name, reason: cause.message }, { cause });
    throw cause;
  }
  const weights: WeightFile[] = [{ path: OWN_FILE, source }];
  for (const path of reader.locations) weights.push({ path, source: await beside(path) });
  return { bytes, weights };
}

/** A file that lies in memory. */
export function sourceOf(bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return { size: bytes.length, read: (from, to) => bytes.subarray(from, to), close: () => undefined };
}

/** What ONNX Runtime takes for the bytes of a file of external data: it asks for stretches of it, and keeps none. */
export function asBytes({ size, read }: ByteSource): Uint8Array {
  return Object.defineProperties(new Uint8Array(0), {
    byteLength: { value: size },
    length: { value: size },
    subarray: { value: read },
  });
}

interface Field {
  readonly number: number;
  /** Where its tag begins, its bytes begin, and it ends. */
  readonly from: number;
  readonly inner: number;
  readonly end: number;
  readonly isMessage: boolean;
}

/** Field numbers are those of onnx.proto (IR version 10). */
class OutlineReader {
  /** Files that the model names. */
  readonly locations = new Set<string>();
  readonly #source: ByteSource;
  #window = new Uint8Array(0);
  #from = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  model(): Parts {
    return this.#each(0, this.#source.size, (field) => (field.number === 7 ? this.#graph(field) : undefined));
  }

  #graph(graph: Field): Parts {
    return this.#each(graph.inner, graph.end, (field) => {
      if (field.number === 5) return this.#weight(field);
      return field.number === 1 && field.end - field.inner > LEFT_OUTSIDE ? this.#node(field) : undefined;
    });
  }

  /** A node as large as this may hold graphs in turn. */
  #node(node: Field): Parts {
    return this.#each(node.inner, node.end, (field) =>
      field.number === 5 && field.isMessage
        ? this.#each(field.inner, field.end, (part) => (part.number === 6 || part.number === 11 ? this.#graph(part) : undefined))
        : undefined,
    );
  }

  #weight(weight: Field): Parts {
    let outside: Parts = [];
    const kept = this.#each(weight.inner, weight.end, (field) => {
      if (field.number === 13) this.#note(field);
      if (field.number !== 9 || field.end - field.inner < LEFT_OUTSIDE) return undefined;
      outside = placeOf({ path: OWN_FILE, offset: field.inner, size: field.end - field.inner });
      return 'left out';
    });
    return [...kept, ...outside];
  }

  /** A StringStringEntryProto of a weight's `external_data`. */
  #note(entry: Field): void {
    const texts = new Map([...protobufFields(this.#copy(entry.inner, entry.end))].map(({ number, bytes }) => [number, decodeUtf8(bytes)]));
    const location = texts.get(2);
    if (texts.get(1) === 'location' && location !== undefined) this.locations.add(location);
  }

  /** The fields up to `end` as they stand, but for those that `change` gives other insides, or leaves out. */
  #each(from: number, end: number, change: (field: Field) => Parts | 'left out' | undefined): Parts {
    const parts: (Uint8Array | Parts)[] = [];
    let unchanged = from;
    for (let at = from; at < end;) {
      const field = this.#field(at, end);
      at = field.end;
      const inside = field.isMessage ? change(field) : undefined;
      if (inside === undefined) continue;
      if (field.from > unchanged) parts.push(this.#copy(unchanged, field.from));
      if (inside !== 'left out') parts.push(message(field.number, inside));
      unchanged = at;
    }
    if (end > unchanged) parts.push(this.#copy(unchanged, end));
    return parts;
  }

  #field(from: number, end: number): Field {
    const [tag, afterTag] = this.#varint(from);
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number === 0 || wire === 3 || wire === 4 || wire > 5) throw new RangeError(`byte ${from} is not of a protobuf message`);
    const [value, afterValue] = wire === 0 || wire === 2 ? this.#varint(afterTag) : [0, afterTag];
    const fieldEnd = afterValue + (wire === 2 ? value : wire === 1 ? 8 : wire === 5 ? 4 : 0);
    if (fieldEnd > end) throw new RangeError(`a field at byte ${from} ends beyond its message`);
    return { number, from, inner: afterValue, end: fieldEnd, isMessage: wire === 2 };
  }

  #varint(from: number): readonly [value: number, after: number] {
    let value = 0;
    let scale = 1;
    for (let at = from; ; at++, scale *= 128) {
      const byte = this.#byte(at);
      value += (byte & 127) * scale;
      if (byte < 128) return [value, at + 1];
      if (scale > 2 ** 63) throw new RangeError(`a number at byte ${from} does not end`);
    }
  }

  #byte(at: number): number {
    if (at < this.#from || at >= this.#from + this.#window.length) {
      this.#window = this.#source.read(at, Math.min(at + WINDOW, this.#source.size)).slice(); // what was read is the source's to use again
      this.#from = at;
    }
    const byte = this.#window[at - this.#from];
    if (byte === undefined) throw new RangeError(`the file ends at byte ${at}`);
    return byte;
  }

  #copy(from: number, end: number): Uint8Array {
    return this.#source.read(from, end).slice();
  }
}
