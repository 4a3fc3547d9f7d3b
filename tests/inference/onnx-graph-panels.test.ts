import { Tensor } from 'onnxruntime-web/wasm';
import { describe, expect, test } from 'vitest';
import type { OnnxWeight } from '#inference/onnx-graph.ts';
import { inPanels } from '#inference/onnx-graph-panels.ts';
import type { Needed } from '#inference/onnx-graph-split.ts';
import type { WrittenModel } from '#inference/onnx-graph-write.ts';
import { node, port, tensor, TYPE, withDomain, writeOnnxModel } from '#inference/onnx-graph-write.ts';
import { randomFrom } from '#stats/random.ts';
import { nodeRuntime } from './node-runtime.ts';

const runtime = nodeRuntime();
const rawBytes = ({ raw }: OnnxWeight): Uint8Array => raw ?? new Uint8Array(0);
const UINT8 = 2;
const INT8 = 3;

/** What dynamic quantisation makes of a product of float32 activations with one weight. */
function quantised(type: number, rows: number, columns: number, isByColumn = false): Needed {
  const next = randomFrom(columns);
  const bytes = Uint8Array.from({ length: rows * columns }, () => Math.floor(next() * 256));
  const dims = isByColumn ? [columns] : [];
  const scales = Float32Array.from({ length: isByColumn ? columns : 1 }, () => 0.01 + next() / 100);
  const zeros = Uint8Array.from({ length: isByColumn ? columns : 1 }, () => (type === UINT8 ? 120 + Math.floor(next() * 20) : 0));
  return {
    nodes: [
      node('DynamicQuantizeLinear', ['x'], ['x8', 'x_scale', 'x_zero']),
      node('MatMulInteger', ['x8', 'w', 'x_zero', 'w_zero'], ['sums']),
      node('Cast', ['sums'], ['sums_float'], { to: TYPE.float32 }),
      node('Mul', ['x_scale', 'w_scale'], ['scales']),
      node('Mul', ['sums_float', 'scales'], ['y']),
    ],
    weights: [
      tensor('w', type, [rows, columns], bytes),
      tensor('w_zero', type, dims, zeros),
      tensor('w_scale', TYPE.float32, dims, new Uint8Array(scales.buffer)),
    ],
    values: [],
    inputs: [port('x', TYPE.float32, ['batch', 1, rows])],
  };
}

async function run(needed: Needed, files: WrittenModel['externalData'], x: Tensor): Promise<Tensor | undefined> {
  const model = {
    irVersion: 9,
    operatorSets: withDomain([Uint8Array.of(0x10, 14)], 'com.microsoft'),
    hasFunctions: false,
    graph: { ...needed, outputs: [port('y', TYPE.float32)] },
  };
  const { bytes } = writeOnnxModel(model, new Uint8Array(0));
  const session = await runtime.open(bytes, { keptOutputs: [], externalData: files });
  const { y } = await session.run({ x });
  await session.release();
  return y;
}

describe.each([
  ['int8 weights', INT8, false],
  ['uint8 weights', UINT8, false],
  ['int8 weights, a scale for each column', INT8, true],
  ['uint8 weights, a scale for each column', UINT8, true],
] as const)('a product with %s', (_, type, isByColumn) => {
  test.each([
    ['in whole panels', 24, 192],
    ['with columns left over', 24, 65],
    ['wider than what is laid out at a time', 8, 64 * 64 + 64 + 21],
  ] as const)('%s gives the same to the last bit, for one row and for several', async (__, rows, columns) => {
    const before = quantised(type, rows, columns, isByColumn);
    const { needed: after, files } = inPanels(before, rawBytes);
    expect(after.nodes.map((one) => one.op)).not.toContain('MatMulInteger');
    const next = randomFrom(7);
    for (const batch of [1, 5]) {
      const x = new Tensor(
        'float32',
        Float32Array.from({ length: batch * rows }, () => next() * 4 - 1),
        [batch, 1, rows],
      );
      const wanted = await run(before, [], x);
      const made = await run(after, files, x);
      expect(made?.dims).toEqual([batch, 1, columns]);
      expect(made?.data).toEqual(wanted?.data);
    }
  });
});

test('a product stays as it is where its weight is narrow, has scales of another shape, or is read twice', () => {
  const narrow = quantised(INT8, 16, 64);
  expect(inPanels(narrow, rawBytes).needed.nodes).toEqual(narrow.nodes);
  const wide = quantised(INT8, 16, 128);
  const odd = wide.weights.map((one) =>
    one.name === 'w_scale' ? tensor('w_scale', TYPE.float32, [1, 128], new Uint8Array(512).fill(1)) : one,
  );
  expect(inPanels({ ...wide, weights: odd }, rawBytes).needed.nodes).toEqual(wide.nodes);
  const twice = [...wide.nodes, node('MatMulInteger', ['x8', 'w', 'x_zero', 'w_zero'], ['other'])];
  expect(inPanels({ ...wide, nodes: twice }, rawBytes).needed.nodes).toEqual(twice);
});
