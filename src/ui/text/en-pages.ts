import { annotate } from '#ui/text/en/annotate.ts';
import { evaluate } from '#ui/text/en/evaluate.ts';
import { models } from '#ui/text/en/models.ts';
import { modelSpeed } from '#ui/text/en/model-speed.ts';
import { review } from '#ui/text/en/review.ts';
import { share } from '#ui/text/en/share.ts';

/** The English sentences of every page but the first, loaded when one is opened. */
export const enPages = { annotate, review, evaluate, models, modelSpeed, share };
