import { followHeaps } from '#inference/wasm-heap.ts';
import { inferenceApi } from '#workers/inference.api.ts';
import { serve } from '#workers/rpc.ts';
import { allowOwnScripts } from '#workers/trusted-types.ts';

followHeaps();
allowOwnScripts(); // ONNX Runtime starts threads of its own
serve(inferenceApi, self);
