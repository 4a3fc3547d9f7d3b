import '@tensorflow/tfjs-backend-cpu';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { add, dispose, gather, losses, matMul, mul, tanh, tensor1d, tensor2d, tidy, train, variable } from '@tensorflow/tfjs-core';
import type { Random } from '#stats/random.ts';

/** A row to learn from. */
export interface Lesson {
  readonly values: readonly number[];
  /** From 0, perfect, to 1. */
  readonly risk: number;
  readonly weight: number;
  /** Which language pair it is of, from 0: pairs are judged on levels of their own, which the head is not to learn from the features. */
  readonly pair: number;
}

/** One hidden layer: risk = sigmoid(tanh(values · hidden + bias) · out + level). Standardisation is folded in. */
export interface Head {
  readonly inputs: number;
  readonly units: number;
  /** Inputs by units. */
  readonly hidden: Float32Array;
  readonly bias: Float32Array;
  readonly out: Float32Array;
  /** One a pair. */
  readonly levels: Float32Array;
}

export interface HeadOptions {
  readonly units: number;
  readonly epochs: number;
  readonly rate: number;
  readonly decay: number;
  readonly pairs: number;
}

const BATCH = 512;

/** Learns by Adam on the cross-entropy between risk and output; weights decay apart from the gradient (Loshchilov and Hutter 2019). */
export function learnHead(lessons: readonly Lesson[], { units, epochs, rate, decay, pairs }: HeadOptions, random: Random): Head {
  const inputs = lessons[0]?.values.length ?? 0;
  const { mean, scale } = spread(lessons, inputs);
  const xs = tensor2d(
    lessons.map(({ values }) => values.map((value, i) => (value - (mean[i] ?? 0)) / (scale[i] ?? 1))),
    [lessons.length, inputs],
  );
  const ys = tensor2d(lessons.map(({ risk }) => [risk]));
  const weights = tensor2d(lessons.map(({ weight }) => [weight]));
  const isPair = tensor2d(lessons.map(({ pair }) => Array.from({ length: pairs }, (_, i) => (i === pair ? 1 : 0))));
  const normal = (length: number, size: number): Float32Array =>
    Float32Array.from({ length }, () => (random.next() + random.next() + random.next() - 1.5) * 2 * size);
  const hidden = variable(tensor2d(normal(inputs * units, Math.sqrt(1 / inputs)), [inputs, units]));
  const bias = variable(tensor2d(new Float32Array(units), [1, units]));
  const out = variable(tensor2d(normal(units, Math.sqrt(1 / units)), [units, 1]));
  const levels = variable(tensor2d(new Float32Array(pairs), [pairs, 1]));
  const order = Int32Array.from(lessons, (_, i) => i);
  const steps = epochs * Math.ceil(lessons.length / BATCH);
  const optimizer = train.adam(rate);
  for (let step = 0, at = order.length; step < steps; step++, at += BATCH) {
    if (at >= order.length) {
      shuffle(order, random);
      at = 0;
    }
    const pace = 0.5 * (1 + Math.cos((Math.PI * step) / steps));
    Object.assign(optimizer, { learningRate: rate * pace });
    tidy(() => {
      const rows = tensor1d(order.slice(at, at + BATCH), 'int32');
      const of = (all: Tensor2D): Tensor2D => gather(all, rows);
      optimizer.minimize(() => {
        const logits = add(matMul(tanh(add(matMul(of(xs), hidden), bias)), out), matMul(of(isPair), levels));
        return losses.sigmoidCrossEntropy<Tensor, Scalar>(of(ys), logits, of(weights));
      });
      for (const kept of [hidden, out]) kept.assign(mul(kept, 1 - decay * rate * pace));
    });
  }
  const head = folded({ inputs, units, hidden: floats(hidden), bias: floats(bias), out: floats(out), levels: floats(levels) }, mean, scale);
  dispose([xs, ys, weights, isPair, hidden, bias, out, levels]);
  optimizer.dispose();
  return head;
}

/** The heads side by side as one: its logit is the mean of theirs. */
export function together(heads: readonly Head[]): Head {
  const [first] = heads;
  if (!first) throw new RangeError('no heads');
  const { inputs } = first;
  const units = heads.reduce((sum, head) => sum + head.units, 0);
  const hidden = new Float32Array(inputs * units);
  let column = 0;
  for (const head of heads) {
    for (let i = 0; i < inputs; i++) hidden.set(head.hidden.subarray(i * head.units, (i + 1) * head.units), i * units + column);
    column += head.units;
  }
  const joined = (of: (head: Head) => Float32Array): Float32Array => Float32Array.from(heads.flatMap((head) => [...of(head)]));
  const levels = first.levels.map((_, pair) => heads.reduce((sum, head) => sum + (head.levels[pair] ?? 0), 0) / heads.length);
  return { inputs, units, hidden, bias: joined((head) => head.bias), out: joined((head) => head.out).map((w) => w / heads.length), levels };
}

/** The logit without any pair's level. */
export function logit({ inputs, units, hidden, bias, out }: Head, values: readonly number[]): number {
  let sum = 0;
  for (let unit = 0; unit < units; unit++) {
    let inner = bias[unit] ?? 0;
    for (let i = 0; i < inputs; i++) inner += (values[i] ?? 0) * (hidden[i * units + unit] ?? 0);
    sum += Math.tanh(inner) * (out[unit] ?? 0);
  }
  return sum;
}

function spread(lessons: readonly Lesson[], inputs: number): { mean: Float64Array; scale: Float64Array } {
  const mean = new Float64Array(inputs);
  const scale = new Float64Array(inputs);
  for (const { values } of lessons) values.forEach((value, i) => (mean[i] = (mean[i] ?? 0) + value / lessons.length));
  for (const { values } of lessons)
    values.forEach((value, i) => (scale[i] = (scale[i] ?? 0) + (value - (mean[i] ?? 0)) ** 2 / lessons.length));
  return { mean, scale: scale.map((variance) => Math.max(0.02, Math.sqrt(variance))) };
}

function folded(head: Head, mean: Float64Array, scale: Float64Array): Head {
  const { units } = head;
  const hidden = head.hidden.map((weight, at) => weight / (scale[Math.floor(at / units)] ?? 1));
  const bias = head.bias.map((value, unit) => value - mean.reduce((sum, middle, i) => sum + middle * (hidden[i * units + unit] ?? 0), 0));
  return { ...head, hidden, bias };
}

function floats(tensor: Tensor): Float32Array {
  return Float32Array.from(tensor.dataSync());
}

function shuffle(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
}
