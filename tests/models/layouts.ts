import { readOnnxModel } from '#inference/onnx-graph.ts';
import type { Branch } from '#inference/onnx-graph-split.ts';
import { mergedBranches, neededFor } from '#inference/onnx-graph-split.ts';
import { node, renamed, writeOnnxModel } from '#inference/onnx-graph-write.ts';

type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** The same model with two decoders, one for the first step, as Optimum exports it where it does not merge them. */
export function withTwoDecoders(files: Files, { keepsStates }: { readonly keepsStates: boolean }): Files {
  const [path = '', merged = new Uint8Array(0)] = [...files].find(([name]) => /decoder_model_merged[^/]*\.onnx$/u.test(name)) ?? [];
  const { first, next } = mergedBranches(readOnnxModel(merged));
  const made = new Map(files);
  made.delete(path);
  made.set(
    path.replace('_merged', ''),
    alone(first, () => true, ['encoder_hidden_states']),
  );
  const extra = keepsStates ? ['encoder_hidden_states'] : [];
  made.set(
    path.replace('decoder_model_merged', 'decoder_with_past_model'),
    alone(next, (name) => !name.includes('.encoder.'), extra),
  );
  return made;
}

/** One branch as a file of its own, with these outputs; some exports keep inputs that nothing reads. */
function alone(branch: Branch, isWanted: (output: string) => boolean, kept: readonly string[]): Uint8Array<ArrayBuffer> {
  const outputs = branch.model.graph.outputs.filter(({ name }) => isWanted(name));
  const insideOf = (name: string): string => branch.outputs.get(name) ?? '';
  const needed = neededFor(
    branch,
    outputs.map(({ name }) => insideOf(name)),
  );
  const more = [...branch.inputs.values()].filter(({ name }) => kept.includes(name) && !needed.inputs.some((input) => input.name === name));
  const named = outputs.flatMap(({ name }) => (insideOf(name) === name ? [] : [node('Identity', [insideOf(name)], [name])]));
  const graph = {
    ...needed,
    nodes: [...needed.nodes, ...named],
    inputs: [...needed.inputs, ...more],
    outputs: outputs.map((output) => renamed(output, output.name)),
  };
  return new Uint8Array(writeOnnxModel({ ...branch.model, graph }, new Uint8Array(0)).bytes);
}

/** The file with a function that nobody calls: graphs with functions are run as they are. */
export function withFunction(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const field = (number: number, bytes: readonly number[]): number[] => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
  const text = (value: string): number[] => [...Buffer.from(value)];
  const operators = field(9, [...field(1, text('')), 2 * 8, 14]);
  const one = field(25, [...field(1, text('unused')), ...operators, ...field(10, text('test'))]);
  return Uint8Array.from([...file, ...one]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
