import { afterEach, expect, it } from 'vitest';
import { WHOLE_SHEET } from '#core/score-settings.ts';
import type { ScoreRequest } from '#core/score-settings.ts';
import { documentId, segmentId, systemId } from '#core/segment.ts';
import type { Api } from '#workers/rpc.ts';
import { serve } from '#workers/rpc.ts';
import { scoreHelperApi } from '#workers/score-helper.api.ts';
import { ScoreHelpers } from '#workers/score-helpers.ts';
import { Pace } from '#workers/score-pace.ts';
import { ScoredProject } from '#workers/score-project.ts';
import type { StoredTexts } from '#workers/score-texts.ts';
import { fixture, pace, storedTexts } from './project.ts';

/** Enough for helpers: one long document, many short ones. */
const LENGTHS = [1500, ...Array.from({ length: 60 }, () => 20)];

let ended = 0;
const all: ScoreHelpers[] = [];

afterEach(() => {
  for (const helpers of all.splice(0)) helpers.end();
});

/** Helpers behind the real transport, in this thread. */
function helpersThat(api: Api, cores = 3): ScoreHelpers {
  const helpers = new ScoreHelpers(cores, () => {
    const { port1, port2 } = new MessageChannel();
    serve(api, port2);
    const terminate = (): void => {
      ended++;
      port1.close();
    };
    return Object.assign(port1, { terminate }) as unknown as Worker; // all of a worker that is used
  });
  all.push(helpers);
  return helpers;
}

function texts(): StoredTexts {
  const line = (i: number): string => fixture.texts[i % fixture.texts.length]?.hypothesis ?? '';
  const documents = LENGTHS.map((_, order) => ({ id: documentId('p', order), projectId: 'p', name: `${order}`, order }));
  const segments = LENGTHS.flatMap((length, order) =>
    Array.from({ length }, (_, index) => ({
      id: segmentId(documentId('p', order), index),
      projectId: 'p',
      documentId: documentId('p', order),
      index,
      source: '',
      references: index % 7 === 0 ? {} : { ref: line(index * 3 + order) },
    })),
  );
  const packs = LENGTHS.flatMap((length, order) =>
    [0, 1, 2].map((system) => ({
      documentId: documentId('p', order),
      systemId: systemId('p', system),
      projectId: 'p',
      texts: Array.from({ length }, (_, index) => (index % 11 === system ? null : line(index * 3 + order + system))),
    })),
  );
  return { ...storedTexts(), documents, segments, packs };
}

const REQUEST: ScoreRequest = {
  ...WHOLE_SHEET,
  // More draws than are kept: they are shared too.
  settings: { ...WHOLE_SHEET.settings, textMetrics: [{ kind: 'TER' }], samples: 15_000 },
};

it('helpers count and resample to the same sheet, and so does the score worker where one of them fails', async () => {
  const stored = texts();
  const alone = await new ScoredProject(stored).sheet(REQUEST, pace());
  const calls = { count: 0, sum: 0 };
  const counting: Api = {
    count: (...args: Parameters<typeof scoreHelperApi.count>) => {
      calls.count++;
      return scoreHelperApi.count(...args);
    },
    sum: (...args: Parameters<typeof scoreHelperApi.sum>) => {
      calls.sum++;
      return scoreHelperApi.sum(...args);
    },
  };
  const helped = new ScoredProject(stored, undefined, helpersThat(counting));
  expect(await helped.sheet(REQUEST, pace())).toEqual(alone);
  expect([calls.count > 3, calls.sum > 1]).toEqual([true, true]);
  const failing: Api = {
    count: () => {
      throw new Error('out of memory');
    },
    sum: () => {
      throw new Error('out of memory');
    },
  };
  expect(await new ScoredProject(stored, undefined, helpersThat(failing)).sheet(REQUEST, pace())).toEqual(alone);
});

it('an abort reaches helpers, and a single core has none', async () => {
  const controller = new AbortController();
  let heard: AbortSignal | undefined;
  const waiting: Api = {
    count: async (_: unknown, __: unknown, { signal }: { signal: AbortSignal }) => {
      heard = signal;
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      signal.throwIfAborted();
    },
  };
  const helpers = helpersThat(waiting);
  const project = new ScoredProject(texts(), undefined, helpers);
  const running = project.sheet(REQUEST, new Pace({ signal: controller.signal, progress: () => undefined }));
  setTimeout(() => {
    controller.abort();
  }, 60);
  await expect(running).rejects.toThrow('abort');
  await expect.poll(() => heard?.aborted).toBe(true);
  helpers.end();
  expect(ended).toBeGreaterThan(1);
  let started = 0;
  const none = new ScoreHelpers(1, () => {
    started++;
    throw new Error('not to be started');
  });
  await none.use((own) => Promise.resolve(expect(own).toEqual([])));
  expect(started).toBe(0);
});
