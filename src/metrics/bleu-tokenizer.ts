import type { BleuTokenizer, PieceTokenizer } from '#core/score-settings.ts';
import { endOfText, isWhiteSpace, splitWords } from '#metrics/white-space.ts';

/** Those that need no model. */
export type RuleTokenizer = Exclude<BleuTokenizer, PieceTokenizer>;

const PLAIN = 0;
const SPACE = 1;
/** Always a token of its own. */
const ALONE = 2;
/** A token of its own but where it touches digits as the rules say. */
const POINT = 3;
const DIGIT = 4;
/** A token of its own after a digit. */
const HYPHEN = 5;
/** What stands before and after a line that is not padded: nothing that a rule could take. */
const EDGE = 6;

/** Classes of characters, and whether the rules see a space before and after the line. */
interface Rules {
  readonly classes: Uint8Array;
  readonly isPadded: boolean;
  /** Class of a character beyond the basic plane. */
  readonly astral: (codePoint: number) => number;
}

function rules(isPadded: boolean, classOf: (unit: number) => number, astral: (codePoint: number) => number = () => PLAIN): Rules {
  const classes = Uint8Array.from({ length: 0x10000 }, (_, unit) => (isWhiteSpace(unit) ? SPACE : classOf(unit)));
  return { classes, isPadded, astral };
}

/** Of `mteval-v13a`: ASCII only. The apostrophe is plain; so are full stop, comma and hyphen between digits, or the first two otherwise. */
function class13a(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return DIGIT;
  if (unit === 0x2e || unit === 0x2c) return POINT;
  if (unit === 0x2d) return HYPHEN;
  return /[{-~[-`!-&(-+:-@/]/.test(String.fromCharCode(unit)) ? ALONE : PLAIN;
}

/**
 * What sacreBLEU's `zh` separates. Two of its ranges are written `\u20000`-`\u2a6d6` and `\u2f800`-`\u2fa1d`, which Python reads as strings of
 * two characters: they take in U+2001-2A6D and U+2F81-2FA1 (so quotes, dashes, signs), and leave the rare ideographs beyond the basic plane out.
 */
const CHINESE: readonly (readonly [number, number])[] = [
  [0x2001, 0x2a6d],
  [0x2e80, 0x2fdf],
  [0x2ff0, 0x303f],
  [0x3100, 0x312f],
  [0x31a0, 0x31bf],
  [0x31c0, 0x31ef],
  [0x3200, 0x33ff],
  [0x3400, 0x4db5],
  [0x4e00, 0x9fbb],
  [0xf900, 0xfa2d],
  [0xfa30, 0xfa6a],
  [0xfa70, 0xfad9],
  [0xfe10, 0xfe1f],
  [0xfe30, 0xfe4f],
  [0xff00, 0xffef],
];

function classZh(unit: number): number {
  return CHINESE.some(([first, last]) => unit >= first && unit <= last) ? ALONE : class13a(unit);
}

/** Unicode: punctuation, numbers, symbols. */
function classIntl(codePoint: number): number {
  const char = String.fromCodePoint(codePoint);
  if (/\p{N}/u.test(char)) return DIGIT;
  if (/\p{P}/u.test(char)) return POINT;
  return /\p{S}/u.test(char) ? ALONE : PLAIN;
}

const made = new Map<RuleTokenizer, Rules>();

function rulesOf(id: '13a' | 'zh' | 'intl'): Rules {
  const known = made.get(id);
  if (known) return known;
  const fresh = id === '13a' ? rules(true, class13a) : id === 'zh' ? rules(false, classZh) : rules(false, classIntl, classIntl);
  made.set(id, fresh);
  return fresh;
}

/** The tokens of a line, as sacreBLEU 2.6.0 makes them. */
export function bleuTokens(id: RuleTokenizer, line: string): string[] {
  switch (id) {
    case '13a':
      return cut(unescape13a(line), rulesOf('13a'));
    case 'zh':
      // Between strip and the rules nothing is padded, so white space before the text counts as little as after it.
      return cut(line.slice(startOfText(line), endOfText(line)), rulesOf('zh'));
    case 'intl':
      return cut(line.slice(0, endOfText(line)), rulesOf('intl'));
    case 'char':
      return [...line].filter((char) => !isWhiteSpace(char.charCodeAt(0)));
    case 'none':
      return splitWords(line);
  }
}

function startOfText(line: string): number {
  let start = 0;
  while (start < line.length && isWhiteSpace(line.charCodeAt(start))) start++;
  return start;
}

/** Each entity once, in this order: `&amp;lt;` ends as `<`. */
function unescape13a(line: string): string {
  const text = line.slice(0, endOfText(line));
  if (!/[\n&]|<skipped>/.test(text)) return text;
  const joined = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  return joined.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}

/**
 * One pass in place of the reference's chain of regular expressions (a space around each ALONE, then `([^0-9])([.,])`, `([.,])([^0-9])`,
 * `([0-9])(-)`). They scan without overlap, so of a run of points the first pairs with what stands before it, if that is no digit, and the rest
 * pair up among themselves; every paired point is a token. A point left over is a token too, but where a digit follows: then it begins that number,
 * or, alone between two digits, belongs to both. An unpadded line has nothing before its first character nor after its last to pair with.
 */
function cut(line: string, { classes, isPadded, astral }: Rules): string[] {
  const tokens: string[] = [];
  const length = line.length;
  let start = -1;
  let before: number = isPadded ? SPACE : EDGE;
  let i = 0;
  const end = (at: number): void => {
    if (start >= 0) tokens.push(line.slice(start, at));
    start = -1;
  };
  while (i < length) {
    const [kind, next] = classAt(i);
    if (kind === PLAIN || kind === DIGIT || (kind === HYPHEN && before !== DIGIT)) {
      if (start < 0) start = i;
      i = next;
    } else if (kind === POINT) {
      i = points(i, next);
    } else {
      end(i);
      if (kind !== SPACE) tokens.push(line.slice(i, next));
      i = next;
    }
    before = kind;
  }
  end(length);
  return tokens;

  function classAt(at: number): [kind: number, next: number] {
    const unit = line.charCodeAt(at);
    const codePoint = unit >= 0xd800 && unit < 0xdc00 ? (line.codePointAt(at) ?? unit) : unit;
    return codePoint > 0xffff ? [astral(codePoint), at + 2] : [classes[unit] ?? PLAIN, at + 1];
  }

  /** Deals with the run of points that begins here; gives where it ends. */
  function points(first: number, second: number): number {
    const starts = [first];
    let next = second;
    let after: number = isPadded ? SPACE : EDGE;
    while (next < length) {
      const [kind, beyond] = classAt(next);
      after = kind;
      if (kind !== POINT) break;
      starts.push(next);
      next = beyond;
      after = isPadded ? SPACE : EDGE;
    }
    const free = before === DIGIT || before === EDGE ? starts.length : starts.length - 1;
    const isOneLeft = free % 2 === 1 && (after === DIGIT || after === EDGE);
    if (isOneLeft && starts.length === 1) {
      if (start < 0) start = first;
      return next;
    }
    end(first);
    for (const [k, at] of starts.entries()) {
      if (isOneLeft && k === starts.length - 1) start = at;
      else tokens.push(line.slice(at, starts[k + 1] ?? next));
    }
    return next;
  }
}
