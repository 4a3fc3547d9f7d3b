/**
 * What of a word is left when it is written in another script: its consonants, in Latin letters. `Толстой`, `Tolstoy` and `तोलस्तोय` are
 * all `tlst`. Equal skeletons are a hint that a name was kept, no proof. Scripts that are not listed give nothing.
 */
export function skeleton(word: string): string {
  let out = '';
  for (const letter of word.toLowerCase().normalize('NFKC')) out += letter <= 'z' ? letter : (SOUNDS.get(letter) ?? otherwise(letter));
  return out
    .replace(/c(?=[eiy])/gu, 's')
    .replace(/sch|tch|dzh|dj|ch|sh|zh|kh|ph|th|ck|[a-z]/gu, (piece) => LATIN.get(piece) ?? piece)
    .replace(/[^a-z]/gu, '')
    .replace(/(.)\1+/gu, '$1');
}

/** What Latin letters stand for in names; what is not listed stands for itself. `x` is every sound between `sh`, `ch` and `j`. */
const LATIN: ReadonlyMap<string, string> = new Map([
  ...['sch', 'tch', 'dzh', 'dj', 'ch', 'sh', 'zh', 'j'].map((piece): [string, string] => [piece, 'x']),
  ...['kh', 'ck', 'c', 'q'].map((piece): [string, string] => [piece, 'k']),
  ...[...'aeiouyh'].map((vowel): [string, string] => [vowel, '']),
  ['ph', 'f'],
  ['th', 't'],
  ['w', 'v'],
  ['z', 's'],
  ['x', 'ks'],
]);

/** Consonants of Cyrillic, Greek, Hebrew, Arabic and Katakana (which writes r for l), behind the Latin letters they sound like. */
const SOUNDS: ReadonlyMap<string, string> = new Map(
  `b:бבببバビブベボ g:гґγגگغガギグゲゴ d:дδדدضذダデド v:вβヴ zh:ж j:چجژジヂ z:зζזزظザズゼゾ k:кхκχכךקقكکخカキクケコ l:лλלل m:мμמםمマミムメモ
  n:нνנןنナニヌネノン p:пπפףپパピプペポ r:рρרرラリルレロ s:сσςסسصßサスセソ ts:цצץツ t:тθτטתتطثタテト ch:чチ sh:шщשشシ f:фφفフ ks:ξ ps:ψ`
    .split(/\s+/u)
    .flatMap((row) => {
      const [sound = '', letters = ''] = row.split(':');
      return [...letters].map((letter): [string, string] => [letter, sound]);
    }),
);

/** Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada and Malayalam stand in blocks of one order (ISCII). */
const BRAHMIC = 'kkggnjjjjnttddnttddnnpfbbm rrlllvjjsh';
const FIRST_BLOCK = 0x0900;
const AFTER_BLOCKS = 0x0d80;
const FIRST_CONSONANT = 0x15;

function otherwise(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code >= FIRST_BLOCK && code < AFTER_BLOCKS) return BRAHMIC[(code & 0x7f) - FIRST_CONSONANT] ?? '';
  const [base = ''] = letter.normalize('NFD'); // the letter under its accents
  return base <= 'z' ? base : (SOUNDS.get(base) ?? '');
}
