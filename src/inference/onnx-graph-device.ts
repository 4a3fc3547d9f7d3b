import { protobufFields } from '#tokenizers/protobuf.ts';
import type { OnnxModel, OnnxNode, OnnxPort } from '#inference/onnx-graph.ts';
import { cacheNames } from '#inference/onnx-decoder.ts';
import { cutBranch } from '#inference/onnx-graph-cut.ts';
import type { ReadWeight } from '#inference/onnx-graph-panels.ts';
import type { Branch } from '#inference/onnx-graph-split.ts';
import { neededFor, Unrecognised } from '#inference/onnx-graph-split.ts';
import type { DecoderFiles, DecoderShape } from '#inference/onnx-graph-steps.ts';
import { branches, bridge, tokensOf } from '#inference/onnx-graph-steps.ts';
import type { WrittenModel } from '#inference/onnx-graph-write.ts';
import { constant, node, port, renamed, TYPE, writeOnnxModel } from '#inference/onnx-graph-write.ts';

/** The decoder in three models without control flow, as a graphics processor runs them. */
export interface DeviceDecoder {
  /** From the encoder's states to the keys and values that every step looks at; named as the decoder's outputs. */
  readonly bridge: WrittenModel;
  /** One step with the choice of the token; see `step`. */
  readonly step: WrittenModel;
  /** Rows of as many tensors as the decoder has keys and values: `rows`, `all.0` … in, `picked.0` … out. */
  readonly pick: WrittenModel;
  /** Tokens that a step gives scores to. */
  readonly tokens: number;
}

/** Takes a decoder apart for a device. Of tokens, `kept` are left, where they are named. Throws Unrecognised where the file is built otherwise. */
export function deviceDecoder(files: DecoderFiles, shape: DecoderShape, read: ReadWeight, kept?: readonly number[]): DeviceDecoder {
  const { first, next } = branches(files);
  const nextFile = files.next ?? files.first;
  const cut = kept && cutBranch(next, kept, tokensOf(next), read);
  const written = writeOnnxModel(step(cut?.branch ?? next, shape), nextFile);
  return {
    bridge: writeOnnxModel(bridge(first, shape), files.first),
    step: { ...written, externalData: [...written.externalData, ...(cut?.files ?? [])] },
    pick: writeOnnxModel(pick(next, shape), nextFile),
    tokens: kept?.length ?? tokensOf(next),
  };
}

/**
 * One step. In: the decoder's own inputs, `bans` what is added to each token's score (0, or minus infinity), `forced` a token for each row. Out: the grown
 * cache; `best`, the likeliest token that is not banned, and `best_log_probs`; `forced_log_probs` of the tokens given; `scores` as the model gives them, in
 * float32. Which token is taken is decided outside: so every operator is one that devices have, and `best` can be given to the next step where it lies.
 */
