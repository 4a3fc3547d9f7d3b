import type { enPages } from '#ui/text/en-pages.ts';
import { failures } from '#ui/text/en/failures.ts';
import { frame } from '#ui/text/en/frame.ts';
import { projects } from '#ui/text/en/projects.ts';

/** The English sentences of the frame and the first screen; those of the other pages are in `en-pages.ts` and come with them. */
export const en = { frame, projects, failures };
/** Every interface sentence. A second language is a second pair of objects of the same types. */
export type Text = typeof en & typeof enPages;
