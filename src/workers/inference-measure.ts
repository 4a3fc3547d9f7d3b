import type { BatchSpeed, ModelSetup } from '#core/model-speed.ts';
import type { Model } from '#core/model.ts';
import { gpuKind, isProcessorOnly } from '#inference/backend.ts';
import { threadCount } from '#inference/onnx-threads.ts';
import type { Translator } from '#inference/translator.ts';
import { heapBytes } from '#inference/wasm-heap.ts';
import type { Call } from '#workers/rpc.ts';

export interface MeasureTask {
  /** Numbers of texts at once, each measured for itself, in this order; with none only the first word is waited for. */
  readonly rows: readonly number[];
}

/** `first-word` is told at once: whoever started the worker looks at the clock. */
export type MeasureProgress = { readonly kind: 'first-word' } | ({ readonly kind: 'batch' } & BatchSpeed);

export interface Measured {
  readonly batches: readonly BatchSpeed[];
  /** What the runtime's memory has grown to. */
  readonly heapBytes: number;
}

/** Seconds that one measurement should take at most. */
const LONGEST = 2;
/** Target tokens of each text: enough for the cost of a step to show, few enough for a measurement to be short. */
const MOST_TOKENS = 32;
const LEAST_TOKENS = 4;
/** A measurement shorter than this, in seconds, is made again, and the faster one counts. */
const SHORT = 0.5;

const SUBJECTS = [
  'The engineer',
  'A visitor',
  'The new driver',
  'Our neighbour',
  'The committee',
  'Someone',
  'The old captain',
  'Her sister',
];
const ENDS = [
  'opens the red door of the small house before the others arrive.',
  'reads the long report about the harbour and the ferry once more.',
  'asks for two cups of coffee and a map of the town in the evening.',
  'repairs the machine that stopped this morning without any warning.',
  'wants to know when the next train leaves from the other platform.',
  'puts the heavy box on the table and looks for the missing key.',
  'says that the price is too high for a room without a window.',
  'walks along the river until the rain becomes too strong to go on.',
];

/** Texts of like length, no two the same: equal ones would be translated once. */
function measureTexts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    const subject = SUBJECTS[i % SUBJECTS.length] ?? '';
    const end = ENDS[Math.floor(i / SUBJECTS.length) % ENDS.length] ?? '';
    const round = Math.floor(i / (SUBJECTS.length * ENDS.length));
    return round === 0 ? `${subject} ${end}` : `${subject} ${end} ${round}`;
  });
}

/** How fast an open model is. The length of what it makes is bounded, so that a slow device or a model that does not end takes no longer. */
export async function measureTranslator(translator: Translator, task: MeasureTask, call: Call<MeasureProgress>): Promise<Measured> {
  const [source] = translator.sourceCodes;
  const [target] = translator.targetCodes;
  const languages = { ...(source === undefined ? {} : { source }), ...(target === undefined ? {} : { target }) };
  const time = async (rows: number, maxTokens: number): Promise<{ readonly tokens: number; readonly seconds: number }> => {
    const limits = { maxRows: rows, maxTokens: Infinity };
    const started = performance.now();
    let tokens = 0;
    for await (const row of translator.generate(measureTexts(rows), { signal: call.signal, languages, maxTokens, limits })) {
      tokens += row.ids.length;
    }
    return { tokens, seconds: (performance.now() - started) / 1000 };
  };
  await time(1, 1);
  call.progress({ kind: 'first-word' });
  if (task.rows.length === 0) return { batches: [], heapBytes: heapBytes() };
  let perStep = (await time(1, LEAST_TOKENS)).seconds / LEAST_TOKENS;
  let before = 1;
  const batches: BatchSpeed[] = [];
  for (const rows of task.rows) {
    const expected = (perStep * rows) / before; // more rows cost less than that each
    const maxTokens = Math.max(LEAST_TOKENS, Math.min(MOST_TOKENS, Math.floor(LONGEST / expected)));
    let best = await time(rows, maxTokens);
    for (let again = 0; again < 2 && best.seconds < SHORT; again++) {
      const next = await time(rows, maxTokens);
      if (next.tokens / next.seconds > best.tokens / best.seconds) best = next;
    }
    perStep = best.seconds / maxTokens;
    before = rows;
    const made = { rows, tokensPerSecond: best.tokens / best.seconds };
    batches.push(made);
    call.progress({ kind: 'batch', ...made });
  }
  return { batches, heapBytes: heapBytes() };
}

/** What a device may give to models, in bytes, where the browser says nothing: it tells at most 8 GB. */
const USUAL_MEMORY = 4e9;
/** Memory of an open model, as a multiple of its files. */
const OVER_FILES = 2.2;
/** No device is measured with more workers: each reads the weights for itself. */
const MOST_WORKERS = 4;

/** All ways to run the model that are worth measuring here. */
export async function setupsFor(model: Model): Promise<readonly ModelSetup[]> {
  const { crossOriginIsolated: isIsolated } = globalThis;
  const cores = navigator.hardwareConcurrency;
  const most = threadCount(isIsolated, cores);
  const threads = [...new Set([1, 2, 4, most])].filter((count) => count <= most).sort((a, b) => a - b);
  const { deviceMemory } = navigator as { readonly deviceMemory?: number }; // not in every browser
  const room = (deviceMemory === undefined ? USUAL_MEMORY : deviceMemory * 1e9) / 2;
  const workers = Math.min(cores, MOST_WORKERS, Math.floor(room / (model.bytes * OVER_FILES)));
  const wasm = threads.map((count): ModelSetup => ({ backend: 'wasm', threads: count, workers: 1 }));
  const several: readonly ModelSetup[] = workers > 1 ? [{ backend: 'wasm', threads: 1, workers }] : [];
  const hasGpu = !isProcessorOnly(model.precision) && (await gpuKind()) === 'hardware';
  return [...wasm, ...several, ...(hasGpu ? [{ backend: 'webgpu' as const, threads: 1, workers: 1 }] : [])];
}
