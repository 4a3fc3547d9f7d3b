import type { OnnxNode, OnnxWeight } from '#inference/onnx-graph.ts';
import { readsOf } from '#inference/onnx-graph.ts';
import type { ReadWeight } from '#inference/onnx-graph-panels.ts';
import type { Branch } from '#inference/onnx-graph-split.ts';
import { makersOf, Unrecognised } from '#inference/onnx-graph-split.ts';
import type { WrittenModel } from '#inference/onnx-graph-write.ts';
import { constant, node, outsideWeight, rewired, TYPE } from '#inference/onnx-graph-write.ts';
import { asBytes } from '#inference/onnx-outline.ts';
import { protobufFields } from '#tokenizers/protobuf.ts';

/** What a model calls the file of weights that were cut. */
const CUT_FILE = 'stet/cut';

/** Products that scores are made by: which of their inputs have one row or column for each token, and where in the shape it stands. */
const PRODUCTS: Readonly<Record<string, readonly (readonly [input: number, place: 'first' | 'last'])[]>> = {
  MatMul: [[1, 'last']],
  MatMulInteger: [
    [1, 'last'],
    [3, 'last'],
  ],
  MatMulNBits: [
    [1, 'first'],
    [2, 'first'],
    [3, 'first'],
  ],
};

/** What may lie between the product and the scores: operators that treat each token alike. `Slice` and `Concat` keep the first tokens where they are. */
const AFTER: ReadonlySet<string> = new Set(['Add', 'Mul', 'Cast', 'Identity', 'Slice', 'Concat']);

interface CutBranch {
  readonly branch: Branch;
  /** Reads cut weights as well as those of the file. */
  readonly read: ReadWeight;
  readonly files: WrittenModel['externalData'];
}

/**
 * A decoder that knows part of its tokens: scores are computed for `kept` only, which costs as much less as the part is smaller, and tokens go in and come
 * out by their places in it. The other scores are the same numbers. Throws Unrecognised where the file is built otherwise.
 */
export function cutBranch(branch: Branch, kept: readonly number[], tokens: number, read: ReadWeight): CutBranch {
  const { product, after } = head(branch, tokens);
  const cuts = new CutWeights(kept, tokens, read);
  const cutInput = (name: string, place: 'first' | 'last'): readonly [string, string][] => {
    const weight = branch.weights.get(name);
    const dims = weight?.dims ?? [];
    const isByToken = place === 'first' ? (dims[0] ?? 0) % tokens === 0 && dims[0] !== 0 : dims.at(-1) === tokens;
    return weight && dims.length > 0 && isByToken ? [[name, cuts.add(weight, place)]] : [];
  };
  const changed = new Map<OnnxNode, OnnxNode>();
  const own = new Map((PRODUCTS[product.op] ?? []).flatMap(([input, place]) => cutInput(product.inputs[input] ?? '', place)));
  changed.set(product, rewired(product, own, product.op === 'MatMulNBits' ? { N: kept.length } : {}));
  for (const one of after) {
    const weights = new Map(one.inputs.flatMap((name) => cutInput(name, 'last')));
    if (weights.size > 0) changed.set(one, rewired(one, weights));
  }
  const whole = new Map([['input_ids', 'stet/whole_ids']]);
  const nodes = branch.nodes.map((one) => {
    const now = changed.get(one) ?? one;
    if (!readsOf(now).includes('input_ids')) return now;
    if (now.graphs.size > 0) throw new Unrecognised('an inner graph reads the tokens');
    return rewired(now, whole);
  });
  const wide = new Set([product, ...after].flatMap(({ outputs }) => outputs));
  return {
    branch: {
      ...branch,
      nodes: [node('Gather', ['stet/kept', 'input_ids'], ['stet/whole_ids'], { axis: 0 }), ...nodes],
      weights: new Map([
        ...branch.weights,
        ...cuts.weights.map((weight) => [weight.name, weight] as const),
        ['stet/kept', constant('stet/kept', TYPE.int64, kept, [kept.length])],
      ]),
      values: branch.values.filter(({ name }) => !wide.has(name)), // what the file says of their width holds no longer
    },
    read: (weight) => cuts.read(weight),
    files: cuts.files,
  };
}

