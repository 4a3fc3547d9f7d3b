import type { OnnxNode, OnnxWeight } from '#inference/onnx-graph.ts';
import { readsOf } from '#inference/onnx-graph.ts';
import type { Needed } from '#inference/onnx-graph-split.ts';
import { constant, node, tensor, TYPE } from '#inference/onnx-graph-write.ts';

/**
 * Columns of a panel. ONNX Runtime's 8-bit product packs its weights anew at each call, eight columns at a time, down all rows: in a wide matrix each
 * row lies in another page of memory, and half of the time goes into waiting. In panels it reads straight ahead. Measured best of 16, 32, 64 and 128.
 */
const PANEL = 64;

/** A product of 8-bit numbers as quantisation writes it: integers multiplied, made float32, scaled. */
interface Product {
  /** In the order in which they run: product, cast, product of the scales, scaling. */
  readonly nodes: readonly OnnxNode[];
  readonly output: string;
  readonly input: string;
  readonly inputScale: string;
  readonly inputZero: string;
  readonly weight: OnnxWeight;
  readonly weightScale: string;
  readonly weightZero: string;
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The same values with the weights of 8-bit products laid out in panels. The products run as the runtime's own fused operator, which rounds as the
 * operators that it stands for: results are equal to the last bit. Activations must have one token a row. `memory` is where the panels lie.
 */
export function inPanels(needed: Needed): { readonly needed: Needed; readonly memory: Uint8Array } {
  const products = productsOf(needed);
  let size = 0;
  const places = products.map(({ bytes }) => {
    const place = size;
    size += Math.ceil(bytes.length / 4) * 4;
    return place;
  });
  const memory = new Uint8Array(size);
  const made = new Map<OnnxNode, readonly OnnxNode[]>();
  const weights: OnnxWeight[] = [];
  for (const [i, product] of products.entries()) {
    const place = places[i] ?? 0;
    const { nodes, weights: own } = inParts(product, memory.subarray(place, place + product.bytes.length));
    for (const [j, one] of product.nodes.toReversed().entries()) made.set(one, j === 0 ? nodes : []);
    weights.push(...own);
  }
  const before = new Set(products.map(({ weight }) => weight));
  return {
    needed: {
      ...needed,
      nodes: needed.nodes.flatMap((one) => made.get(one) ?? [one]),
      weights: [...needed.weights.filter((weight) => !before.has(weight)), ...weights],
    },
    memory,
  };
}

function productsOf({ nodes, weights }: Needed): readonly Product[] {
  const named = new Map(weights.map((weight) => [weight.name, weight]));
  const makers = new Map(nodes.flatMap((one) => one.outputs.map((output) => [output, one] as const)));
  const readers = new Map<string, OnnxNode[]>();
  for (const one of nodes) for (const input of readsOf(one)) readers.set(input, [...(readers.get(input) ?? []), one]);
  const onlyReader = (name: string | undefined, op: string): OnnxNode | undefined => {
    const [reader, other] = readers.get(name ?? '') ?? [];
    return other === undefined && reader?.op === op ? reader : undefined;
  };
  const isOneNumber = (name: string): boolean => named.get(name)?.dims.every((dim) => dim === 1) ?? false;
  return nodes.flatMap((multiply): Product[] => {
    const [input = '', weightName = '', inputZero = '', weightZero = ''] = multiply.inputs;
    const weight = named.get(weightName);
    const cast = onlyReader(multiply.outputs[0], 'Cast');
    const scale = onlyReader(cast?.outputs[0], 'Mul');
    const scales = makers.get(scale?.inputs.find((name) => name !== cast?.outputs[0]) ?? '');
    if (multiply.op !== 'MatMulInteger' || !weight?.raw || !cast || !scale || onlyReader(scales?.outputs[0], 'Mul') !== scale) return [];
    const [rows = 0, columns = 0, ...more] = weight.dims;
    const weightScale = scales?.inputs.find(isOneNumber);
    const inputScale = scales?.inputs.find((name) => name !== weightScale);
    if (!scales || weightScale === undefined || inputScale === undefined || !isOneNumber(weightZero)) return [];
    if (onlyReader(weightName, 'MatMulInteger') === undefined || more.length > 0 || columns <= PANEL) return [];
    if (inputZero === '' || rows * columns !== weight.raw.length) return [];
    const [output = ''] = scale.outputs;
    const of = { input, inputScale, inputZero, weight, weightScale, weightZero };
    return [{ nodes: [multiply, cast, scales, scale], output, ...of, bytes: weight.raw, rows, columns }];
  });
}

/** The product in panels, and the columns that fill none by themselves. */
function inParts(
  { output, input, inputScale, inputZero, weight, weightScale, weightZero, bytes, rows, columns }: Product,
  memory: Uint8Array,
): { readonly nodes: readonly OnnxNode[]; readonly weights: readonly OnnxWeight[] } {
  const name = (part: string): string => `stet/${part} of ${output}`;
  const panels = Math.floor(columns / PANEL);
  const rest = columns - panels * PANEL;
  layOut(bytes, memory, rows, columns);
  const border = rows * panels * PANEL;
  const product = (by: string, to: string): OnnxNode =>
    node('MatMulIntegerToFloat', [name('rows'), by, inputScale, weightScale, inputZero, weightZero], [to], {}, 'com.microsoft');
  const nodes = [
    node('Reshape', [input, name('flat')], [name('rows')]),
    product(name('panels'), name('products')),
    node('Transpose', [name('products')], [name('turned')], { perm: [1, 0, 2] }),
    node('Reshape', [name('turned'), name('width')], [rest === 0 ? output : name('most')]),
  ];
  const weights = [
    constant(name('flat'), TYPE.int64, [1, -1, rows], [3]),
    tensor(name('panels'), weight.type, [panels, rows, PANEL], memory.subarray(0, border)),
    constant(name('width'), TYPE.int64, [-1, 1, panels * PANEL], [3]),
  ];
  if (rest === 0) return { nodes, weights };
  return {
    nodes: [
      ...nodes,
      product(name('last columns'), name('last products')),
      node('Reshape', [name('last products'), name('last width')], [name('last')]),
      node('Concat', [name('most'), name('last')], [output], { axis: 2 }),
    ],
    weights: [
      ...weights,
      tensor(name('last columns'), weight.type, [rows, rest], memory.subarray(border)),
      constant(name('last width'), TYPE.int64, [-1, 1, rest], [3]),
    ],
  };
}

/** Columns that are laid out at a time: so that a row is read straight ahead, and the panels that it goes to stay in the cache. */
const STRETCH = 64 * PANEL;

/** Panel after panel, each by rows; the columns left over at the end likewise. `to` begins at a multiple of 4 bytes. */
function layOut(from: Uint8Array, to: Uint8Array, rows: number, columns: number): void {
  const panels = Math.floor(columns / PANEL);
  const words = new Int32Array(to.buffer, to.byteOffset, (rows * panels * PANEL) / 4);
  const line = new Int32Array(STRETCH / 4);
  const bytes = new Uint8Array(line.buffer);
  for (let first = 0; first < panels * PANEL; first += STRETCH) {
    const last = Math.min(first + STRETCH, panels * PANEL);
    for (let row = 0; row < rows; row++) {
      bytes.set(from.subarray(row * columns + first, row * columns + last));
      for (let i = 0; i < (last - first) / PANEL; i++) {
        const at = ((first / PANEL + i) * rows + row) * (PANEL / 4);
        for (let j = 0; j < PANEL / 4; j++) words[at + j] = line[i * (PANEL / 4) + j] ?? 0;
      }
    }
  }
  const rest = to.subarray(words.byteLength);
  const left = columns - panels * PANEL;
  for (let row = 0; row < rows; row++) rest.set(from.subarray((row + 1) * columns - left, (row + 1) * columns), row * left);
}
