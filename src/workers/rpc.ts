import type { FailureValues } from '#core/failure.ts';
import { Failure } from '#core/failure.ts';

/** What every function of a worker's api gets after its arguments. `progress` sends one value to the caller, as often as wanted. */
export interface Call<P = never> {
  readonly signal: AbortSignal;
  readonly progress: (value: P) => void;
}

/** How a caller follows a call: abort it, hear its progress. */
export interface CallOptions<P = unknown> {
  readonly signal?: AbortSignal;
  readonly progress?: (value: P) => void;
}

/** An object of functions that a worker serves. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the constraint must accept functions of every argument list
export type Api = Record<string, (...args: any[]) => unknown>;

/** The caller's view of an api: the same functions, asynchronous, with options instead of the call. */
export type Remote<A extends Api> = {
  readonly [K in keyof A]: A[K] extends (...args: [...infer Args, Call<infer P>]) => infer R
    ? (...args: [...Args, options?: CallOptions<P>]) => Promise<Awaited<R>>
    : (...args: [...Parameters<A[K]>, options?: CallOptions]) => Promise<Awaited<ReturnType<A[K]>>>;
};

/** Both ends of a worker or a MessageChannel. */
export interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

type Message =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'progress'; readonly id: number; readonly value: unknown }
  | { readonly type: 'value'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError };

interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly values?: FailureValues;
}

/** Answers calls on the port with the api's functions; always replies. */
export function serve(api: Api, port: Port): void {
  const running = new Map<number, AbortController>();
  port.onmessage = ({ data }: MessageEvent) => {
    const message: Message = data as Message; // both ends are this file
    if (message.type === 'abort') running.get(message.id)?.abort();
    if (message.type !== 'call') return;
    const { id, name, args } = message;
    const controller = new AbortController();
    running.set(id, controller);
    const call: Call<unknown> = {
      signal: controller.signal,
      progress: (value) => {
        port.postMessage({ type: 'progress', id, value } satisfies Message);
      },
    };
    void Promise.resolve()
      .then(() => {
        const fn = api[name];
        if (!fn) throw new Error(`the worker has no function ${name}`);
        return fn(...args, call);
      })
      .then(
        (value: unknown) => {
          port.postMessage({ type: 'value', id, value } satisfies Message);
        },
        (error: unknown) => {
          port.postMessage({ type: 'error', id, error: toWire(error) } satisfies Message);
        },
      )
      .finally(() => running.delete(id));
  };
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly progress: ((value: never) => void) | undefined;
}

export interface Connection<A extends Api> {
  readonly remote: Remote<A>;
  /** Rejects everything under way; for a worker that was ended. */
  readonly close: (reason: unknown) => void;
}

/** Calls the api at the other end. The last argument of every call may be `CallOptions`; a rejected abort is an `AbortError`. */
export function connect<A extends Api>(port: Port): Connection<A> {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  port.onmessage = ({ data }: MessageEvent) => {
    const message = data as Message; // both ends are this file
    const call = waiting.get(message.id);
    if (!call) return;
    if (message.type === 'progress') {
      call.progress?.(message.value as never);
      return;
    }
    waiting.delete(message.id);
    if (message.type === 'value') call.resolve(message.value as never);
    if (message.type === 'error') call.reject(fromWire(message.error));
  };
  const send = (name: string, all: readonly unknown[]): Promise<unknown> => {
    const last = all.at(-1);
    const options = isCallOptions(last) ? last : undefined;
    const args = options ? all.slice(0, -1) : all;
    const id = next++;
    const abort = (): void => {
      if (waiting.has(id)) port.postMessage({ type: 'abort', id } satisfies Message);
    };
    return new Promise((resolve, reject) => {
      if (options?.signal?.aborted) {
        reject(new DOMException('aborted', 'AbortError'));
        return;
      }
      waiting.set(id, { resolve, reject, progress: options?.progress });
      options?.signal?.addEventListener('abort', abort);
      port.postMessage({ type: 'call', id, name, args } satisfies Message);
    }).finally(() => options?.signal?.removeEventListener('abort', abort)); // one signal may serve thousands of calls
  };
  const remote = new Proxy({} as Remote<A>, {
    get: (_, name) => (typeof name === 'string' && name !== 'then' ? (...args: unknown[]) => send(name, args) : undefined),
  });
  const close = (reason: unknown): void => {
    for (const call of waiting.values()) call.reject(reason);
    waiting.clear();
  };
  return { remote, close };
}

function isCallOptions(value: unknown): value is CallOptions {
  if (typeof value !== 'object' || value === null) return false;
  const { signal, progress } = value as CallOptions;
  return signal instanceof AbortSignal || typeof progress === 'function';
}

function toWire(error: unknown): WireError {
  if (error instanceof Failure) return { name: 'Failure', message: error.message, code: error.code, values: error.values };
  if (error instanceof Error || error instanceof DOMException) {
    return { name: error.name, message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
  }
  return { name: 'Error', message: String(error) };
}

function fromWire(error: WireError): Error {
  if (error.code !== undefined) return new Failure(error.code, error.values);
  if (error.name === 'AbortError') return new DOMException(error.message, 'AbortError');
  const made = new Error(error.message);
  made.name = error.name;
  if (error.stack !== undefined) made.stack = error.stack;
  return made;
}
