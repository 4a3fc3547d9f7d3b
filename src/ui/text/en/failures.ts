import type { FailureValues } from '#core/failure.ts';

/** What went wrong and what to do about it, by `Failure.code` and `Issue.code`. Each says the value and the cure. */
export const failures: Record<string, (values: FailureValues) => string> = {
  unknown: ({ message }) => `Something unexpected happened (${message}). Your marked work is saved; reload the page and try again.`,

  // storage
  'storage/quota': () => 'This device has no room left. Free some space (Models can be removed on the Models page); Stet saves as soon as there is room.',
};
