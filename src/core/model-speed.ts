import type { FailureValues } from '#core/failure.ts';

/** What a model runs on: workers that each hold it, and the threads of each. */
export interface ModelSetup {
  readonly backend: 'wasm' | 'webgpu';
  readonly threads: number;
  readonly workers: number;
}

/** Target tokens per second with so many texts at once; with several workers, of all together. */
export interface BatchSpeed {
  readonly rows: number;
  readonly tokensPerSecond: number;
}

/** One way to run a model, as it was measured. */
export interface SetupSpeed extends ModelSetup {
  readonly batches: readonly BatchSpeed[];
  /** Why it could not be measured: a `Failure`'s code and values. */
  readonly problem?: { readonly code: string; readonly values: FailureValues };
}

/** What of a device decides how fast it is. Figures of another one do not hold. */
export interface DeviceFacts {
  readonly cores: number;
  /** Whether workers may share memory, without which there is one thread. */
  readonly isIsolated: boolean;
}

/** Milliseconds from the start of a worker, with the model's files on this device. */
export interface ColdStart {
  /** To the first token of a short text. */
  readonly firstWord: number;
  /** Of these: reading the files and checking their hashes. */
  readonly read: number;
  /** Of these: making the sessions, the runtime's own start included. */
  readonly create: number;
}

/** How fast a model is on this device. */
export interface SpeedReport {
  readonly modelId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly device: DeviceFacts;
  /** All that were tried. */
  readonly setups: readonly SetupSpeed[];
  /** The fastest for one text, and for many. */
  readonly one: ModelSetup;
  readonly many: ModelSetup;
  /** Of the setup for one text, measured whole; absent where only setups were compared. */
  readonly start?: ColdStart;
  readonly batches?: readonly BatchSpeed[];
  /** The most that the runtime's own memory grew to. */
  readonly heapBytes?: number;
}

/** How much faster the graphics processor must be to be preferred: it also takes longer to start. */
export const WEBGPU_WORTH = 1.2;

/** How much faster several workers must be to be preferred: each holds the model once more. */
const WORKERS_WORTH = 1.1;

/** A difference of less than this is chance. */
const THREADS_WORTH = 1.05;

const USUAL: ModelSetup = { backend: 'wasm', threads: 1, workers: 1 };

/** The speed with so many texts at once; 0 where it was not measured. */
export function speedAt({ batches }: { readonly batches?: readonly BatchSpeed[] }, rows: number): number {
  return batches?.find((batch) => batch.rows === rows)?.tokensPerSecond ?? 0;
}

/**
 * The fastest setups for one text and for `rows` at once. What costs more (more threads, more workers, the graphics processor) has to be faster by a
 * margin; both use the same backend, since the numbers of backends differ.
 */
export function chooseSetups(setups: readonly SetupSpeed[], rows: number): { readonly one: ModelSetup; readonly many: ModelSetup } {
  const best = (own: readonly SetupSpeed[], at: number): SetupSpeed | undefined =>
    own.reduce<SetupSpeed | undefined>((found, next) => {
      if (!found) return next;
      const margin = next.workers > found.workers ? WORKERS_WORTH : THREADS_WORTH;
      return speedAt(next, at) > speedAt(found, at) * margin ? next : found;
    }, undefined);
  const byCost = setups.filter((setup) => setup.problem === undefined).toSorted((a, b) => a.workers - b.workers || a.threads - b.threads);
  const on = (backend: ModelSetup['backend']): readonly SetupSpeed[] => byCost.filter((setup) => setup.backend === backend);
  const [wasm, webgpu] = [best(on('wasm'), rows), best(on('webgpu'), rows)];
  const isWebgpu = webgpu !== undefined && (wasm === undefined || speedAt(webgpu, rows) > speedAt(wasm, rows) * WEBGPU_WORTH);
  const own = on(isWebgpu ? 'webgpu' : 'wasm');
  const alone = own.filter((setup) => setup.workers === 1);
  return { one: setupOf(best(alone, 1) ?? USUAL), many: setupOf(best(own, rows) ?? USUAL) };
}

/** Whether the report was made on a device like this. */
export function standsFor(report: SpeedReport, device: DeviceFacts): boolean {
  return report.device.cores === device.cores && report.device.isIsolated === device.isIsolated;
}

export function isSameSetup(a: ModelSetup, b: ModelSetup): boolean {
  return a.backend === b.backend && a.threads === b.threads && a.workers === b.workers;
}

function setupOf({ backend, threads, workers }: ModelSetup): ModelSetup {
  return { backend, threads, workers };
}
