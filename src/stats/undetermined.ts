/**
 * Why a coefficient has no value; the sentence is the page's.
 * few: fewer values than it needs. constant: everyone always gave the same value, so there is nothing to agree or to order on.
 * separate: some never lost against the others, or never met them, so that they cannot be put on one scale.
 * entangled: too many marks overlap for an exact answer in reasonable time.
 * unequal: not every item was judged by the same number of people. negative: a value below 0 on a scale that starts there.
 */
export type Reason = 'few' | 'constant' | 'separate' | 'entangled' | 'unequal' | 'negative';

/** In place of a number that cannot be had: never NaN. */
export interface Undetermined {
  readonly reason: Reason;
}

export function isUndetermined(result: object): result is Undetermined {
  return 'reason' in result;
}
