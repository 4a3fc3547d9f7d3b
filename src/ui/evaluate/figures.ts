import type { SheetMetric } from '#core/score-sheet.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** Decimals of each metric's values: as many as its field prints. */
function digits({ id, kind }: SheetMetric): number {
  if (kind === 'model') return 3;
  return id === 'MQM' || id === 'SQM' ? 2 : 1;
}

/** A value as its metric prints it; `exceptZero` for differences, with their sign. */
export function figure(words: Words, metric: SheetMetric, value: number, signDisplay: 'auto' | 'exceptZero' = 'auto'): string {
  const places = digits(metric);
  return words.number(value, { minimumFractionDigits: places, maximumFractionDigits: places, signDisplay });
}

export function percent(words: Words, share: number): string {
  return words.number(share, { style: 'percent', maximumFractionDigits: 2 });
}
