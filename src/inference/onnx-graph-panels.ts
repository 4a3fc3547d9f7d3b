import type { OnnxNode, OnnxWeight } from '#inference/onnx-graph.ts';
import { readsOf } from '#inference/onnx-graph.ts';
import type { Needed } from '#inference/onnx-graph-split.ts';
import { constant, node, outsideWeight, TYPE } from '#inference/onnx-graph-write.ts';
import { asBytes } from '#inference/onnx-outline.ts';

/**
 * Columns of a panel. ONNX Runtime's 8-bit product packs its weights anew at each call, eight columns at a time, down all rows: in a wide matrix each
 * row lies in another page of memory, and half of the time goes into waiting. In panels it reads straight ahead. Measured best of 16, 32, 64 and 128.
 */
const PANEL = 64;

/** What a model calls the file of its panels. */
const PANEL_FILE = 'stet/panels';

/** The bytes of a weight, wherever it lies. */
export type ReadWeight = (weight: OnnxWeight) => Uint8Array;

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
  /** Whether each column has its own. */
  readonly isByColumn: { readonly scale: boolean; readonly zero: boolean };
  readonly rows: number;
  readonly columns: number;
}

/** A file that is not there until it is read: a weight is laid out when the runtime asks for it, so that memory holds no second copy of them all. */
interface PanelFile {
  readonly path: string;
  readonly data: Uint8Array;
}

/**
 * The same values with the weights of 8-bit products laid out in panels. The products run as the runtime's own fused operator, which rounds as the
 * operators that it stands for: results are equal to the last bit. Activations must have one token a row.
 */
export function inPanels(needed: Needed, read: ReadWeight): { readonly needed: Needed; readonly files: readonly PanelFile[] } {
  const products = productsOf(needed);
  if (products.length === 0) return { needed, files: [] };
  const made = new Map<OnnxNode, readonly OnnxNode[]>();
  const weights: OnnxWeight[] = [];
  const readers = new Map<number, () => Uint8Array<ArrayBuffer>>();
  let size = 0;
  for (const product of products) {
    const { weight, rows, columns } = product;
    const border = size + rows * wholePanels(columns);
    readers.set(size, () => inStretches(read(weight), rows, columns));
    if (columns > wholePanels(columns)) readers.set(border, () => lastColumns(read(weight), rows, columns));
    const { nodes, weights: own } = inParts(product, size);
    for (const [i, one] of product.nodes.toReversed().entries()) made.set(one, i === 0 ? nodes : []);
    weights.push(...own);
    size += rows * columns;
  }
  const before = new Set(products.map(({ weight }) => weight));
  return {
    needed: {
      ...needed,
      nodes: needed.nodes.flatMap((one) => made.get(one) ?? [one]),
      weights: [...needed.weights.filter((weight) => !before.has(weight)), ...weights],
    },
    files: [{ path: PANEL_FILE, data: fileOf(size, readers) }],
  };
}

/** Panels as ONNX Runtime asks for them: all of a weight at once. */
function fileOf(size: number, readers: ReadonlyMap<number, () => Uint8Array<ArrayBuffer>>): Uint8Array {
  const read = (from: number, to: number): Uint8Array<ArrayBuffer> => {
    const bytes = readers.get(from)?.();
    if (bytes?.length !== to - from) throw new RangeError(`no panels lie from byte ${from} to ${to}`);
    return bytes;
  };
  return asBytes({ size, read, close: () => undefined });
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
  return nodes.flatMap((multiply): Product[] => {
    const [input = '', weightName = '', inputZero = '', weightZero = ''] = multiply.inputs;
    const weight = named.get(weightName);
    const cast = onlyReader(multiply.outputs[0], 'Cast');
    const scale = onlyReader(cast?.outputs[0], 'Mul');
    const scales = makers.get(scale?.inputs.find((name) => name !== cast?.outputs[0]) ?? '');
    if (multiply.op !== 'MatMulInteger' || !weight || !cast || !scale || onlyReader(scales?.outputs[0], 'Mul') !== scale) return [];
    const [rows = 0, columns = 0, ...more] = weight.dims;
    const isOfWeight = (name: string): boolean => isOneNumber(named.get(name)) || isOneAColumn(named.get(name), columns);
    const weightScale = scales?.inputs.find(isOfWeight);
    const inputScale = scales?.inputs.find((name) => name !== weightScale);
    if (!scales || weightScale === undefined || inputScale === undefined || !isOfWeight(weightZero)) return [];
    if (onlyReader(weightName, 'MatMulInteger') === undefined || more.length > 0 || columns <= PANEL) return [];
    if (inputZero === '' || rows * columns !== (weight.raw?.length ?? weight.outside?.size)) return [];
    const [output = ''] = scale.outputs;
    const isByColumn = { scale: !isOneNumber(named.get(weightScale)), zero: !isOneNumber(named.get(weightZero)) };
    const of = { input, inputScale, inputZero, weight, weightScale, weightZero, isByColumn };
    return [{ nodes: [multiply, cast, scales, scale], output, ...of, rows, columns }];
  });
}