function step(branch: Branch, { layers }: DecoderShape): OnnxModel {
  const logits = branch.outputs.get('logits') ?? '';
  const own = cacheNames(layers, 'decoder', 'past');
  const grown = cacheNames(layers, 'decoder', 'present');
  const insideOf = (name: string): string => branch.outputs.get(name) ?? '';
  const needed = neededFor(branch, [logits, ...grown.map(insideOf)]);
  const known = new Set([...own, ...cacheNames(layers, 'encoder', 'past'), 'input_ids', 'encoder_attention_mask']);
  const foreign = needed.inputs.find((input) => !known.has(input.name));
  if (foreign) throw new Unrecognised(`a step depends on ${foreign.name}`);
  const absent = ['input_ids', ...own].find((name) => !needed.inputs.some((input) => input.name === name));
  if (absent !== undefined) throw new Unrecognised(`a step does not read ${absent}`);
  const { outputs } = branch.model.graph;
  const typeOf = (name: string): number => outputs.find((output) => output.name === name)?.type ?? TYPE.float32;
  const isFloat = typeOf('logits') === TYPE.float32;
  const reduced = reducer(branch.model);
  return {
    ...branch.model,
    graph: {
      nodes: [
        ...needed.nodes,
        ...grown.flatMap((name) => (insideOf(name) === name ? [] : [node('Identity', [insideOf(name)], [name])])),
        node('Reshape', [logits, 'stet/rows'], [isFloat ? 'scores' : 'stet/scores_small']),
        ...(isFloat ? [] : [node('Cast', ['stet/scores_small'], ['scores'], { to: TYPE.float32 })]),
        node('Add', ['scores', 'bans'], ['stet/allowed']),
        node('ArgMax', ['stet/allowed'], ['best'], { axis: 1, keepdims: 1 }),
        reduced('ReduceMax', 'stet/allowed', 'stet/best_score'),
        // The logarithm of softmax in operators that every device has.
        reduced('ReduceMax', 'scores', 'stet/most'),
        node('Sub', ['scores', 'stet/most'], ['stet/below']),
        node('Exp', ['stet/below'], ['stet/shares']),
        reduced('ReduceSum', 'stet/shares', 'stet/sum'),
        node('Log', ['stet/sum'], ['stet/log_sum']),
        node('Add', ['stet/most', 'stet/log_sum'], ['stet/total']),
        node('Sub', ['stet/best_score', 'stet/total'], ['best_log_probs']),
        node('GatherElements', ['scores', 'forced'], ['stet/forced_score'], { axis: 1 }),
        node('Sub', ['stet/forced_score', 'stet/total'], ['forced_log_probs']),
      ],
      weights: [...needed.weights, constant('stet/rows', TYPE.int64, [0, -1], [2]), constant('stet/last', TYPE.int64, [1], [1])],
      values: needed.values,
      inputs: [...needed.inputs, port('bans', TYPE.float32, ['tokens']), port('forced', TYPE.int64, ['batch_size', 1])],
      outputs: [
        ...grown.map((name) => named(outputs, name)),
        port('best', TYPE.int64, ['batch_size', 1]),
        port('best_log_probs', TYPE.float32, ['batch_size', 1]),
        port('forced_log_probs', TYPE.float32, ['batch_size', 1]),
        port('scores', TYPE.float32, ['batch_size', 'tokens']),
      ],
    },
  };
}

function pick(branch: Branch, { layers }: DecoderShape): OnnxModel {
  const places = cacheNames(layers, 'decoder', 'present').map((name, i) => ({ type: named(branch.model.graph.outputs, name).type, i }));
  return {
    ...branch.model,
    graph: {
      nodes: places.map(({ i }) => node('Gather', [`all.${i}`, 'rows'], [`picked.${i}`], { axis: 0 })),
      weights: [],
      values: [],
      inputs: [
        port('rows', TYPE.int64, ['rows']),
        ...places.map(({ type, i }) => port(`all.${i}`, type, ['all', 'heads', 'length', 'size'])),
      ],
      outputs: places.map(({ type, i }) => port(`picked.${i}`, type, ['rows', 'heads', 'length', 'size'])),
    },
  };
}

function named(ports: readonly OnnxPort[], name: string): OnnxPort {
  const found = ports.find((one) => one.name === name);
  if (!found) throw new Unrecognised(`the decoder gives no ${name}`);
  return renamed(found, name);
}

/** Which version of ONNX's operators takes the axes of a reduction as an input; before, they are an attribute. */
const AXES_GIVEN = { ReduceMax: 18, ReduceSum: 13 } as const;

function reducer(model: OnnxModel): (op: keyof typeof AXES_GIVEN, input: string, output: string) => OnnxNode {
  const version = Math.max(...model.operatorSets.map(ownVersion));
  return (op, input, output) =>
    version >= AXES_GIVEN[op]
      ? node(op, [input, 'stet/last'], [output], { keepdims: 1 })
      : node(op, [input], [output], { axes: [1], keepdims: 1 });
}

/** The version of an OperatorSetIdProto that names ONNX's own operators; 0 of another's. */
function ownVersion(set: Uint8Array): number {
  let version = 0;
  for (const { number, value, bytes } of protobufFields(set)) {
    if (number === 1 && bytes.length > 0) return 0;
    if (number === 2) version = value;
  }
  return version;
}
