/** Finished SVG text: what a template took in is escaped, so it can stand in another template as it is. */
export class Svg {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Part = Svg | string | number | readonly Svg[];

/** Writes SVG. Every value is escaped for text and attributes alike; only `Svg`s, alone or in a list, go in as they are. */
export function svg(strings: TemplateStringsArray, ...parts: readonly Part[]): Svg {
  return new Svg(strings.reduce((text, string, i) => `${text}${written(parts[i - 1])}${string}`));
}

function written(part: Part | undefined): string {
  if (part === undefined) return '';
  if (part instanceof Svg) return part.text;
  if (typeof part === 'number') return String(Math.round(part * 100) / 100);
  if (typeof part === 'string') return escaped(part);
  return part.map(({ text }) => text).join('');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escaped(text: string): string {
  // XML has no place for most control characters, nor for half a surrogate pair.
  const legal = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu, '\ufffd');
  return legal.replaceAll(/[&<>"']/g, (char) => ENTITIES.get(char) ?? char);
}
