import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { marianExpected, marianFiles } from '../models/marian.ts';

/** Every WebAssembly memory that is made from here on: the runtime's is made when its first session is opened. */
const memories: WebAssembly.Memory[] = [];
WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct(target, given: [WebAssembly.MemoryDescriptor]) {
    const memory = new target(...given);
    memories.push(memory);
    return memory;
  },
});
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void; // there since the flag was set

/** Bytes that JavaScript may hold more after the same work ten times: code that was compiled meanwhile, and the like. */
const TOLERANCE = 3e6;

test('memory after 1,000 segments is that after 100', { timeout: 300_000 }, async () => {
  const { openOnRuntime } = await import('#inference/onnx.ts');
  const { modelOf, nodeRuntime } = await import('./node-runtime.ts');
  const files = marianFiles();
  const translator = await openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), nodeRuntime());
  const sources = marianExpected().rows.map(({ source }) => source);
  const hundred = async (round: number): Promise<void> => {
    const texts = Array.from({ length: 100 }, (_, i) => `${sources[i % sources.length] ?? ''} ${round * 100 + i}`.slice(-40));
    for await (const row of translator.generate(texts, { signal: new AbortController().signal })) expect(row.problem).toBeUndefined();
  };
  const held = (): { readonly heap: number; readonly js: number } => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return { heap: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0), js: heapUsed + arrayBuffers };
  };
  await hundred(0);
  const before = held();
  for (let round = 1; round < 10; round++) await hundred(round);
  const after = held();
  expect(before.heap).toBeGreaterThan(0);
  expect(after.heap).toBe(before.heap);
  expect(after.js - before.js).toBeLessThan(TOLERANCE);
  await translator.close();
});
