import type { OnnxModel, OnnxNode, OnnxPort } from '#inference/onnx-graph.ts';
import { readOnnxModel, readsOf } from '#inference/onnx-graph.ts';
import type { Branch, Needed } from '#inference/onnx-graph-split.ts';
import { cacheNames } from '#inference/onnx-decoder.ts';
import { cutBranch } from '#inference/onnx-graph-cut.ts';
import type { ReadWeight } from '#inference/onnx-graph-panels.ts';
import { inPanels } from '#inference/onnx-graph-panels.ts';
import { makersOf, mergedBranches, neededFor, Unrecognised, wholeBranch } from '#inference/onnx-graph-split.ts';
import type { WrittenModel } from '#inference/onnx-graph-write.ts';
import { constant, node, port, renamed, TYPE, withDomain, writeOnnxModel, zero } from '#inference/onnx-graph-write.ts';

export interface DecoderShape {
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  readonly endIds: readonly number[];
}

/** A decoder's files: the first is the merged one, where there is no second. */
export interface DecoderFiles {
  readonly first: Uint8Array;
  readonly next?: Uint8Array;
}

/** The two ways through a decoder: for the first step, and for those after. */
export function branches({ first, next }: DecoderFiles): { readonly first: Branch; readonly next: Branch } {
  if (!next) return mergedBranches(readOnnxModel(first));
  return { first: wholeBranch(readOnnxModel(first)), next: wholeBranch(readOnnxModel(next)) };
}

/** The decoder in two models that share no weights. */
export interface SplitDecoder {
  /** From the encoder's states to the keys and values that every step looks at; named as the decoder's outputs. */
  readonly bridge: WrittenModel;
  /** Some steps at once; see `steps`. */
  readonly steps: WrittenModel;
  /** Tokens that a step gives scores to. */
  readonly tokens: number;
}

/**
 * Takes a decoder apart at load: what depends on the source alone is computed once, and the step is put into a `Loop` with the choice of the token, so
 * that caches and scores stay where they are computed; the weights of its 8-bit products are laid out for one token a row. The step after a cache of
 * length zero is the first step; so the weights are needed once. `read` is asked for weights of the steps when they are opened.
 * Of tokens, `kept` are left, where they are named; `shape` then tells ends by their places among them. Throws Unrecognised where the file is built otherwise.
 */
export function splitDecoder(files: DecoderFiles, shape: DecoderShape, read: ReadWeight, kept?: readonly number[]): SplitDecoder {
  const { first, next: whole } = branches(files);
  const cut = kept && cutBranch(whole, kept, tokensOf(whole), read);
  const { model, panels } = steps(cut?.branch ?? whole, shape, cut?.read ?? read);
  const written = writeOnnxModel(model, files.next ?? files.first);
  return {
    bridge: writeOnnxModel(bridge(first, shape), files.first),
    steps: { ...written, externalData: [...written.externalData, ...(cut?.files ?? []), ...panels] },
    tokens: kept?.length ?? tokensOf(whole),
  };
}

/** The last dimension of the scores. */
export function tokensOf(branch: Branch): number {
  const tokens = branch.model.graph.outputs.find((output) => output.name === 'logits')?.dims.at(-1);
  if (typeof tokens !== 'number') throw new Unrecognised('the number of tokens is not fixed');
  return tokens;
}

/** Keys and values of the encoder's states. The exported graph asks the decoder's own states for the batch size; here the states say it. */
export function bridge(branch: Branch, { layers, heads, headSize }: DecoderShape): OnnxModel {
  const makers = makersOf(branch);
  const through = (name: string): string => {
    const maker = makers.get(name);
    return maker?.op === 'Identity' ? through(maker.inputs[0] ?? '') : name;
  };
  const names = cacheNames(layers, 'encoder', 'present');
  const projected = names.map((name) => {
    const last = makers.get(through(branch.outputs.get(name) ?? ''));
    const turned = last?.op === 'Cast' ? makers.get(through(last.inputs[0] ?? '')) : last; // of a half-precision file with whole outputs
    const split = turned?.op === 'Transpose' ? makers.get(through(turned.inputs[0] ?? '')) : undefined;
    const data = split?.op === 'Reshape' ? split.inputs[0] : undefined;
    if (data === undefined) throw new Unrecognised(`${name} is no transposed reshape`);
    return data;
  });
  const needed = neededFor(branch, projected);
  const other = needed.inputs.find((input) => input.name !== 'encoder_hidden_states');
  if (other) throw new Unrecognised(`the keys and values of the source depend on ${other.name}`);
  const types = new Map(branch.model.graph.outputs.map((output) => [output.name, output.type]));
  return {
    ...branch.model,
    graph: {
      nodes: [
        ...needed.nodes,
        ...names.flatMap((name, i) => [
          node('Reshape', [projected[i] ?? '', 'stet/heads'], [`stet/${name}`]),
          node('Transpose', [`stet/${name}`], [`stet/turned/${name}`], { perm: [0, 2, 1, 3] }),
          node('Cast', [`stet/turned/${name}`], [name], { to: types.get(name) ?? TYPE.float32 }), // of what has that type already it is taken out
        ]),
      ],
      weights: [...needed.weights, constant('stet/heads', TYPE.int64, [0, 0, heads, headSize], [4])],
      values: needed.values,
      inputs: needed.inputs,
      outputs: names.map((name) => port(name, types.get(name) ?? TYPE.float32)),
    },
  };
}

