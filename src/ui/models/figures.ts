import type { Model } from '#core/model.ts';
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
