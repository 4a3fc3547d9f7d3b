import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { chooseBackend } from '#inference/backend.ts';
import { BATCH_LIMITS, planBatches } from '#inference/batch-plan.ts';
import { choose, logProbability } from '#inference/decoding.ts';
import type { ModelConfig } from '#inference/model-config.ts';
import { readModelConfig } from '#inference/model-config.ts';
import { readCard } from '#inference/model-card.ts';
import { threadCount } from '#inference/onnx-threads.ts';
import { asFailure, FATAL_CODES } from '#inference/onnx-trouble.ts';

const config: ModelConfig = {
  layers: 1,
  heads: 1,
  headSize: 1,
  startId: 5,
  endIds: [0],
  padId: 5,
  badSequences: [[5]],
  suppressed: [],
  suppressedFirst: [],
  biases: [],
  forcedEndIds: [0],
  maxLength: 10,
  minLength: 0,
  repetitionPenalty: 1,
  sourceRepetitionPenalty: 1,
  noRepeat: 0,
  sourceNoRepeat: 0,
  renormalizes: false,
  beams: 4,
  lengthPenalty: 1,
  earlyStopping: false,
  maxSource: 10,
  sentencesAbove: 10,
};
const pick = (logits: readonly number[], ids: readonly number[] = [], changed: Partial<ModelConfig> = {}): number =>
  choose(Float32Array.from(logits), { ...config, ...changed }, { ids, sourceIds: [], maxLength: 10 }).id;

describe('the greedy choice', () => {
  test('is the likeliest token, the lower of two equals', () => {
    expect(pick([0, 3, 1, 3, 2, 1])).toBe(1);
  });

  test('is never a bad word, also where it takes several tokens to make one', () => {
    expect(pick([0, 3, 1, 2, 2, 9])).toBe(1);
    expect(pick([0, 3, 1, 2, 2, 9], [2], { badSequences: [[5], [2, 1]] })).toBe(3);
    expect(pick([0, 3, 1, 2, 2, 9], [3], { badSequences: [[5], [2, 1]] })).toBe(1);
  });

  test('may always be the end, though it is listed as a bad word', () => {
    expect(pick([9, 3, 1, 2, 2, 1], [], { badSequences: [[0]] })).toBe(0);
  });

  test('leaves out suppressed tokens, some of them only first', () => {
    expect(pick([0, 3, 1, 2, 2, 1], [], { suppressed: [1] })).toBe(3);
    expect(pick([0, 3, 1, 2, 2, 1], [4], { suppressedFirst: [1] })).toBe(1);
  });

  test('is forced at the start and at the limit', () => {
    expect(pick([0, 3, 1, 2, 2, 1], [], { forcedFirstId: 4 })).toBe(4);
    expect(pick([0, 3, 1, 2, 2, 1], [1, 1, 1, 1, 1, 1, 1, 1])).toBe(0);
  });

  test('comes with its log-probability under all tokens', () => {
    expect(logProbability(Float32Array.of(1, 2, 3), 2)).toBeCloseTo(-0.4076059644, 8);
    expect(logProbability(Float32Array.of(1000, 0), 1)).toBe(-1000);
  });
});

test('a batch plan holds every text once, within its limits, the same for the same lengths', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 512 }), { maxLength: 200 }), (lengths) => {
      const plan = planBatches(lengths);
      expect(plan.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
      expect(planBatches(lengths)).toEqual(plan);
      for (const batch of plan) {
        const longest = Math.max(...batch.map((i) => lengths[i] ?? 0));
        expect(batch.length).toBeLessThanOrEqual(BATCH_LIMITS.maxRows);
        expect(batch.length === 1 || batch.length * longest <= BATCH_LIMITS.maxTokens).toBe(true);
      }
    }),
  );
});