/** One number for the whole matrix. */
function isOneNumber(weight: OnnxWeight | undefined): boolean {
  return weight?.dims.every((dim) => dim === 1) ?? false;
}

function isOneAColumn(weight: OnnxWeight | undefined, columns: number): boolean {
  return weight?.dims.length === 1 && weight.dims[0] === columns;
}

/** The product in panels, which lie at `offset`, and the columns that fill none by themselves, which follow. */
function inParts(
  { output, input, inputScale, inputZero, weight, weightScale, weightZero, isByColumn, rows, columns }: Product,
  offset: number,
): { readonly nodes: readonly OnnxNode[]; readonly weights: readonly OnnxWeight[] } {
  const name = (part: string): string => `stet/${part} of ${output}`;
  const width = wholePanels(columns);
  const rest = columns - width;
  const part = (what: string, dims: readonly number[], from: number): OnnxWeight =>
    outsideWeight(name(what), weight.type, dims, { path: PANEL_FILE, offset: from, size: dims.reduce((size, dim) => size * dim, 1) });
  const byColumn = [...(isByColumn.scale ? [weightScale] : []), ...(isByColumn.zero ? [weightZero] : [])];
  const product = (by: string, to: string): OnnxNode => {
    const own = (value: string): string => (byColumn.includes(value) ? name(`${value} for ${by}`) : value);
    const inputs = [name('rows'), by, inputScale, own(weightScale), inputZero, own(weightZero)];
    return node('MatMulIntegerToFloat', inputs, [to], {}, 'com.microsoft');
  };
  const nodes = [
    ...byColumn.flatMap((value) => [
      node('Slice', [value, name('first'), name('border'), name('first')], [name(`${value} of panels`)]),
      node('Reshape', [name(`${value} of panels`), name('by panel')], [name(`${value} for ${name('panels')}`)]),
    ]),
    node('Reshape', [input, name('flat')], [name('rows')]),
    product(name('panels'), name('products')),
    node('Transpose', [name('products')], [name('turned')], { perm: [1, 0, 2] }),
    node('Reshape', [name('turned'), name('width')], [rest === 0 ? output : name('most')]),
  ];
  const weights = [
    constant(name('flat'), TYPE.int64, [1, -1, rows], [3]),
    part('panels', [width / PANEL, rows, PANEL], offset),
    constant(name('width'), TYPE.int64, [-1, 1, width], [3]),
    ...(byColumn.length === 0
      ? []
      : [
          constant(name('first'), TYPE.int64, [0], [1]),
          constant(name('border'), TYPE.int64, [width], [1]),
          constant(name('by panel'), TYPE.int64, [width / PANEL, 1, PANEL], [3]),
        ]),
  ];
  if (rest === 0) return { nodes, weights };
  return {
    nodes: [
      ...byColumn.map((value) =>
        node('Slice', [value, name('border'), name('end'), name('first')], [name(`${value} for ${name('last columns')}`)]),
      ),
      ...nodes,
      product(name('last columns'), name('last products')),
      node('Reshape', [name('last products'), name('last width')], [name('last')]),
      node('Concat', [name('most'), name('last')], [output], { axis: 2 }),
    ],
    weights: [
      ...weights,
      part('last columns', [rows, rest], offset + rows * width),
      constant(name('last width'), TYPE.int64, [-1, 1, rest], [3]),
      ...(byColumn.length === 0 ? [] : [constant(name('end'), TYPE.int64, [columns], [1])]),
    ],
  };
}

/** Columns in whole panels. */
function wholePanels(columns: number): number {
  return columns - (columns % PANEL);
}

/** Columns that are laid out at a time: so that a row is read straight ahead, and the panels that it goes to stay in the cache. */
const STRETCH = 64 * PANEL;

/** Panel after panel, each by rows. */
function inStretches(from: Uint8Array, rows: number, columns: number): Uint8Array<ArrayBuffer> {
  const width = wholePanels(columns);
  const words = new Int32Array((rows * width) / 4);
  const line = new Int32Array(STRETCH / 4);
  const bytes = new Uint8Array(line.buffer);
  for (let first = 0; first < width; first += STRETCH) {
    const last = Math.min(first + STRETCH, width);
    for (let row = 0; row < rows; row++) {
      bytes.set(from.subarray(row * columns + first, row * columns + last));
      for (let i = 0; i < (last - first) / PANEL; i++) {
        const at = ((first / PANEL + i) * rows + row) * (PANEL / 4);
        for (let j = 0; j < PANEL / 4; j++) words[at + j] = line[i * (PANEL / 4) + j] ?? 0;
      }
    }
  }
  return new Uint8Array(words.buffer);
}

/** The columns that fill no panel, by rows. */
function lastColumns(from: Uint8Array, rows: number, columns: number): Uint8Array<ArrayBuffer> {
  const width = wholePanels(columns);
  const left = columns - width;
  const to = new Uint8Array(rows * left);
  for (let row = 0; row < rows; row++) to.set(from.subarray(row * columns + width, (row + 1) * columns), row * left);
  return to;
}
