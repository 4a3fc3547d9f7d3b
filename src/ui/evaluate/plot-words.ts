import type { PlotWords } from '#plots/words.ts';
import { figure } from '#ui/evaluate/figures.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** The words and figures of plots in the chosen language. */
export function plotWords(words: Words): PlotWords {
  const text = words.text.evaluate;
  const fixed = (value: number, decimals: number, signDisplay: 'auto' | 'exceptZero' = 'auto'): string =>
    words.number(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay });
  return {
    ...text.plots,
    severities: text.severities,
    points: (value) => fixed(value, 2),
    count: (value) => words.number(value),
    ratio: (value) => fixed(value, 2),
    decimal: (value, decimals) => fixed(value, decimals),
    figure: (metric, value) => figure(words, metric, value),
    signed: (metric, value) => figure(words, metric, value, 'exceptZero'),
  };
}
