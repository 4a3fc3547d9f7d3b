import type { Model } from '#core/model.ts';
import type { ModelSetup, SpeedReport } from '#core/model-speed.ts';
import { speedAt } from '#core/model-speed.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** Bytes as a person reads them, such as `78 MB`. */
export function sizeText(words: Words, bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : bytes < 1e9 ? 2 : 3;
  const value = bytes / 1000 ** step;
  const maximumFractionDigits = step === 0 || value >= 10 ? 0 : 1;
  return words.number(value, { style: 'unit', unit: units[step], unitDisplay: 'short', maximumFractionDigits });
}

/** Seconds as a person says them. */
export function durationText(words: Words, seconds: number): string {
  const text = words.text.models;
  if (seconds < 60) return text.seconds(Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? text.minutes(minutes) : text.hours(Math.floor(minutes / 60), minutes % 60);
}

/** Runtime and architecture, such as `ONNX · Marian`. */
export function kindText(words: Words, model: Pick<Model, 'runtime' | 'architecture'>): string {
  const text = words.text.models;
  const names: Readonly<Record<string, string>> = text.architectures;
  return text.kind(text.runtimes[model.runtime], names[model.architecture] ?? model.architecture);
}

/** The languages a model says it is between; empty where it says nothing. */
export function pairText(words: Words, model: Pick<Model, 'sourceLang' | 'targetLang'>): string {
  if (model.sourceLang === undefined || model.targetLang === undefined) return '';
  return words.text.models.languages(words.languageName(model.sourceLang), words.languageName(model.targetLang));
}

/** What a model runs on, such as `WASM · 2 threads`. */
export function setupText(words: Words, { backend, threads, workers }: ModelSetup): string {
  const { models, modelSpeed } = words.text;
  return modelSpeed.setup(models.backends[backend], backend === 'wasm' ? models.threads(threads) : '', workers);
}

/** Milliseconds as a person reads them: seconds from one on. */
export function timeText(words: Words, milliseconds: number): string {
  const { modelSpeed } = words.text;
  return milliseconds < 1000
    ? modelSpeed.milliseconds(words.number(milliseconds, { maximumFractionDigits: 0 }))
    : modelSpeed.seconds(words.number(milliseconds / 1000, { maximumFractionDigits: 1 }));
}

/** A report as tab-separated values, for a spreadsheet or a message: plain numbers, whatever the language. */
export function speedTable(words: Words, report: SpeedReport, name: string): string {
  const { modelSpeed: text } = words.text;
  const plain = (value: number): string => (value === 0 ? '' : value.toFixed(1));
  const rows = [
    [name, new Date(report.at).toISOString()],
    [],
    [text.way, text.one, text.many(16)],
    ...report.setups.map((setup) => [setupText(words, setup), plain(speedAt(setup, 1)), plain(speedAt(setup, 16))]),
    [],
    ...(report.start ? [[`ms ${text.firstWord}`, plain(report.start.firstWord)]] : []),
    ...(report.batches ?? []).map((batch) => [text.batchOf(batch.rows), plain(batch.tokensPerSecond)]),
    ...(report.heapBytes ? [[text.peak, String(report.heapBytes)]] : []),
  ];
  return rows.map((row) => row.map((cell) => cell.replace(/[\t\n\r]+/gu, ' ')).join('\t')).join('\n');
}
