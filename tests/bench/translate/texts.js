/** A seeded sequence of numbers in [0, 1). @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

/** @param {readonly string[]} words @param {number} length @param {() => number} next */
function sentence(words, length, next) {
  return Array.from({ length }, () => words[Math.floor(next() * words.length)] ?? '').join(' ');
}

/** One text of each length, in words. @param {readonly string[]} words @param {readonly number[]} lengths */
export function sentences(words, lengths) {
  const next = random(11);
  return lengths.map((length) => sentence(words, length, next));
}

/** A document as translators meet them: titles and labels of a few words, most sentences of 8 to 30, some long ones. @param {readonly string[]} words @param {number} count */
export function document(words, count) {
  const next = random(12);
  return Array.from({ length: count }, () => {
    const kind = next();
    const [low, high] = kind < 0.25 ? [1, 6] : kind < 0.85 ? [8, 30] : [31, 60];
    return sentence(words, low + Math.floor(next() * (high - low + 1)), next);
  });
}
