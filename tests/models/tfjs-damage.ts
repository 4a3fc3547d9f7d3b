import { SENTENCES } from './tfjs-sentences.ts';

export interface Example {
  readonly source: string;
  readonly hypothesis: string;
  readonly sourceLang: string;
  readonly targetLang: string;
  /** What was done to the translation; undefined for the fair one. */
  readonly damage: string | undefined;
}

interface Tools {
  readonly source: string;
  /** A fair translation of another sentence into the same language. */
  readonly other: string;
  readonly random: () => number;
}

type Damage = (target: string, tools: Tools) => string;

/** Ways in which translations go wrong, each on the fair translation. */
const DAMAGES: ReadonlyMap<string, Damage> = new Map<string, Damage>([
  ['untranslated', (_target, { source }) => source],
  ['empty', () => ''],
  ['cut', (target, { random }) => [...target].slice(0, Math.ceil([...target].length * (0.2 + 0.3 * random()))).join('')],
  ['other sentence', (target, { other }) => `${target} ${other}`],
  ['repeated', (target, { random }) => repeatPiece(target, random)],
  ['number changed', (target, { random }) => target.replace(/\d+/u, (n) => String(Number(n) + 1 + Math.floor(90 * random())))],
  ['number added', (target, { random }) => `${target} ${Math.floor(1000 * random())}`],
  ['half untranslated', (target, { source }) => `${source.slice(0, source.length / 2)} ${target.slice(target.length / 2)}`],
  ['final mark lost', (target) => target.replace(/[.。।!！?？؟]$/u, ',')],
  ['damaged signs', (target) => target.replace(/.$/u, '\ufffd\ufffd')],
  ['bracket lost', (target) => `(${target}`],
  ['placeholder lost', (target) => target.replace(/\{\w+\}|<\/?b>|https:\S+|\S+@\S+|[🌷]|[A-Z]+-\d+/gu, '')],
]);

/** Every sentence fair, and damaged in every way that changes it. Deterministic for a seeded `random`. */
export function examples(random: () => number, keep: (index: number) => boolean): readonly Example[] {
  return SENTENCES.flatMap(([sourceLang, targetLang, source, fair], i) => {
    if (!keep(i)) return [];
    const others = SENTENCES.filter((pair, j) => pair[1] === targetLang && j !== i);
    const other = others[Math.floor(random() * others.length)]?.[3] ?? fair;
    const base = { source, sourceLang, targetLang };
    const damaged = [...DAMAGES].map(([damage, apply]) => ({ ...base, damage, hypothesis: apply(fair, { source, other, random }) }));
    return [{ ...base, hypothesis: fair, damage: undefined }, ...damaged.filter((example) => example.hypothesis !== fair)];
  });
}

function repeatPiece(target: string, random: () => number): string {
  const signs = [...target];
  const start = Math.floor((random() * signs.length) / 2);
  const piece = signs.slice(start, start + Math.ceil(signs.length / 3)).join('');
  return `${signs.slice(0, start).join('')}${piece} ${piece} ${piece}${signs.slice(start).join('')}`;
}
