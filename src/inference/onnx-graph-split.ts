import type { OnnxGraph, OnnxModel, OnnxNode, OnnxPort, OnnxWeight } from '#inference/onnx-graph.ts';
import { readsOf } from '#inference/onnx-graph.ts';

/** Why a decoder is run as it is: what was looked for and not found. */
export class Unrecognised extends Error {}

/** One way through a decoder: for the first step, or for those after. */
export interface Branch {
  readonly model: OnnxModel;
  /** In an order in which each comes after what it reads. */
  readonly nodes: readonly OnnxNode[];
  readonly weights: ReadonlyMap<string, OnnxWeight>;
  readonly values: readonly OnnxPort[];
  readonly inputs: ReadonlyMap<string, OnnxPort>;
  /** The file's outputs, and what they are called inside. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** The two branches of a merged decoder: an `If` on `use_cache_branch` holds them. */
export function mergedBranches(model: OnnxModel): { readonly first: Branch; readonly next: Branch } {
  const { graph } = plain(model);
  const choice = graph.nodes.find((node) => node.op === 'If' && node.inputs[0] === 'use_cache_branch');
  const next = choice?.graphs.get('then_branch');
  const first = choice?.graphs.get('else_branch');
  if (!choice || !next || !first) throw new Unrecognised('no If on use_cache_branch');
  const around = graph.nodes.filter((node) => node !== choice);
  const branch = (body: OnnxGraph): Branch => ({
    model,
    nodes: [...around, ...body.nodes],
    weights: byName([...graph.weights, ...body.weights]),
    values: [...graph.values, ...body.values],
    inputs: byName(graph.inputs),
    outputs: new Map(choice.outputs.map((name, i) => [name, body.outputs[i]?.name ?? ''])),
  });
  return { first: branch(first), next: branch(next) };
}

/** A decoder that has a file of its own. */
export function wholeBranch(model: OnnxModel): Branch {
  const { nodes, weights, values, inputs, outputs } = plain(model).graph;
  return {
    model,
    nodes,
    weights: byName(weights),
    values,
    inputs: byName(inputs),
    outputs: new Map(outputs.map(({ name }) => [name, name])),
  };
}

function plain(model: OnnxModel): OnnxModel {
  if (model.hasFunctions) throw new Unrecognised('the file has operators of its own');
  return model;
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}

/** What it takes to compute some values. */
export interface Needed {
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly OnnxWeight[];
  readonly values: readonly OnnxPort[];
  /** Inputs of the file that are read. */
  readonly inputs: readonly OnnxPort[];
}

export function neededFor(branch: Branch, values: readonly string[]): Needed {
  const makers = makersOf(branch);
  const names = new Set<string>();
  const open = [...values];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (names.has(name)) continue;
    names.add(name);
    const maker = makers.get(name);
    if (maker) open.push(...readsOf(maker));
    else if (!branch.weights.has(name) && !branch.inputs.has(name)) throw new Unrecognised(`nothing makes ${name}`);
  }
  return {
    nodes: branch.nodes.filter((node) => node.outputs.some((output) => names.has(output))),
    values: branch.values.filter((value) => names.has(value.name)),
    weights: [...branch.weights.values()].filter((weight) => names.has(weight.name)),
    inputs: [...branch.inputs.values()].filter((input) => names.has(input.name) && !branch.weights.has(input.name)),
  };
}

/** Which node makes a value. */
export function makersOf(branch: Branch): ReadonlyMap<string, OnnxNode> {
  return new Map(branch.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
}
