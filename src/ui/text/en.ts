import { annotate } from '#ui/text/en/annotate.ts';
import { evaluate } from '#ui/text/en/evaluate.ts';
import { failures } from '#ui/text/en/failures.ts';
import { frame } from '#ui/text/en/frame.ts';
import { models } from '#ui/text/en/models.ts';
import { projects } from '#ui/text/en/projects.ts';
import { review } from '#ui/text/en/review.ts';
import { share } from '#ui/text/en/share.ts';

/** Every interface sentence in English. A second language is a second object of the same type. */
export const en = { frame, projects, annotate, review, evaluate, models, share, failures };
export type Text = typeof en;
