import { AGREEMENT } from '#plots/agreement.ts';
import { BY_DOCUMENT, BY_DOMAIN, BY_LENGTH } from '#plots/differences.ts';
import { DISTRIBUTIONS } from '#plots/distributions.ts';
import { INTERVALS } from '#plots/intervals.ts';
import { LOSSES } from '#plots/losses.ts';
import { PACE } from '#plots/pace.ts';
import type { Plot } from '#plots/plot.ts';
import { SCATTER } from '#plots/scatter.ts';

/** Every plot, in the order of the Evaluate page and of the report. */
export const PLOTS: readonly Plot[] = [LOSSES, INTERVALS, AGREEMENT, DISTRIBUTIONS, BY_DOCUMENT, BY_DOMAIN, BY_LENGTH, SCATTER, PACE];
