/**
 * A simple random sample without replacement, in the order drawn: the first `size` steps of a Fisher–Yates shuffle (Durstenfeld 1964).
 * Each step takes one random number, so a smaller sample of the same seed is the beginning of a larger one. Gives all items, shuffled, where
 * `size` is not smaller than their number. `random` gives numbers in [0, 1).
 */
export function drawSample<T>(items: readonly T[], size: number, random: () => number): readonly T[] {
  const pool = [...items];
  const drawn: T[] = [];
  const count = Math.min(Math.max(0, Math.floor(size)), pool.length);
  for (let i = 0; i < count; i++) {
    const pick = i + Math.floor(random() * (pool.length - i));
    const chosen = pool[pick] as T; // i ≤ pick < pool.length
    pool[pick] = pool[i] as T; // as above
    drawn.push(chosen);
  }
  return drawn;
}

/**
 * The items by rising value; equal values keep the order given, so the same input always gives the same order. Items without a value come
 * last, in the order given.
 */
export function orderByValue<T>(items: readonly T[], valueOf: (item: T) => number | undefined): readonly T[] {
  const rated = items.map((item) => ({ item, value: rank(valueOf(item)) }));
  return rated.sort((a, b) => (a.value === b.value ? 0 : a.value - b.value)).map(({ item }) => item);
}

function rank(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? Infinity : value;
}