describe('the backend', () => {
  const facts = { precision: 'fp32', gpu: 'hardware', speeds: {} } as const;

  test('is the processor until the graphics processor was measured to be faster', () => {
    expect(chooseBackend('auto', facts)).toEqual({ backend: 'wasm', reason: 'not-measured' });
    expect(chooseBackend('auto', { ...facts, speeds: { wasm: 100, webgpu: 300 } })).toEqual({
      backend: 'webgpu',
      reason: 'measured-faster',
    });
    expect(chooseBackend('auto', { ...facts, speeds: { wasm: 100, webgpu: 90 } })).toEqual({ backend: 'wasm', reason: 'measured-slower' });
    expect(chooseBackend('auto', { ...facts, gpu: 'none' }).reason).toBe('no-webgpu');
    expect(chooseBackend('auto', { ...facts, gpu: 'software' }).reason).toBe('software-webgpu');
  });

  test('of an 8-bit model is never the graphics processor', () => {
    expect(chooseBackend('auto', { ...facts, precision: 'q8' })).toEqual({ backend: 'wasm', reason: 'only-processor-has-8-bit' });
    expect(() => chooseBackend('webgpu', { ...facts, precision: 'q8' })).toThrow('model/8-bit-on-webgpu');
  });

  test('is the one asked for, or a refusal', () => {
    expect(chooseBackend('webgpu', { ...facts, gpu: 'software' })).toEqual({ backend: 'webgpu', reason: 'asked' });
    expect(chooseBackend('wasm', facts).reason).toBe('asked');
    expect(() => chooseBackend('webgpu', { ...facts, gpu: 'none' })).toThrow('model/no-webgpu');
  });

  test('has one thread where memory cannot be shared', () => {
    expect([1, 2, 4, 8, 64].map((cores) => threadCount(true, cores))).toEqual([1, 2, 3, 4, 4]);
    expect(threadCount(false, 8)).toBe(1);
  });
});

describe('settings of a model', () => {
  const base = { d_model: 32, decoder_attention_heads: 4, decoder_layers: 2, pad_token_id: 9, max_length: 512 };

  test('generation_config.json wins over config.json', () => {
    expect(readModelConfig(base, { max_length: 40, bad_words_ids: [[9]], eos_token_id: [0, 3] })).toMatchObject({
      maxLength: 40,
      headSize: 8,
      startId: 9,
      badSequences: [[9]],
      endIds: [0, 3],
    });
    expect(readModelConfig(base)).toMatchObject({ maxLength: 512, endIds: [0] });
    expect(readModelConfig(base, { max_new_tokens: 10 }).maxLength).toBe(11);
    expect(readModelConfig({ ...base, max_position_embeddings: 64 }).maxLength).toBe(64);
  });

  test('that would change translations and are not supported are refused', () => {
    expect(() => readModelConfig(base, { force_words_ids: [[1]] })).toThrow('model/unsupported-decoding');
    expect(() => readModelConfig(base, { num_beam_groups: 2 })).toThrow('model/unsupported-decoding');
    expect(readModelConfig(base, { num_beam_groups: 1, diversity_penalty: 0 })).toBeDefined();
  });
});

test('a model card gives licence and languages', () => {
  expect(readCard('---\nlanguage:\n- en\n- "de"\nlicense: cc-by-4.0\ntags: [a, b]\n---\n# x\nlicense: no')).toEqual({
    license: 'cc-by-4.0',
    languages: ['en', 'de'],
  });
  expect(readCard('---\r\nlanguage: [en, fr]\r\n---\r\n')).toEqual({ languages: ['en', 'fr'] });
  expect(readCard('# no front matter\nlicense: mit')).toEqual({ languages: [] });
});

describe('what the runtime throws', () => {
  test.each([
    [new Error('std::bad_alloc'), 'model/out-of-memory'],
    [new RangeError('WebAssembly.Memory(): could not allocate memory: Out of memory'), 'model/out-of-memory'],
    [new Error('failed to call OrtRun(). ERROR_CODE: 1'), 'model/runtime'],
    [3891320, 'model/runtime'],
  ])('%s becomes a Failure after which the worker takes no more work', async (thrown, code) => {
    const failure = await asFailure(Promise.reject(thrown as Error)).catch((error: unknown) => error); // WASM throws bare numbers
    expect(failure).toMatchObject({ code });
    expect(FATAL_CODES.has(code)).toBe(true);
  });

  test('is left as it is where it is an abort or already a Failure', async () => {
    const abort = new DOMException('stopped', 'AbortError');
    await expect(asFailure(Promise.reject(abort))).rejects.toBe(abort);
    const failure = new Failure('model/hung', { seconds: 1 });
    await expect(asFailure(Promise.reject(failure))).rejects.toBe(failure);
  });
});
