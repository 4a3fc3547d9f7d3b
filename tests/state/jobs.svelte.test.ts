import { describe, expect, it } from 'vitest';
import { Failure } from '#core/failure.ts';
import type { JobControl, JobPlan } from '#state/jobs.svelte.ts';
import { Jobs } from '#state/jobs.svelte.ts';

/** Work whose end is in the test's hands, as often as it is started. */
function work(): {
  plan: JobPlan<string>;
  runs: { control: JobControl; finish: (value: string) => void; fail: (error: unknown) => void }[];
} {
  const runs: { control: JobControl; finish: (value: string) => void; fail: (error: unknown) => void }[] = [];
  const run = (control: JobControl): Promise<string> =>
    new Promise((finish, fail) => {
      control.signal.addEventListener('abort', () => {
        fail(new DOMException('aborted', 'AbortError'));
      });
      runs.push({ control, finish, fail });
    });
  return { plan: { key: 'translate m', kind: 'translate', subject: 'Sample', canPause: true, run }, runs };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a job', () => {
  it('tells progress, speed and time left, and keeps its result', async () => {
    let now = 0;
    const jobs = new Jobs(() => now);
    const { plan, runs } = work();
    const job = jobs.start(plan);
    await settled();
    runs[0]?.control.progress({ done: 0, total: 100 });
    now = 2000;
    runs[0]?.control.progress({ done: 20, total: 100 });
    expect([job.share, job.perSecond, job.secondsLeft]).toEqual([0.2, 10, 8]);
    runs[0]?.finish('kept');
    await job.ended;
    expect([job.status, job.result, jobs.underWay]).toEqual(['done', 'kept', []]);
  });

  it('pauses by ending the run and goes on with a new one', async () => {
    const jobs = new Jobs(() => 0);
    const { plan, runs } = work();
    const job = jobs.start(plan);
    await settled();
    job.pause();
    await settled();
    expect([job.status, runs[0]?.control.signal.aborted]).toEqual(['paused', true]);
    job.resume();
    await settled();
    expect([job.status, runs.length]).toEqual(['running', 2]);
    runs[0]?.control.progress({ done: 99 });
    expect(job.progress.done).toBe(0);
    runs[1]?.finish('second');
    await job.ended;
    expect(job.result).toBe('second');
  });

  it('stopped by the person is no failure', async () => {
    const jobs = new Jobs(() => 0);
    const { plan } = work();
    const job = jobs.start(plan);
    await settled();
    job.stop();
    await job.ended;
    await settled();
    expect([job.status, job.error]).toEqual(['stopped', undefined]);
  });

  it('that fails says why, and can be dismissed', async () => {
    const jobs = new Jobs(() => 0);
    const { plan, runs } = work();
    const job = jobs.start(plan);
    await settled();
    const failure = new Failure('model/too-large', { bytes: 1 });
    runs[0]?.fail(failure);
    await job.ended;
    expect([job.status, job.error]).toEqual(['failed', failure]);
    jobs.dismiss(job);
    expect(jobs.list).toEqual([]);
  });

  it('is started once while its key is under way', async () => {
    const jobs = new Jobs(() => 0);
    const { plan, runs } = work();
    const first = jobs.start(plan);
    expect(jobs.start(plan)).toBe(first);
    await settled();
    expect(runs.length).toBe(1);
    runs[0]?.finish('done');
    await first.ended;
    expect(jobs.start(plan)).not.toBe(first);
    expect(jobs.list.length).toBe(1);
  });
});
