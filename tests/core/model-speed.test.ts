import { describe, expect, test } from 'vitest';
import type { ModelSetup, SetupSpeed } from '#core/model-speed.ts';
import { chooseSetups, standsFor } from '#core/model-speed.ts';

function measured(backend: ModelSetup['backend'], threads: number, workers: number, one: number, many: number): SetupSpeed {
  const batches = [
    { rows: 1, tokensPerSecond: one },
    { rows: 16, tokensPerSecond: many },
  ];
  return { backend, threads, workers, batches: workers === 1 ? batches : batches.slice(1) };
}

const WASM1 = { backend: 'wasm', threads: 1, workers: 1 };
const WASM2 = { backend: 'wasm', threads: 2, workers: 1 };
const TWO = { backend: 'wasm', threads: 1, workers: 2 };
const WEBGPU = { backend: 'webgpu', threads: 1, workers: 1 };

describe('of the ways to run a model', () => {
  test('one text and many may have different ones', () => {
    const setups = [measured('wasm', 1, 1, 50, 200), measured('wasm', 2, 1, 70, 300), measured('wasm', 1, 2, 0, 380)];
    expect(chooseSetups(setups, 16)).toEqual({ one: WASM2, many: TWO });
  });

  test('what costs more must be clearly faster', () => {
    const setups = [measured('wasm', 1, 1, 50, 300), measured('wasm', 2, 1, 52, 310), measured('wasm', 1, 2, 0, 320)];
    expect(chooseSetups(setups, 16)).toEqual({ one: WASM1, many: WASM1 });
    expect(chooseSetups(setups.toReversed(), 16)).toEqual({ one: WASM1, many: WASM1 });
  });

  test('the graphics processor does both, where it is worth it', () => {
    const slow = [measured('wasm', 1, 1, 50, 200), measured('webgpu', 1, 1, 90, 230)];
    expect(chooseSetups(slow, 16)).toEqual({ one: WASM1, many: WASM1 });
    const fast = [measured('wasm', 1, 1, 50, 200), measured('webgpu', 1, 1, 40, 900)];
    expect(chooseSetups(fast, 16)).toEqual({ one: WEBGPU, many: WEBGPU });
  });

  test('one that did not run is none', () => {
    const broken: SetupSpeed = { ...measured('webgpu', 1, 1, 0, 0), batches: [], problem: { code: 'model/device-lost', values: {} } };
    expect(chooseSetups([broken, measured('wasm', 1, 1, 5, 20)], 16)).toEqual({ one: WASM1, many: WASM1 });
    expect(chooseSetups([broken], 16)).toEqual({ one: WASM1, many: WASM1 });
  });
});

test('a report holds for the device that it was made on', () => {
  const device = { cores: 4, isIsolated: true };
  const report = { modelId: 'm', at: 1, device, setups: [], ...chooseSetups([], 16) };
  expect(standsFor(report, { ...device })).toBe(true);
  expect(standsFor(report, { ...device, isIsolated: false })).toBe(false);
  expect(standsFor(report, { ...device, cores: 8 })).toBe(false);
});
