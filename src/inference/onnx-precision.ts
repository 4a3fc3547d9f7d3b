import { protobufFields } from '#tokenizers/protobuf.ts';
import type { OnnxGraph, OnnxModel, OnnxWeight } from '#inference/onnx-graph.ts';
import { TYPE } from '#inference/onnx-graph-write.ts';

/** Whether a model computes in half precision somewhere, whatever its file is called. */
export function hasHalfFloats({ graph }: OnnxModel): boolean {
  return inGraph(graph);
}

function inGraph(graph: OnnxGraph): boolean {
  return (
    [...graph.inputs, ...graph.outputs, ...graph.values].some(({ type }) => type === TYPE.float16) ||
    graph.weights.some((weight) => typeOf(weight) === TYPE.float16) ||
    graph.nodes.some((node) => [...node.graphs.values()].some(inGraph))
  );
}

/** The TensorProto's `data_type`. */
function typeOf({ bytes }: OnnxWeight): number {
  for (const { number, value } of protobufFields(bytes)) if (number === 2) return value;
  return 0;
}
