import { Failure } from '#core/failure.ts';
import type { TfjsJson, WeightSpec } from '#inference/tfjs-json.ts';
import { isObject } from '#inference/tfjs-json.ts';

/** Classes that compute on numbers and nothing else; a class not listed is refused by name, whatever the runtime makes of it. */
const LAYERS: ReadonlySet<string> = new Set(
  `Model Functional Sequential InputLayer TimeDistributed Bidirectional Dropout SpatialDropout1D Dense Flatten Activation RepeatVector
  Reshape Permute Masking ZeroPadding2D Add Multiply Average Maximum Minimum Concatenate Dot Embedding Conv1D Conv2D Conv3D Conv2DTranspose
  Conv3DTranspose SeparableConv2D DepthwiseConv2D Cropping2D UpSampling2D BatchNormalization LayerNormalization MaxPooling1D
  AveragePooling1D MaxPooling2D AveragePooling2D MaxPooling3D AveragePooling3D GlobalAveragePooling1D GlobalMaxPooling1D
  GlobalAveragePooling2D GlobalMaxPooling2D RNN SimpleRNNCell SimpleRNN GRUCell GRU LSTMCell LSTM StackedRNNCells Rescaling ReLU
  LeakyReLU PReLU ELU ThresholdedReLU Softmax GaussianNoise GaussianDropout AlphaDropout`.split(/\s+/),
);

/** Initialisers, regularisers and constraints: they matter in training only, but the runtime makes them. */
const LAYER_PARTS: ReadonlySet<string> = new Set(
  `Zeros Ones Constant RandomUniform RandomNormal TruncatedNormal Identity VarianceScaling GlorotUniform GlorotNormal HeNormal HeUniform
  LeCunNormal LeCunUniform Orthogonal L1 L2 L1L2 MaxNorm UnitNorm NonNeg MinMaxNorm`.split(/\s+/),
);

/** Operations without loops, lists, tables, strings or chance: one pass over numbers, the same each time. */
const OPS: ReadonlySet<string> = new Set(
  `Add AddV2 AddN BiasAdd Sub RealDiv Div DivNoNan FloorDiv Mul Maximum Minimum Pow SquaredDifference Mod FloorMod Abs Acos Asin Atan
  Atan2 Ceil ClipByValue Cos Cosh Elu Exp Floor Log Neg Prelu Relu Relu6 Selu Sigmoid Sin Sinh Sqrt Rsqrt Square Tan Tanh Sign Round
  Expm1 Log1p Reciprocal Softplus Asinh Acosh Atanh Erf LeakyRelu IsNan IsFinite IsInf AvgPool MaxPool AvgPool3D MaxPool3D Conv1D Conv2D
  _FusedConv2D Conv2DBackpropInput DepthwiseConv2d DepthwiseConv2dNative FusedDepthwiseConv2dNative Conv3D Fill LinSpace OneHot Ones
  OnesLike Range Zeros ZerosLike TopKV2 PlaceholderWithDefault Placeholder Const Identity IdentityN Snapshot Rank Size Shape ShapeN NoOp
  StopGradient ResizeBilinear ResizeNearestNeighbor Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalNot LogicalOr
  Select SelectV2 _FusedMatMul MatMul BatchMatMul BatchMatMulV2 Transpose Einsum FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 LRN
  Softmax LogSoftmax Max Mean Min Sum All Any ArgMax ArgMin Prod Cumprod Cumsum ConcatV2 Concat GatherV2 Gather Reverse ReverseV2 Slice
  StridedSlice Pack Unpack Tile Split SplitV GatherNd Cast ExpandDims MirrorPad Pad PadV2 Reshape EnsureShape Squeeze SpaceToBatchND
  BatchToSpaceND DepthToSpace BroadcastTo`.split(/\s+/),
);

