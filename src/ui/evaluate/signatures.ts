import type { ScoreSheet } from '#core/score-sheet.ts';

/** How everything shown was computed, a line each: metrics as sacreBLEU prints them, then intervals and tests in the same manner. */
export function signatureLines({ metrics, systems, request: { settings } }: ScoreSheet): readonly string[] {
  const { level, samples, seed, unit, test, trials, correction } = settings;
  const shown = metrics.filter((_, column) => systems.some(({ values }) => values[column]));
  const own = shown.flatMap(({ kind, name, signature, segmentSignature }) => {
    const line = kind === 'text' ? `${name}|${signature}` : signature;
    return segmentSignature === undefined ? [line] : [line, `${name}, segments|${segmentSignature}`];
  });
  return [
    ...own,
    `intervals|bootstrap:expanded-percentile|means:BCa|level:${level}|samples:${samples}|seed:${seed}|unit:${unit}`,
    `tests|${test === 'randomization' ? `ar:${trials}|ar.ties:ratings` : `bs:${samples}`}|seed:${seed}|unit:${unit}|correction:${correction}|alpha:0.05`,
  ];
}
