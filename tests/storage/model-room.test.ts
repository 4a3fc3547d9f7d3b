import { afterEach, expect, test, vi } from 'vitest';
import { requireRoom } from '#storage/model-files.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a model that a device has no room for is refused before anything is written', async () => {
  vi.stubGlobal('navigator', { storage: { estimate: () => Promise.resolve({ quota: 1000, usage: 900 }) } });
  await expect(requireRoom(101)).rejects.toMatchObject({ code: 'model/no-room', values: { needed: 101, free: 100 } });
  await expect(requireRoom(100)).resolves.toBeUndefined();
});