/**
 * Up to `count` steps. In: `ids` the last tokens, `ended` rows that have come to their end, `bans` what is added to each token's score (0, or minus
 * infinity), `forced` for each step and row a token to be taken whatever the scores say, or -1. Out: `chosen` and `log_probs` of each step, `all_ended`, and
 * the scores of the last step as the model gives them (`logits`). It stops early when all rows have ended.
 */
function steps(
  branch: Branch,
  { layers, endIds }: DecoderShape,
  read: ReadWeight,
): { readonly model: OnnxModel; readonly panels: WrittenModel['externalData'] } {
  const logits = branch.outputs.get('logits') ?? '';
  const own = cacheNames(layers, 'decoder', 'past');
  const grown = cacheNames(layers, 'decoder', 'present').map((name) => branch.outputs.get(name) ?? '');
  const { needed, files: panels } = inPanels(neededFor(branch, [logits, ...grown]), read);
  const given = new Map(needed.inputs.map((input) => [input.name, input]));
  const known = new Set([...own, ...cacheNames(layers, 'encoder', 'past'), 'input_ids', 'encoder_attention_mask', 'encoder_hidden_states']);
  const foreign = needed.inputs.find((input) => !known.has(input.name));
  if (foreign) throw new Unrecognised(`a step depends on ${foreign.name}`);
  const ids = given.get('input_ids');
  const ownPorts = own.map((name) => given.get(name));
  if (!ids || ownPorts.some((one) => one === undefined)) throw new Unrecognised('a step does not read its cache');
  const carried = ownPorts.filter((one): one is OnnxPort => one !== undefined);
  if (carried.some((one) => one.type !== TYPE.float32 && one.type !== TYPE.float16)) throw new Unrecognised('the cache is not of floats');

  const { inside, outside } = placed(needed, new Set(['input_ids', ...own, ...cacheNames(layers, 'encoder', 'past')]));
  const isFloat = branch.model.graph.outputs.find((output) => output.name === 'logits')?.type === TYPE.float32;
  const ends = endIds.map((_, i) => ({ id: `stet/end${i}`, is: `stet/is_end${i}`, so: `stet/so_far${i}` }));
  const body = {
    nodes: [
      ...inside,
      node('Reshape', [logits, 'stet/rows'], [isFloat ? 'stet/logits' : 'stet/logits_small']),
      ...(isFloat ? [] : [node('Cast', ['stet/logits_small'], ['stet/logits'], { to: TYPE.float32 })]),
      node('Add', ['stet/logits', 'bans'], ['stet/allowed']),
      node('ArgMax', ['stet/allowed'], ['stet/best'], { axis: 1, keepdims: 1 }),
      node('Gather', ['forced', 'stet/iteration'], ['stet/forced'], { axis: 0 }),
      node('Less', ['stet/forced', 'stet/zero'], ['stet/free']),
      node('Where', ['stet/free', 'stet/best', 'stet/forced'], ['stet/next']),
      node('LogSoftmax', ['stet/logits'], ['stet/all_log_probs'], { axis: 1 }),
      node('GatherElements', ['stet/all_log_probs', 'stet/next'], ['stet/log_probs'], { axis: 1 }),
      ...ends.flatMap(({ id, is, so }, i) => [
        node('Equal', ['stet/next', id], [is]),
        node('Or', [is, ends[i - 1]?.so ?? 'stet/ended'], [so]),
      ]),
      node('Cast', [ends.at(-1)?.so ?? 'stet/ended'], ['stet/ended_number'], { to: TYPE.int32 }),
      node('ReduceMin', ['stet/ended_number'], ['stet/all_ended_number'], { keepdims: 0 }),
      node('Cast', ['stet/all_ended_number'], ['stet/all_ended'], { to: TYPE.bool }),
      node('Not', ['stet/all_ended'], ['stet/go_on']),
      node('Identity', [ends.at(-1)?.so ?? 'stet/ended'], ['stet/ended_out']),
      node('Identity', ['stet/all_ended'], ['stet/all_ended_out']),
      node('Identity', ['stet/next'], ['stet/chosen']),
    ],
    weights: [],
    values: needed.values, // the runtime merges operators by the shapes that these tell: without them the arithmetic would differ in its last digit
    inputs: [
      port('stet/iteration', TYPE.int64, []),
      port('stet/condition', TYPE.bool, []),
      ids,
      port('stet/ended', TYPE.bool, ['batch_size', 1]),
      port('stet/all_ended_in', TYPE.bool, []),
      port('stet/logits_in', TYPE.float32),
      ...carried,
    ],
    outputs: [
      port('stet/go_on', TYPE.bool, []),
      port('stet/next', TYPE.int64, ['batch_size', 1]),
      port('stet/ended_out', TYPE.bool, ['batch_size', 1]),
      port('stet/all_ended_out', TYPE.bool, []),
      port('stet/logits', TYPE.float32),
      ...grown.map((name, i) => port(name, carried[i]?.type ?? TYPE.float32)),
      port('stet/chosen', TYPE.int64, ['batch_size', 1]),
      port('stet/log_probs', TYPE.float32, ['batch_size', 1]),
    ],
  };
  const outputs = [
    port('last_ids', TYPE.int64),
    port('ended_now', TYPE.bool),
    port('all_ended', TYPE.bool),
    port('logits', TYPE.float32),
    ...cacheNames(layers, 'decoder', 'present').map((name, i) => port(name, carried[i]?.type ?? TYPE.float32)),
    port('chosen', TYPE.int64),
    port('log_probs', TYPE.float32),
  ];
  const started = ['count', 'stet/true', 'ids', 'ended', 'stet/false', 'stet/no_logits', ...own.map((name) => `own.${name}`)];
  const model = {
    ...branch.model,
    operatorSets: withDomain(branch.model.operatorSets, 'com.microsoft'),
    graph: {
      nodes: [
        ...outside,
        node(
          'Loop',
          started,
          outputs.map(({ name }) => name),
          { body },
        ),
      ],
      weights: [
        ...needed.weights,
        constant('stet/rows', TYPE.int64, [0, -1], [2]),
        constant('stet/zero', TYPE.int64, [0], []),
        constant('stet/true', TYPE.bool, [1], []),
        constant('stet/false', TYPE.bool, [0], []),
        zero('stet/no_logits'),
        ...ends.map(({ id }, i) => constant(id, TYPE.int64, [endIds[i] ?? 0], [])),
      ],
      inputs: [
        port('count', TYPE.int64, []),
        renamed(ids, 'ids'),
        port('ended', TYPE.bool, ['batch_size', 1]),
        port('bans', TYPE.float32, ['tokens']),
        port('forced', TYPE.int64, ['count', 'batch_size', 1]),
        ...needed.inputs.filter((input) => input.name !== 'input_ids' && !own.includes(input.name)),
        ...carried.map((one) => renamed(one, `own.${one.name}`)),
      ],
      values: [],
      outputs,
    },
  };
  return { model, panels };
}

/**
 * Which nodes belong into the loop. What is the same in each step but hangs on the batch is computed before; constants stay beside their readers, where
 * the runtime can merge them with the operators they belong to.
 */
function placed(
  { nodes, inputs }: Needed,
  varying: Set<string>,
): { readonly inside: readonly OnnxNode[]; readonly outside: readonly OnnxNode[] } {
  const batch = new Set(inputs.map((input) => input.name).filter((name) => !varying.has(name)));
  const inside: OnnxNode[] = [];
  const outside: OnnxNode[] = [];
  const constants: OnnxNode[] = [];
  for (const one of nodes) {
    const reads = readsOf(one);
    const kind = [varying, batch].find((names) => reads.some((name) => names.has(name)));
    for (const output of one.outputs) kind?.add(output);
    (kind === varying ? inside : kind === batch ? outside : constants).push(one);
  }
  const wanted = new Set(outside.flatMap(readsOf));
  for (const one of constants.toReversed()) {
    const isWanted = one.outputs.some((output) => wanted.has(output));
    if (isWanted) for (const name of readsOf(one)) wanted.add(name);
    (isWanted ? outside : inside).unshift(one);
  }
  return { inside, outside };
}
