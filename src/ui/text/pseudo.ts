const ACCENTED = new Map(
  Array.from('AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz', (letter, i) => [
    letter,
    [...'ÅåƁƀÇçÐđÉéƑƒĜĝĤĥÎîĴĵĶķĻļṀṁÑñÖöÞþǪǫŔŕŠšŢţÛûṼṽŴŵẊẋÝýŽž'][i] ?? letter,
  ]),
);

/** A sentence with every Latin letter replaced and brackets around it: what stays plain on screen was never in `ui/text`. */
function accented(sentence: string): string {
  return `⟦${Array.from(sentence, (letter) => ACCENTED.get(letter) ?? letter).join('')}⟧`;
}

/**
 * The mirrored pseudo-language `en-XB`: every sentence of the original accented and bracketed, shown right to left.
 * Values handed to a sentence are accented with it.
 */
export function pseudo<T extends object>(original: T): T {
  return walk(original) as T; // the walk keeps the shape
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return accented(value);
  if (typeof value === 'function') return (...args: unknown[]) => walk((value as (...all: unknown[]) => unknown)(...args)); // sentences are functions of plain values
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  return value;
}
