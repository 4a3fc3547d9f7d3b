import type { Page } from 'playwright-core';

/** What the worker's graphics device has done so far. */
interface GpuUse {
  /** Buffers that were made and neither destroyed nor dropped. */
  readonly live: number;
  /** Bytes that the processor has asked back. */
  readonly readBytes: number;
  /** Runs of shaders. */
  readonly dispatches: number;
}

/**
 * Buffers by which the WebGPU runtime's pool of free ones may differ, of about 150: whether one is back in time for the next step hangs on the clock. What
 * a step or a batch would leave behind is many times as much after what the tests do.
 */
export const POOL_TOLERANCE = 8;

/** What a Chromium must be started with so that dropped buffers can be told from kept ones. */
export const GC_ARGS: readonly string[] = ['--js-flags=--expose-gc'];

/** Puts a watch around the graphics device of every inference worker; before the app is opened, which then works without its service worker. */
export async function watchGpu(page: Page): Promise<void> {
  await page.addInitScript(() => {
    delete (Navigator.prototype as { serviceWorker?: unknown }).serviceWorker; // it would answer for the server
  });
  await page.context().route(/\/inference\.worker-[\w-]+\.js$/u, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${watch.toString()})();\n${await response.text()}` });
  });
}

/** Asks the worker, after what was dropped is collected. */
export async function gpuUse(page: Page): Promise<GpuUse> {
  return page.evaluate(
    () =>
      new Promise<GpuUse>((resolve) => {
        const channel = new BroadcastChannel('stet-test-gpu');
        channel.onmessage = ({ data }: MessageEvent) => {
          if (data === 'ask') return;
          channel.close();
          resolve(data as GpuUse); // sent by the watch
        };
        channel.postMessage('ask');
      }),
  );
}

/* eslint-disable @typescript-eslint/unbound-method -- each method is called on the object that it is asked of */
/** Runs in the worker, before its own script. */
function watch(): void {
  const live = new Set<number>();
  const numbers = new WeakMap<GPUBuffer, number>();
  const dropped = new FinalizationRegistry<number>((number) => live.delete(number));
  let next = 0;
  let readBytes = 0;
  let dispatches = 0;
  const createBuffer = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    numbers.set(buffer, next);
    dropped.register(buffer, next);
    live.add(next);
    next += 1;
    return buffer;
  };
  const destroy = GPUBuffer.prototype.destroy;
  GPUBuffer.prototype.destroy = function () {
    live.delete(numbers.get(this) ?? -1);
    destroy.call(this);
  };
  const mapAsync = GPUBuffer.prototype.mapAsync;
  GPUBuffer.prototype.mapAsync = function (mode, offset, size) {
    if ((mode & GPUMapMode.READ) !== 0) readBytes += size ?? this.size;
    return mapAsync.call(this, mode, offset, size);
  };
  const dispatch = GPUComputePassEncoder.prototype.dispatchWorkgroups;
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...counts) {
    dispatches += 1;
    dispatch.apply(this, counts);
  };
  const channel = new BroadcastChannel('stet-test-gpu');
  const answer = async (): Promise<void> => {
    const { gc } = globalThis as unknown as { gc: () => void }; // there by GC_ARGS
    for (let i = 0; i < 3; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    channel.postMessage({ live: live.size, readBytes, dispatches });
  };
  channel.onmessage = ({ data }: MessageEvent) => {
    if (data === 'ask') void answer();
  };
}
