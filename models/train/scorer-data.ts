import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FeatureInput } from '#inference/features-text.ts';
import type { Random } from '#stats/random.ts';

/** A translation as people judged it. */
export interface Judged extends FeatureInput {
  /** Mean direct assessment, 0 to 100. */
  readonly mean: number;
}

/** A row of MLQE-PE's `*.df.short.tsv`: index, original, translation, scores, mean, …; fields are not quoted. */
export function readJudged(folder: string, pair: string, part: 'train' | 'dev'): readonly Judged[] {
  const name = `${pair}.${part}.df.short.tsv`;
  const [sourceLang = '', targetLang = ''] = pair.split('-');
  const [header = '', ...lines] = text(folder, name).trimEnd().split('\n');
  const columns = header.split('\t');
  const [source, hypothesis, mean] = ['original', 'translation', 'mean'].map((column) => columns.indexOf(column));
  return lines.map((line, i) => {
    const fields = line.split('\t');
    const row = { source: fields[source ?? -1] ?? '', hypothesis: fields[hypothesis ?? -1] ?? '', mean: Number(fields[mean ?? -1]) };
    if (fields.length !== columns.length || !Number.isFinite(row.mean)) throw new Error(`${name}, line ${i + 2}: not a judged row`);
    return { ...row, sourceLang, targetLang };
  });
}

function text(folder: string, name: string): string {
  const path = join(folder, name);
  const packed = `${path}.gz`;
  try {
    return gunzipSync(readFileSync(packed)).toString('utf8');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
    return readFileSync(path, 'utf8');
  }
}

/** What was done to a translation, and the risk that it then has at least. */
interface Damage {
  readonly risk: number;
  readonly apply: (row: FeatureInput, other: FeatureInput, random: Random) => string;
}

/** Gross errors that the judged translations hardly have but real projects do. */
const DAMAGES: readonly Damage[] = [
  { risk: 1, apply: () => '' },
  { risk: 0.95, apply: ({ source }) => source },
  { risk: 0.95, apply: (_row, { hypothesis }) => hypothesis },
  { risk: 0.9, apply: ({ hypothesis }, _other, random) => firstWords(hypothesis, 0.15 + 0.35 * random.next()) },
  { risk: 0.75, apply: ({ hypothesis }, _other, random) => firstWords(hypothesis, 0.5 + 0.2 * random.next()) },
  { risk: 0.9, apply: ({ hypothesis }, _other, random) => looped(hypothesis, random) },
  { risk: 0.85, apply: ({ source, hypothesis }) => `${firstWords(hypothesis, 0.5)} ${lastWords(source, 0.5)}` },
  { risk: 0.85, apply: ({ hypothesis }, other) => `${hypothesis} ${other.hypothesis}` },
  { risk: 0.6, apply: ({ hypothesis }, _other, random) => hypothesis.replaceAll(/\d+/gu, (digits) => otherNumber(digits, random)) },
  { risk: 0.8, apply: ({ hypothesis }, _other, random) => shuffled(hypothesis, random) },
  { risk: 0.9, apply: ({ hypothesis }) => Buffer.from(hypothesis, 'utf8').toString('latin1') },
  { risk: 0.9, apply: ({ hypothesis }) => hypothesis.replaceAll(/\p{L}/gu, '\ufffd') },
];

/** One damaged version of the row, with the share of quality that it has lost; undefined where the damage does not change the text. */
export function damaged(row: Judged, other: Judged, random: Random): { readonly row: Judged; readonly risk: number } | undefined {
  const damage = DAMAGES[random.below(DAMAGES.length)];
  const hypothesis = damage?.apply(row, other, random) ?? row.hypothesis;
  if (!damage || hypothesis === row.hypothesis) return undefined;
  return { row: { ...row, hypothesis }, risk: Math.max(damage.risk, 1 - row.mean / 100) };
}

/** Seen from the other side. */
export function turned<T extends FeatureInput>(row: T): T {
  return { ...row, source: row.hypothesis, hypothesis: row.source, sourceLang: row.targetLang, targetLang: row.sourceLang };
}

function firstWords(text: string, share: number): string {
  const words = text.split(' ');
  return words.slice(0, Math.max(1, Math.round(words.length * share))).join(' ');
}

function lastWords(text: string, share: number): string {
  const words = text.split(' ');
  return words.slice(Math.floor(words.length * (1 - share))).join(' ');
}

function looped(text: string, random: Random): string {
  const words = text.split(' ');
  const start = random.below(Math.max(1, words.length - 2));
  const piece = words.slice(start, start + 1 + random.below(4));
  const times = 2 + random.below(6);
  return [...words.slice(0, start), ...Array.from({ length: times }, () => piece).flat(), ...words.slice(start + piece.length)].join(' ');
}

function shuffled(text: string, random: Random): string {
  const words = text.split(' ');
  for (let i = words.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [words[i], words[j]] = [words[j] ?? '', words[i] ?? ''];
  }
  return words.join(' ');
}

function otherNumber(digits: string, random: Random): string {
  return [...digits].map((digit) => String((Number(digit) + 1 + random.below(9)) % 10)).join('');
}
