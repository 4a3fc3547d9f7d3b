import { Failure } from '#core/failure.ts';

/** After one of these the worker is of no use: its runtime may be broken, its memory full. A fresh one must take its place. */
export const FATAL_CODES: ReadonlySet<string> = new Set([
  'model/out-of-memory',
  'model/device-lost',
  'model/hung',
  'model/runtime',
  'model/unsupported-operator',
  'model/no-half-floats', // the other runtime needs a worker without this one
]);

const OUT_OF_MEMORY = /out of memory|bad_alloc|allocation failed|failed to allocate|memory access out of bounds|OOM/i;

/** What ONNX Runtime says of an operator that it does not know, or has no code for. */
const UNKNOWN_OPERATOR =
  /(\S+?)\(-?\d+\) is not a registered function\/op|(?:Could not find an implementation|No Op registered) for (\S+)/u;

/** The work's answer; what ONNX Runtime throws becomes a Failure that a sentence exists for. */
export async function asFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof Failure || (cause instanceof DOMException && cause.name === 'AbortError')) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause); // WASM throws numbers too
    const [, unknown, missing] = UNKNOWN_OPERATOR.exec(message) ?? [];
    const operator = unknown ?? missing;
    if (operator !== undefined) throw new Failure('model/unsupported-operator', { operator }, { cause });
    throw new Failure(OUT_OF_MEMORY.test(message) ? 'model/out-of-memory' : 'model/runtime', { message }, { cause });
  }
}
