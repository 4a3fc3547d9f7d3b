import { describe, expect, test } from 'vitest';
import { requireMemory } from '#inference/model-size.ts';

const GIB = 2 ** 30;
const files = (graph: number, beside: number) => [
  { path: 'onnx/encoder_model.onnx', bytes: graph },
  { path: 'onnx/encoder_model.onnx_data', bytes: beside },
  { path: 'onnx/encoder_model.onnx_data_1', bytes: beside },
  { path: 'tokenizer.json', bytes: 9 * GIB },
];

describe('a model whose weights a device cannot hold', () => {
  test('is refused where WebAssembly cannot address them, and not on a graphics processor', () => {
    expect(() => requireMemory(files(GIB, 1.3 * GIB), undefined, 'wasm')).toThrow(expect.objectContaining({ code: 'model/too-large' }));
    expect(() => requireMemory(files(GIB, 1.3 * GIB), undefined, 'webgpu')).not.toThrow();
    expect(() => requireMemory(files(GIB, 1.2 * GIB), undefined, 'wasm')).not.toThrow();
  });

  test('is refused on a small device, with what that can hold', () => {
    const values = { bytes: 2 * GIB, most: 1.5 * GIB };
    expect(() => requireMemory(files(GIB, GIB / 2), 2)).toThrow(expect.objectContaining({ code: 'model/too-large', values }));
    expect(() => requireMemory(files(GIB, GIB / 2), 4)).not.toThrow();
    expect(() => requireMemory(files(5 * GIB, GIB), 8)).not.toThrow(); // browsers tell no more than 8
  });
});
