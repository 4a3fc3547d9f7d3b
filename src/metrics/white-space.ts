/**
 * What Python's `str.split` and `strip` take for white space. JavaScript's `\s` differs: it lacks U+001C-001F and U+0085, and has U+FEFF.
 */
const WHITE_SPACE =
  '\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

const table = new Uint8Array(0x10000);
for (const char of WHITE_SPACE) table[char.charCodeAt(0)] = 1;

/** Of a UTF-16 code unit; all white space lies in the basic plane. */
export function isWhiteSpace(unit: number): boolean {
  return table[unit] === 1;
}

/** Where the text ends, but for white space. */
export function endOfText(line: string): number {
  let end = line.length;
  while (end > 0 && isWhiteSpace(line.charCodeAt(end - 1))) end--;
  return end;
}

/** What stands between white space. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let start = -1;
  for (let i = 0; i < line.length; i++) {
    if (!isWhiteSpace(line.charCodeAt(i))) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      words.push(line.slice(start, i));
      start = -1;
    }
  }
  if (start >= 0) words.push(line.slice(start));
  return words;
}
