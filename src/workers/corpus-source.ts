import { Failure } from '#core/failure.ts';
import type { Head, SourceFile } from '#formats/format.ts';

/** Bytes of a file that its format is recognised by. */
const HEAD_BYTES = 65_536;
/** Unpacked bytes of a .gz at most: more than any real file has, less than what would exhaust a page. */
const LARGEST_UNPACKED = 2_000_000_000;
/** A real text packs a hundredfold at best; from here on a higher ratio is a trap. */
const SUSPECT_BYTES = 64_000_000;
const SUSPECT_RATIO = 300;

/** A file as its own bytes say: gzip is unpacked, `read` hears of the bytes as they rest on disk. */
export async function sourceFile(file: File, name: string, signal: AbortSignal, read: (bytes: number) => void): Promise<SourceFile> {
  const isPacked = await isGzip(file);
  const bytes = (): ReadableStream<Uint8Array<ArrayBuffer>> => {
    const counted = file.stream().pipeThrough(watch(signal, read));
    return isPacked ? counted.pipeThrough(new DecompressionStream('gzip')).pipeThrough(guard(name, file.size)) : counted;
  };
  return {
    name,
    bytes: () => chunksOf(bytes(), name),
    text: () => textOf(bytes, name),
  };
}

/** The beginning of a file, unpacked. */
export async function headOf(file: File, signal: AbortSignal): Promise<Head & { readonly isWhole: boolean }> {
  const source = await sourceFile(file, file.name, signal, () => undefined);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.bytes()) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const isWhole = length < HEAD_BYTES;
  const text = decodeHead(bytes.subarray(0, HEAD_BYTES));
  return { name: file.name, bytes, isWhole, ...(text === undefined ? {} : { text }) };
}

async function isGzip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

/** The encoding a byte-order mark names; UTF-8 without one. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** Text, or undefined for bytes that are none. A character cut at the end is left out. */
function decodeHead(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8' && bytes.includes(0)) return undefined;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch (cause) {
    if (cause instanceof TypeError) return undefined;
    throw cause;
  }
}

async function* textOf(bytes: () => ReadableStream<Uint8Array>, name: string): AsyncIterable<string> {
  let decoder: TextDecoder | undefined;
  const decode = (chunk: Uint8Array | undefined): string => {
    try {
      return decoder?.decode(chunk, { stream: chunk !== undefined }) ?? '';
    } catch (cause) {
      if (cause instanceof TypeError) throw new Failure('format/encoding', { file: name }, { cause });
      throw cause;
    }
  };
  for await (const chunk of chunksOf(bytes(), name)) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    yield decode(chunk);
  }
  yield decode(undefined);
}

async function* chunksOf(stream: ReadableStream<Uint8Array>, name: string): AsyncIterable<Uint8Array> {
  const reader = stream.getReader();
  let isOver = false;
  try {
    for (;;) {
      isOver = true; // so far as reading goes: a read that fails leaves nothing to cancel
      const { done, value } = await reader.read();
      if (done) return;
      isOver = false;
      yield value;
    }
  } catch (cause) {
    // The decompressor's word for bytes that are no gzip.
    if (cause instanceof TypeError) throw new Failure('import/damaged-gzip', { file: name }, { cause });
    if (cause instanceof DOMException && cause.name === 'NotReadableError')
      throw new Failure('import/unreadable', { file: name }, { cause });
    throw cause;
  } finally {
    if (!isOver) await reader.cancel();
  }
}

function watch(signal: AbortSignal, read: (bytes: number) => void): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform(chunk, controller) {
      if (signal.aborted) {
        controller.error(signal.reason);
        return;
      }
      read(chunk.length);
      controller.enqueue(chunk);
    },
  });
}

function guard(name: string, packed: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.length;
      const isTrap = length > SUSPECT_BYTES && length > packed * SUSPECT_RATIO;
      if (isTrap || length > LARGEST_UNPACKED)
        controller.error(new Failure('import/too-large', { file: name, megabytes: Math.floor(length / 1_000_000) }));
      else controller.enqueue(chunk);
    },
  });
}
