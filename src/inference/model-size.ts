import { Failure } from '#core/failure.ts';
import type { Backend } from '#inference/backend.ts';

/** What WebAssembly of 32 bits can address, less what the runtime and a batch need beside the weights. */
const MOST_ON_PROCESSOR = 3.5 * 2 ** 30;
/** Part of a device's memory that a model may take: the browser, the system and the texts need the rest. */
const SHARE_OF_DEVICE = 0.75;
/** Browsers tell no more than this, in GiB, whatever there is. */
const MOST_TOLD = 8;

interface Sized {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Throws a Failure for a model whose weights this device cannot hold. `memory` is what the device has in GiB, where the browser tells it; without a
 * backend only that counts.
 */
export function requireMemory(files: readonly Sized[], memory: number | undefined, backend?: Backend): void {
  const bytes = files.filter(({ path }) => /\.onnx(_data(_\d+)?)?$|\.data$/u.test(path)).reduce((sum, file) => sum + file.bytes, 0);
  const onDevice = memory === undefined || memory >= MOST_TOLD ? Infinity : memory * 2 ** 30 * SHARE_OF_DEVICE;
  const most = Math.min(onDevice, backend === 'wasm' ? MOST_ON_PROCESSOR : Infinity);
  if (bytes > most) throw new Failure('model/too-large', { bytes, most });
}

/** What the browser tells of the device's memory, in GiB; some tell nothing. */
export function deviceMemory(): number | undefined {
  return 'deviceMemory' in navigator && typeof navigator.deviceMemory === 'number' ? navigator.deviceMemory : undefined;
}
