import { protobufFields } from '#tokenizers/protobuf.ts';
import { decodeUtf8 } from '#tokenizers/utf8.ts';

/** An operator of a graph. `bytes` is its NodeProto as it stands in the file. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Bodies of `If` and `Loop`, by the attribute's name. */
  readonly graphs: ReadonlyMap<string, OnnxGraph>;
  readonly bytes: Uint8Array;
}

/** Where a weight lies that is not in the model's own file. */
export interface WeightPlace {
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

/** A TensorProto that the file holds. `raw` is the part that `raw_data` is, where the weight has one; `outside` is where it lies else. */
export interface OnnxWeight {
  readonly name: string;
  /** `TensorProto.DataType`. */
  readonly type: number;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
  readonly raw?: Uint8Array;
  readonly outside?: WeightPlace;
}

/** An input or output: a ValueInfoProto and its `TensorProto.DataType`. */
export interface OnnxPort {
  readonly name: string;
  readonly type: number;
  /** A size, or a name where it is not fixed. */
  readonly dims: readonly (number | string)[];
  readonly bytes: Uint8Array;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly OnnxWeight[];
  /** What the file says of the types and shapes between nodes. */
  readonly values: readonly OnnxPort[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

export interface OnnxModel {
  readonly irVersion: number;
  /** OperatorSetIdProtos as they stand. */
  readonly operatorSets: readonly Uint8Array[];
  readonly graph: OnnxGraph;
  /** Operators of the file's own making: nothing here carries them over. */
  readonly hasFunctions: boolean;
}

const EMPTY: OnnxGraph = { nodes: [], weights: [], values: [], inputs: [], outputs: [] };

/**
 * The structure of an ONNX file (field numbers of onnx.proto, IR version 10). Weights stay where they are: everything is a view of `file`. Throws a
 * RangeError for bytes that are no protobuf message.
 */
export function readOnnxModel(file: Uint8Array): OnnxModel {
  let irVersion = 0;
  const operatorSets: Uint8Array[] = [];
  let graph = EMPTY;
  let hasFunctions = false;
  for (const { number, value, bytes } of protobufFields(file)) {
    if (number === 1) irVersion = value;
    else if (number === 7) graph = readGraph(bytes);
    else if (number === 8) operatorSets.push(bytes);
    else if (number === 25) hasFunctions = true;
  }
  return { irVersion, operatorSets, graph, hasFunctions };
}

function readGraph(message: Uint8Array): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const weights: OnnxWeight[] = [];
  const values: OnnxPort[] = [];
  const inputs: OnnxPort[] = [];
  const outputs: OnnxPort[] = [];
  for (const { number, bytes } of protobufFields(message)) {
    if (number === 1) nodes.push(readNode(bytes));
    else if (number === 5) weights.push(readWeight(bytes));
    else if (number === 11) inputs.push(readPort(bytes));
    else if (number === 12) outputs.push(readPort(bytes));
    else if (number === 13) values.push(readPort(bytes));
  }
  return { nodes, weights, values, inputs, outputs };
}

function readNode(message: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const graphs = new Map<string, OnnxGraph>();
  let op = '';
  for (const { number, bytes } of protobufFields(message)) {
    if (number === 1) inputs.push(decodeUtf8(bytes));
    else if (number === 2) outputs.push(decodeUtf8(bytes));
    else if (number === 4) op = decodeUtf8(bytes);
    else if (number === 5) readBodies(bytes, graphs);
  }
  return { op, inputs, outputs, graphs, bytes: message };
}

function readBodies(attribute: Uint8Array, graphs: Map<string, OnnxGraph>): void {
  let name = '';
  for (const { number, bytes } of protobufFields(attribute)) {
    if (number === 1) name = decodeUtf8(bytes);
    else if (number === 6) graphs.set(name, readGraph(bytes));
    else if (number === 11) graphs.set(`${name} ${graphs.size}`, readGraph(bytes));
  }
}

function readWeight(message: Uint8Array): OnnxWeight {
  let name = '';
  let type = 0;
  const dims: number[] = [];
  let raw: Uint8Array | undefined;
  const entries = new Map<string, string>();
  for (const { number, value, bytes } of protobufFields(message)) {
    if (number === 1) dims.push(...(bytes.length > 0 ? packed(bytes) : [value]));
    else if (number === 2) type = value;
    else if (number === 8) name = decodeUtf8(bytes);
    else if (number === 9) raw = bytes;
    else if (number === 13) entries.set(...readEntry(bytes));
  }
  const path = entries.get('location');
  const outside =
    path === undefined ? undefined : { path, offset: Number(entries.get('offset') ?? 0), size: Number(entries.get('length')) };
  return { name, type, dims, bytes: message, ...(raw === undefined ? {} : { raw }), ...(outside === undefined ? {} : { outside }) };
}

function readEntry(message: Uint8Array): [key: string, value: string] {
  const entry: [string, string] = ['', ''];
  for (const { number, bytes } of protobufFields(message)) if (number === 1 || number === 2) entry[number - 1] = decodeUtf8(bytes);
  return entry;
}

/** Numbers written one after another. */
function packed(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte > 127) continue;
    numbers.push(value);
    value = 0;
    scale = 1;
  }
  return numbers;
}

function readPort(message: Uint8Array): OnnxPort {
  let name = '';
  let type = 0;
  let dims: readonly (number | string)[] = [];
  for (const { number, bytes } of protobufFields(message)) {
    if (number === 1) name = decodeUtf8(bytes);
    if (number !== 2) continue;
    for (const kind of protobufFields(bytes)) {
      if (kind.number !== 1) continue; // no tensor
      for (const part of protobufFields(kind.bytes)) {
        if (part.number === 1) type = part.value;
        else if (part.number === 2) dims = Array.from(protobufFields(part.bytes), (dim) => readDimension(dim.bytes));
      }
    }
  }
  return { name, type, dims, bytes: message };
}

function readDimension(message: Uint8Array): number | string {
  let found: number | string = '';
  for (const { number, value, bytes } of protobufFields(message)) {
    if (number === 1) found = value;
    else if (number === 2) found = decodeUtf8(bytes);
  }
  return found;
}

/** Every name a node reads: its inputs, and what the graphs inside it take from around them. */
export function readsOf(node: OnnxNode): readonly string[] {
  const names = node.inputs.filter((name) => name !== '');
  for (const graph of node.graphs.values()) {
    const own = new Set([...graph.inputs, ...graph.weights].map((one) => one.name));
    for (const inner of graph.nodes) for (const name of inner.outputs) own.add(name);
    const reads = [...graph.nodes.flatMap(readsOf), ...graph.outputs.map((output) => output.name)];
    names.push(...reads.filter((name) => !own.has(name)));
  }
  return names;
}
