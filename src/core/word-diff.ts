import { words } from '#core/text.ts';

/** A stretch of one text: the other has it too, or it does not. */
export interface DiffPiece {
  readonly text: string;
  readonly isShared: boolean;
}

export interface WordDiff {
  readonly first: readonly DiffPiece[];
  readonly second: readonly DiffPiece[];
}

/** Beyond so many pairs of words the middle of the texts counts as wholly different: no segment is that long, and none may hold up the page. */
const MOST_PAIRS = 1_000_000;

/**
 * What two texts have in common, by the words of their language: a longest common subsequence (Hunt & Szymanski 1977 §2) between what begins and ends
 * alike. The pieces of each text, put together, are that text.
 */
export function diffWords(first: string, second: string, lang: string): WordDiff {
  const [a, b] = [cut(first, lang), cut(second, lang)];
  const isShared = [a.map(() => false), b.map(() => false)] as const;
  for (const [i, j] of commonWords(a, b)) {
    isShared[0][i] = true;
    isShared[1][j] = true;
  }
  return { first: pieces(a, isShared[0]), second: pieces(b, isShared[1]) };
}

function cut(text: string, lang: string): readonly string[] {
  return words(text, lang).map(({ start, end }) => text.slice(start, end));
}

/** Places of the words in common, both rising. */
function commonWords(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) found.push([start, start++]);
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) found.push([--endA, --endB]);
  const [rows, columns] = [endA - start, endB - start];
  if (rows * columns > MOST_PAIRS) return found;
  // lengths[i][j]: how much the rests of both texts, from there on, have in common.
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const lengthAt = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const isSame = a[start + i] === b[start + j];
      lengths[i * width + j] = isSame ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (a[start + i] === b[start + j]) found.push([start + i++, start + j++]);
    else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i++;
    else j++;
  }
  return found;
}

/** Neighbours of one kind joined; white space between two differing words differs with them. */
function pieces(texts: readonly string[], isShared: readonly boolean[]): readonly DiffPiece[] {
  const joined: { text: string; isShared: boolean }[] = [];
  for (const [i, text] of texts.entries()) {
    const isGap = text.trim() === '' && isShared[i - 1] === false && isShared[i + 1] === false;
    const own = isShared[i] === true && !isGap;
    const last = joined.at(-1);
    if (last?.isShared === own) last.text += text;
    else joined.push({ text, isShared: own });
  }
  return joined;
}