const MOST_PARTS = 20_000;
/** Units, filters and other lengths that a layer makes memory of. */
const MOST_LAYER_SIZE = 16_384;
const MOST_VOCABULARY = 1_000_000;
const SIZE_KEYS: ReadonlySet<string> = new Set(
  `units filters output_dim n size target_shape kernel_size pool_size strides dilation_rate padding cropping batch_input_shape batch_shape
  input_length depth_multiplier`.split(/\s+/),
);

/** Refuses a model whose description names anything outside the lists, or sizes beyond reason, before any of it is built. */
export function checkTopology(json: TfjsJson): void {
  if (json.format === 'graph-model') checkGraph(json.topology);
  else checkLayers(json);
}

function checkGraph(topology: TfjsJson['topology']): void {
  const { node, library } = topology;
  if (!Array.isArray(node) || node.length > MOST_PARTS) throw new Failure('tfjs/field', { field: 'modelTopology.node' });
  if (isObject(library) && Array.isArray(library.function) && library.function.length > 0)
    throw new Failure('tfjs/op', { op: 'FunctionDef' });
  for (const one of node as readonly unknown[]) {
    if (!isObject(one) || typeof one.name !== 'string') throw new Failure('tfjs/field', { field: 'modelTopology.node' });
    if (typeof one.op !== 'string' || !OPS.has(one.op)) throw new Failure('tfjs/op', { op: String(one.op).slice(0, 80) });
  }
}

function checkLayers(json: TfjsJson): void {
  const root = isObject(json.topology.model_config) ? json.topology.model_config : json.topology;
  if (root.class_name !== 'Sequential' && root.class_name !== 'Functional' && root.class_name !== 'Model') {
    throw new Failure('tfjs/layer', { layer: String(root.class_name).slice(0, 80) });
  }
  const walk = { parts: 0, weights: new Map(json.weights.map((weight) => [weight.name, weight])) };
  visit(root, '', walk);
}

interface Walk {
  parts: number;
  readonly weights: ReadonlyMap<string, WeightSpec>;
}

/** Any `class_name`, wherever it stands, is one that the runtime would look up and make. */
function visit(value: unknown, key: string, walk: Walk): void {
  if (Array.isArray(value)) {
    for (const inner of value) visit(inner, key, walk);
    return;
  }
  if (!isObject(value)) {
    checkSize(value, key);
    return;
  }
  const name = value.class_name ?? value.className;
  if (name !== undefined) {
    walk.parts += 1;
    if (typeof name !== 'string') throw new Failure('tfjs/field', { field: 'class_name' });
    if (!LAYERS.has(name) && !LAYER_PARTS.has(name)) throw new Failure('tfjs/layer', { layer: name.slice(0, 80) });
    if (walk.parts > MOST_PARTS) throw new Failure('tfjs/field', { field: 'modelTopology' });
    if (isObject(value.config)) checkDeclared(name, value.config, walk.weights);
  }
  for (const [inner, child] of Object.entries(value)) visit(child, inner, walk);
}

function checkSize(value: unknown, key: string): void {
  const most = key === 'input_dim' ? MOST_VOCABULARY : SIZE_KEYS.has(key) ? MOST_LAYER_SIZE : Infinity;
  if (typeof value === 'number' && Math.abs(value) > most) throw new Failure('tfjs/layer-size', { layer: key, size: value, most });
}

/** A layer gets the memory its settings ask for before its weights arrive: both must say the same. */
function checkDeclared(layer: string, config: Readonly<Record<string, unknown>>, weights: Walk['weights']): void {
  const [part, length] = layer === 'Dense' ? ['kernel', config.units] : layer === 'Embedding' ? ['embeddings', config.output_dim] : [];
  if (part === undefined) return;
  const name = String(config.name).slice(0, 80);
  const spec = weights.get(`${name}/${part}`);
  if (spec && spec.shape.at(-1) !== length) {
    throw new Failure('tfjs/layer-weights', { layer: name, asked: String(length).slice(0, 20), given: String(spec.shape.at(-1)) });
  }
}
