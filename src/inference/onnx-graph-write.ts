import type { OnnxGraph, OnnxModel, OnnxNode, OnnxPort, OnnxWeight, WeightPlace } from '#inference/onnx-graph.ts';
import type { Parts } from '#inference/protobuf-write.ts';
import { field, integer, joined, message, text } from '#inference/protobuf-write.ts';
import { protobufFields } from '#tokenizers/protobuf.ts';
import { decodeUtf8 } from '#tokenizers/utf8.ts';

/** `TensorProto.DataType` of what is made or looked into here. */
export const TYPE = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

/** Value of a node's attribute; whole numbers are ints. */
type Attribute = number | readonly number[] | OnnxGraph;

/** Weights of at least this many bytes stay in their file. */
export const LEFT_OUTSIDE = 1024;

/** A model as bytes, with the large weights left where they are. */
export interface WrittenModel {
  readonly bytes: Uint8Array;
  /** The files that those weights lie in, by the names that the model has for them; empty where there are none. */
  readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[];
}

const WEIGHT_FILE = 'weights';

/**
 * Writes a model whose weights are views of `file`. ONNX Runtime reads a large weight straight from there to the place it computes with, so the
 * model needs memory for its weights once and not three times.
 */
export function writeOnnxModel(model: OnnxModel, file: Uint8Array): WrittenModel {
  let isOutside = false;
  const weight = ({ bytes, raw }: OnnxWeight): Parts => {
    if (raw === undefined || raw.length < LEFT_OUTSIDE || raw.buffer !== file.buffer) return [bytes];
    isOutside = true;
    const kept = [...protobufFields(bytes)].filter(({ number }) => number !== 9);
    return [
      ...kept.map(({ number, value, bytes: inner }) => (inner.length > 0 ? field(number, inner) : integer(number, value))),
      ...placeOf({ path: WEIGHT_FILE, offset: raw.byteOffset - file.byteOffset, size: raw.length }),
    ];
  };
  const parts: Parts = [
    integer(1, model.irVersion),
    text(2, 'stet'),
    ...model.operatorSets.map((set) => field(8, set)),
    message(7, graphParts(model.graph, weight)),
  ];
  return { bytes: joined(parts), externalData: isOutside ? [{ path: WEIGHT_FILE, data: file }] : [] };
}

/** The fields of a TensorProto that say where it lies outside its model. */
export function placeOf({ path, offset, size }: WeightPlace): Parts {
  const entry = (key: string, value: string): Parts => message(13, [text(1, key), text(2, value)]);
  return [entry('location', path), entry('offset', String(offset)), entry('length', String(size)), integer(14, 1)];
}

function graphParts(graph: OnnxGraph, weight: (one: OnnxWeight) => Parts): Parts {
  return [
    ...graph.nodes.map((node) => field(1, node.bytes)),
    text(2, 'graph'),
    ...graph.weights.map((one) => message(5, weight(one))),
    ...graph.inputs.map((port) => field(11, port.bytes)),
    ...graph.outputs.map((port) => field(12, port.bytes)),
    ...graph.values.map((port) => field(13, port.bytes)),
  ];
}

/** A node, of ONNX's own operators where no other domain is named. Its name is its first output's. */
export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  domain = '',
): OnnxNode {
  const graphs = new Map<string, OnnxGraph>();
  const written = Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'number') return message(5, [text(1, name), integer(3, value), integer(20, 2)]);
    if (Array.isArray(value)) return message(5, [text(1, name), ...value.map((one: number) => integer(8, one)), integer(20, 7)]);
    const graph = value as OnnxGraph; // what is left: Array.isArray does not narrow readonly arrays
    graphs.set(name, graph);
    return message(5, [
      text(1, name),
      message(
        6,
        graphParts(graph, ({ bytes }) => [bytes]),
      ),
      integer(20, 5),
    ]);
  });
  const bytes = joined([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(3, `stet/${outputs[0] ?? op}`),
    text(4, op),
    ...written,
    ...(domain === '' ? [] : [text(7, domain)]),
  ]);
  return { op, inputs, outputs, graphs, bytes };
}

/** The same node with some inputs under other names, and some whole-numbered attributes with other values. */
export function rewired(one: OnnxNode, names: ReadonlyMap<string, string>, numbers: Readonly<Record<string, number>> = {}): OnnxNode {
  const isChanged = (attribute: Uint8Array): boolean =>
    [...protobufFields(attribute)].some(({ number, bytes }) => number === 1 && decodeUtf8(bytes) in numbers);
  const inputs = one.inputs.map((name) => names.get(name) ?? name);
  const kept = [...protobufFields(one.bytes)].filter(({ number, bytes }) => number !== 1 && !(number === 5 && isChanged(bytes)));
  const bytes = joined([
    ...inputs.map((name) => text(1, name)),
    ...kept.map(({ number, bytes: inner }) => field(number, inner)), // all fields of a node have a length
    ...Object.entries(numbers).map(([name, value]) => message(5, [text(1, name), integer(3, value), integer(20, 2)])),
  ]);
  return { ...one, inputs, bytes };
}

/** An input or output; a dimension is its size or its name, no dimensions mean that the shape is not known. */
export function port(name: string, type: number, dims?: readonly (number | string)[]): OnnxPort {
  const shape = dims?.map((dim) => message(1, [typeof dim === 'number' ? integer(1, dim) : text(2, dim)]));
  const tensor = [integer(1, type), ...(shape === undefined ? [] : [message(2, shape)])];
  return { name, type, dims: dims ?? [], bytes: joined([text(1, name), message(2, [message(1, tensor)])]) };
}

/** The same input or output under another name. */
export function renamed({ type, dims, bytes }: OnnxPort, name: string): OnnxPort {
  const kept = [...protobufFields(bytes)].filter(({ number }) => number !== 1);
  return { name, type, dims, bytes: joined([text(1, name), ...kept.map((one) => field(one.number, one.bytes))]) };
}

/** A constant of int64 or bool values; without dimensions, one value. */
export function constant(
  name: string,
  type: typeof TYPE.int64 | typeof TYPE.bool,
  values: readonly number[],
  dims: readonly number[],
): OnnxWeight {
  const raw = type === TYPE.bool ? Uint8Array.from(values) : new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return tensor(name, type, dims, raw);
}

/** A constant float32 zero of no use but its type. */
export function zero(name: string): OnnxWeight {
  return tensor(name, TYPE.float32, [1], new Uint8Array(4));
}

/** A constant of these bytes. */
export function tensor(name: string, type: number, dims: readonly number[], raw: Uint8Array): OnnxWeight {
  return { name, type, dims, raw, bytes: joined([...dims.map((dim) => integer(1, dim)), integer(2, type), text(8, name), field(9, raw)]) };
}

/** A weight that lies in a file beside the model. */
export function outsideWeight(name: string, type: number, dims: readonly number[], outside: WeightPlace): OnnxWeight {
  return {
    name,
    type,
    dims,
    outside,
    bytes: joined([...dims.map((dim) => integer(1, dim)), integer(2, type), text(8, name), ...placeOf(outside)]),
  };
}

/** Domains of operators beside ONNX's own, made sure of in a model's list. */
export function withDomain(operatorSets: readonly Uint8Array[], domain: string): readonly Uint8Array[] {
  const has = operatorSets.some((set) =>
    [...protobufFields(set)].some(({ number, bytes }) => number === 1 && decodeUtf8(bytes) === domain),
  );
  return has ? operatorSets : [...operatorSets, joined([text(1, domain), integer(2, 1)])];
}
