import { Failure } from '#core/failure.ts';
import { decodeUtf8 } from '#tokenizers/utf8.ts';

/** An input or output of a graph; a dimension without a fixed size is its name. */
export interface OnnxValue {
  readonly name: string;
  /** `TensorProto.DataType`, such as `float32`; empty for what is no tensor. */
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

/** What an ONNX file says before its weights. */
export interface OnnxHeader {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** One operator of each domain that is in use, by domain; '' is ONNX's own. */
  readonly domains: ReadonlyMap<string, string>;
  /** Files beside the model that hold weights, by name, with the bytes that each must have at least. */
  readonly externalFiles: ReadonlyMap<string, number>;
}

const TYPES = [
  '',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
];
const WINDOW = 1 << 16;

/** Reads forward through a file by windows and jumps over what is not wanted: weights are never read. */
class Cursor {
  at = 0;
  readonly #file: Blob;
  #window = new Uint8Array(0);
  #from = 0;

  constructor(file: Blob) {
    this.#file = file;
  }

  get size(): number {
    return this.#file.size;
  }

  /** Makes the next bytes readable; fewer at the end of the file. */
  async fill(count: number): Promise<void> {
    const have = this.#from + this.#window.length;
    if (this.at >= this.#from && Math.min(this.at + count, this.size) <= have) return;
    this.#window = new Uint8Array(await this.#file.slice(this.at, this.at + Math.max(count, WINDOW)).arrayBuffer());
    this.#from = this.at;
  }

  byte(): number {
    const byte = this.#window[this.at - this.#from];
    if (byte === undefined) throw new RangeError(`the file ends at byte ${this.at}`);
    this.at += 1;
    return byte;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 63) throw new RangeError(`a number at byte ${this.at} does not end`);
    }
  }

  async text(length: number): Promise<string> {
    if (length > WINDOW) throw new RangeError(`a name of ${length} bytes at byte ${this.at}`);
    await this.fill(length);
    const text = decodeUtf8(this.#window.subarray(this.at - this.#from, this.at - this.#from + length));
    this.at += length;
    return text;
  }
}

/** A field of a message: its number and either its value or where its bytes end. */
interface Field {
  readonly number: number;
  readonly value: number;
  readonly end: number;
}

/** Walks the fields up to `end`; whatever of a field the loop has not read is jumped over. */
async function* fieldsTo(cursor: Cursor, end: number): AsyncGenerator<Field> {
  while (cursor.at < end) {
    await cursor.fill(24);
    const tag = cursor.varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number === 0 || wire === 3 || wire === 4 || wire > 5) throw new RangeError(`byte ${cursor.at} is not of a protobuf message`);
    const value = wire === 0 || wire === 2 ? cursor.varint() : 0;
    const fieldEnd = cursor.at + (wire === 2 ? value : wire === 1 ? 8 : wire === 5 ? 4 : 0);
    if (fieldEnd > end) throw new RangeError(`a field at byte ${cursor.at} ends beyond its message`);
    yield { number, value, end: fieldEnd };
    cursor.at = fieldEnd;
  }
}

/** Reads inputs, outputs and operators of an ONNX file; rejects with a Failure for a file that is none. */
export async function readOnnxHeader(name: string, file: Blob): Promise<OnnxHeader> {
  const reader = new HeaderReader(file);
  try {
    return await reader.model();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const zeros = await zerosAtEnd(file);
    if (zeros > ZERO_TAIL) throw new Failure('model/zero-tail', { file: name, bytes: zeros, total: file.size }, { cause });
    throw new Failure('model/not-onnx', { file: name, reason: cause.message }, { cause });
  }
}

/** No ONNX file ends in so many zeros: it ends in the versions of its operator sets. */
const ZERO_TAIL = 16;

/** Zeros that the file ends in: what a download or copy that broke off leaves where room had been made for all of it. */
async function zerosAtEnd(file: Blob): Promise<number> {
  for (let end = file.size; end > 0; end -= WINDOW) {
    const window = new Uint8Array(await file.slice(Math.max(0, end - WINDOW), end).arrayBuffer());
    const last = window.findLastIndex((byte) => byte !== 0);
    if (last >= 0) return file.size - end + window.length - 1 - last;
  }
  return file.size;
}

