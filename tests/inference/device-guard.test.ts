import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { DeviceGuard } from '#inference/device-guard.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void; // there since the flag was set

const never = new Promise<string>(() => undefined);

test('what work answers or throws comes through', async () => {
  const guard = new DeviceGuard(never, 1000);
  const cause = new Error('broken');
  expect(await guard.wait(Promise.resolve(7))).toBe(7);
  await expect(guard.wait(Promise.reject(cause))).rejects.toBe(cause);
});

test('a lost device ends all waiting, and what is asked later', async () => {
  let lose = (_reason: string): void => undefined;
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  const guard = new DeviceGuard(lost, 60_000);
  const waiting = [guard.wait(new Promise(() => undefined)), guard.wait(new Promise(() => undefined))];
  lose('unplugged');
  for (const one of [...waiting, guard.wait(new Promise(() => undefined))])
    await expect(one).rejects.toMatchObject({ code: 'model/device-lost', values: { reason: 'unplugged' } });
});

test('work that takes too long is taken for hung', async () => {
  const guard = new DeviceGuard(never, 20);
  await expect(guard.wait(new Promise(() => undefined))).rejects.toMatchObject({ code: 'model/hung', values: { seconds: 0.02 } });
});

test('answers are let go while the device lives on', async () => {
  const guard = new DeviceGuard(never, 60_000);
  const answers: WeakRef<object>[] = [];
  for (let i = 0; i < 100; i++) answers.push(new WeakRef(await guard.wait(Promise.resolve({ bytes: new Uint8Array(1000) }))));
  await new Promise((resolve) => setTimeout(resolve, 0));
  collectGarbage();
  expect(answers.slice(0, -1).filter((answer) => answer.deref() !== undefined)).toEqual([]);
  expect(await guard.wait(Promise.resolve(1))).toBe(1); // the guard itself was kept
});