/** The product that makes the scores, and the operators between. */
function head(branch: Branch, tokens: number): { readonly product: OnnxNode; readonly after: readonly OnnxNode[] } {
  const makers = makersOf(branch);
  const after = new Set<OnnxNode>();
  const products = new Set<OnnxNode>();
  const open = [branch.outputs.get('logits') ?? ''];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const maker = makers.get(name);
    if (!maker || after.has(maker)) continue;
    const [[input, place] = [0, 'last' as const]] = PRODUCTS[maker.op] ?? [];
    const dims = branch.weights.get(maker.inputs[input] ?? '')?.dims ?? [];
    if (input > 0 && (place === 'first' ? dims[0] : dims.at(-1)) === tokens) products.add(maker);
    else if (AFTER.has(maker.op)) {
      after.add(maker);
      open.push(...maker.inputs);
    }
  }
  const [product, other] = products;
  if (!product || other) throw new Unrecognised('no single product makes the scores');
  return { product, after: [...after] };
}

/** Weights of which the rows or columns of some tokens are left: each is read and cut when it is asked for. */
class CutWeights {
  readonly #kept: readonly number[];
  readonly #tokens: number;
  readonly #readWhole: ReadWeight;
  readonly #makers = new Map<number, () => Uint8Array<ArrayBuffer>>();
  readonly weights: OnnxWeight[] = [];
  #size = 0;

  constructor(kept: readonly number[], tokens: number, readWhole: ReadWeight) {
    this.#kept = kept;
    this.#tokens = tokens;
    this.#readWhole = readWhole;
  }

  get files(): WrittenModel['externalData'] {
    if (this.#size === 0) return [];
    const read = (from: number, to: number): Uint8Array<ArrayBuffer> => {
      const bytes = this.#makers.get(from)?.();
      if (bytes?.length !== to - from) throw new RangeError(`no cut weight lies from byte ${from} to ${to}`);
      return bytes;
    };
    return [{ path: CUT_FILE, data: asBytes({ size: this.#size, read, close: () => undefined }) }];
  }

  /** The name of the cut weight. */
  add(weight: OnnxWeight, place: 'first' | 'last'): string {
    const name = `stet/cut/${weight.name}`;
    if (this.weights.some((one) => one.name === name)) return name;
    const listed = weight.raw || weight.outside ? undefined : listedBytes(weight);
    const whole = listed?.length ?? weight.raw?.length ?? weight.outside?.size ?? 0;
    const rows = place === 'first' ? 1 : weight.dims.slice(0, -1).reduce((product, dim) => product * dim, 1);
    const unit = whole / rows / this.#tokens;
    if (!Number.isInteger(unit) || unit === 0) throw new Unrecognised(`${weight.name} has no whole number of bytes a token`);
    const { length } = this.#kept;
    const first = weight.dims[0] ?? 0;
    const dims = place === 'first' ? [(first / this.#tokens) * length, ...weight.dims.slice(1)] : [...weight.dims.slice(0, -1), length];
    const size = rows * length * unit;
    this.#makers.set(this.#size, () => this.#cut(listed ?? this.#readWhole(weight), rows, unit));
    this.weights.push(outsideWeight(name, weight.type, dims, { path: CUT_FILE, offset: this.#size, size }));
    this.#size += size;
    return name;
  }

  read(weight: OnnxWeight): Uint8Array {
    const { outside } = weight;
    return (outside?.path === CUT_FILE ? this.#makers.get(outside.offset)?.() : undefined) ?? this.#readWhole(weight);
  }

  #cut(from: Uint8Array, rows: number, unit: number): Uint8Array<ArrayBuffer> {
    const { length } = this.#kept;
    const to = new Uint8Array(rows * length * unit);
    for (let row = 0; row < rows; row++) {
      const [source, target] = [row * this.#tokens * unit, row * length * unit];
      for (const [place, id] of this.#kept.entries()) {
        for (let byte = 0; byte < unit; byte++) to[target + place * unit + byte] = from[source + id * unit + byte] ?? 0;
      }
    }
    return to;
  }
}

/** Numbers that a weight lists one by one: floats as they lie in memory, whole numbers of 8 bits in groups of 7. */
function listedBytes({ name, type, bytes }: OnnxWeight): Uint8Array {
  const isByte = type === TYPE.int8 || type === TYPE.uint8;
  const wanted = type === TYPE.float32 ? 4 : isByte ? 5 : 0; // float_data, int32_data
  const list = [...protobufFields(bytes)].find(({ number }) => number === wanted)?.bytes;
  if (!list || list.length === 0) throw new Unrecognised(`${name} has no bytes of its own`);
  if (!isByte) return list;
  const found: number[] = [];
  for (let at = 0; at < list.length;) {
    const [low = 0, high = 0] = list.subarray(at, at + 2);
    found.push(low < 128 ? low : (low & 127) | ((high & 1) << 7));
    while ((list[at] ?? 0) >= 128) at++;
    at++;
  }
  return Uint8Array.from(found);
}
