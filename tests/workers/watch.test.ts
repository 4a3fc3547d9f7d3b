import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ABORT_WITHIN, watch } from '#workers/watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A worker that answers when the test lets it, and work that ends when the worker does. */
function worker() {
  const ended: Error[] = [];
  let finish: (value: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let waiting: (() => void)[] = [];
  const made = {
    ended,
    answers: true,
    work: () =>
      new Promise<string>((resolve, reject) => {
        finish = resolve;
        fail = reject;
      }),
    finish: (value: string) => {
      finish(value);
    },
    watched: {
      alive: () =>
        new Promise<void>((resolve) => {
          if (!made.answers) waiting.push(resolve);
          else {
            for (const one of waiting) one();
            waiting = [];
            resolve();
          }
        }),
      end: (reason: Error) => {
        ended.push(reason);
        fail(reason);
      },
    },
    hearAgain: () => {
      made.answers = true;
      for (const one of waiting) one();
      waiting = [];
    },
  };
  return made;
}

const now = (): number => Date.now();

describe('a watched worker', () => {
  test('gives its answer, and is left alone afterwards', async () => {
    const { watched, work, finish, ended } = worker();
    const got = watch(watched, { signal: new AbortController().signal, patience: 60_000, now }, work);
    await vi.advanceTimersByTimeAsync(5000);
    finish('done');
    expect(await got).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
    expect(ended).toEqual([]);
  });

  test('that answers an abort in time is kept', async () => {
    const { watched, work, finish, ended } = worker();
    const abort = new AbortController();
    const got = watch(watched, { signal: abort.signal, patience: 60_000, now }, work);
    abort.abort();
    await vi.advanceTimersByTimeAsync(ABORT_WITHIN - 1);
    finish('stopped');
    expect(await got).toBe('stopped');
    await vi.advanceTimersByTimeAsync(1000);
    expect(ended).toEqual([]);
  });

  test('that does not answer an abort is ended within 200 ms', async () => {
    const { watched, work, ended } = worker();
    const abort = new AbortController();
    const got = watch(watched, { signal: abort.signal, patience: 60_000, now }, work);
    const failed = expect(got).rejects.toMatchObject({ name: 'AbortError' });
    abort.abort();
    await vi.advanceTimersByTimeAsync(200);
    await failed;
    expect(ended).toHaveLength(1);
  });

  test('that is silent for longer than the patience is ended as hung', async () => {
    const made = worker();
    const got = watch(made.watched, { signal: new AbortController().signal, patience: 60_000, now }, made.work);
    const failed = expect(got).rejects.toMatchObject({ code: 'model/hung' });
    await vi.advanceTimersByTimeAsync(3000);
    made.answers = false;
    await vi.advanceTimersByTimeAsync(55_000);
    expect(made.ended).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    await failed;
  });

  test('that was slow before may be silent for longer', async () => {
    const made = worker();
    const got = watch(made.watched, { signal: new AbortController().signal, patience: 60_000, now }, made.work);
    made.answers = false;
    await vi.advanceTimersByTimeAsync(30_000); // a large model is opened
    made.hearAgain();
    await vi.advanceTimersByTimeAsync(2000);
    made.answers = false;
    await vi.advanceTimersByTimeAsync(400_000);
    expect(made.ended).toEqual([]);
    made.hearAgain();
    made.finish('done');
    expect(await got).toBe('done');
  });

  test('is not taken for hung by a device that slept', async () => {
    const made = worker();
    let clock = 0;
    const got = watch(made.watched, { signal: new AbortController().signal, patience: 60_000, now: () => clock }, made.work);
    made.answers = false;
    clock += 1000;
    await vi.advanceTimersByTimeAsync(1000);
    clock += 8 * 3600_000; // the lid was closed
    await vi.advanceTimersByTimeAsync(2000);
    expect(made.ended).toEqual([]);
    made.finish('done');
    expect(await got).toBe('done');
  });
});