/** Field numbers are those of onnx.proto (IR version 10). */
class HeaderReader {
  readonly #cursor: Cursor;
  readonly #domains = new Map<string, string>();
  readonly #externalFiles = new Map<string, number>();
  readonly #weights = new Set<string>();
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];

  constructor(file: Blob) {
    this.#cursor = new Cursor(file);
  }

  async model(): Promise<OnnxHeader> {
    let hasGraph = false;
    for await (const field of fieldsTo(this.#cursor, this.#cursor.size)) {
      if (field.number !== 7) continue;
      hasGraph = true;
      await this.#graph(field.end, true);
    }
    if (!hasGraph) throw new RangeError('it holds no graph');
    return {
      inputs: this.#inputs.filter((input) => !this.#weights.has(input.name)), // before IR version 4 weights were listed as inputs too
      outputs: this.#outputs,
      domains: this.#domains,
      externalFiles: this.#externalFiles,
    };
  }

  async #graph(end: number, isOuter: boolean): Promise<void> {
    for await (const field of fieldsTo(this.#cursor, end)) {
      if (field.number === 1) await this.#node(field.end);
      else if (field.number === 5) await this.#weight(field.end);
      else if (field.number === 11 && isOuter) this.#inputs.push(await this.#value(field.end));
      else if (field.number === 12 && isOuter) this.#outputs.push(await this.#value(field.end));
    }
  }

  async #node(end: number): Promise<void> {
    let domain = '';
    let operator = '';
    for await (const field of fieldsTo(this.#cursor, end)) {
      if (field.number === 4) operator = await this.#cursor.text(field.value);
      else if (field.number === 7) domain = await this.#cursor.text(field.value);
      else if (field.number === 5) {
        for await (const part of fieldsTo(this.#cursor, field.end)) {
          if (part.number === 6 || part.number === 11)
            await this.#graph(part.end, false); // bodies of If and Loop
          else if (part.number === 5) await this.#weight(part.end);
        }
      }
    }
    if (!this.#domains.has(domain)) this.#domains.set(domain, operator);
  }

  async #weight(end: number): Promise<void> {
    const entries = new Map<string, string>();
    for await (const field of fieldsTo(this.#cursor, end)) {
      if (field.number === 8) this.#weights.add(await this.#cursor.text(field.value));
      else if (field.number === 13) {
        const [key, value] = await this.#pair(field.end);
        entries.set(key, value);
      }
    }
    const location = entries.get('location');
    if (location === undefined) return;
    const bytes = Number(entries.get('offset') ?? 0) + Number(entries.get('length') ?? 0);
    this.#externalFiles.set(location, Math.max(bytes, this.#externalFiles.get(location) ?? 0));
  }

  async #pair(end: number): Promise<[key: string, value: string]> {
    let key = '';
    let value = '';
    for await (const field of fieldsTo(this.#cursor, end)) {
      if (field.number === 1) key = await this.#cursor.text(field.value);
      else if (field.number === 2) value = await this.#cursor.text(field.value);
    }
    return [key, value];
  }

  async #value(end: number): Promise<OnnxValue> {
    let name = '';
    let type = '';
    const dims: (number | string)[] = [];
    for await (const field of fieldsTo(this.#cursor, end)) {
      if (field.number === 1) name = await this.#cursor.text(field.value);
      if (field.number !== 2) continue;
      for await (const kind of fieldsTo(this.#cursor, field.end)) {
        if (kind.number !== 1) continue; // not a tensor
        for await (const part of fieldsTo(this.#cursor, kind.end)) {
          if (part.number === 1) type = TYPES[part.value] ?? `type ${part.value}`;
          if (part.number !== 2) continue;
          for await (const dim of fieldsTo(this.#cursor, part.end)) {
            if (dim.number === 1) dims.push(await this.#dimension(dim.end));
          }
        }
      }
    }
    return { name, type, dims };
  }

  async #dimension(end: number): Promise<number | string> {
    let found: number | string = '?';
    for await (const field of fieldsTo(this.#cursor, end)) {
      if (field.number === 1) found = field.value;
      else if (field.number === 2) found = await this.#cursor.text(field.value);
    }
    return found;
  }
}

/** As shown to the person: `input_ids int64 [batch_size, sequence]`. */
export function describeValue(value: OnnxValue): string {
  return `${value.name} ${value.type} [${value.dims.join(', ')}]`;
}
