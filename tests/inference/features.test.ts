import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEATURE_SETS, featureSetName, featureVector, isFeature, isWordCode } from '#inference/features.ts';
import { models } from '#ui/text/en/models.ts';

const FIRST = FEATURE_SETS.get('stet-features-1') ?? [];
const ALL = FEATURE_SETS.get('stet-features-2') ?? [];
const NAMED = ALL.filter((name) => !isWordCode(name));

function value(name: string, source: string, hypothesis: string, sourceLang = 'en', targetLang = 'de'): number | undefined {
  return featureVector([name], { source, hypothesis, sourceLang, targetLang })[0];
}

describe('the features', () => {
  it('are finite and within [-1, 1] for any two texts and any language tags', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.constantFrom('', ' ', '\ud800', '((((', 'aaaa', '1,2.3'),
    );
    const lang = fc.oneof(fc.constantFrom('en', 'ar', 'ja', 'th', 'zh-Hant', 'qaa', 'und', ''), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(text, text, lang, lang, (source, hypothesis, sourceLang, targetLang) => {
        const values = featureVector(ALL, { source, hypothesis, sourceLang, targetLang });
        expect(values).toHaveLength(ALL.length);
        expect(values.every((n) => Number.isFinite(n) && Math.abs(n) <= 1)).toBe(true);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('find nothing wrong in a fair translation, whatever its script', () => {
    const fair: [string, string, string, string][] = [
      ['en', 'de', 'Please switch the pump off before 10:30.', 'Bitte schalten Sie die Pumpe vor 10:30 aus.'],
      ['en', 'ar', 'The tank holds 1,250 litres.', 'يتسع الخزان لـ ١٬٢٥٠ لترًا.'],
      ['en', 'ja', 'Have you seen the map?', '地図を見ましたか？'],
      ['en', 'he', 'Wait here, please!', 'המתינו כאן, בבקשה!'],
      ['en', 'hi', 'The shop opens at 9.', 'दुकान ९ बजे खुलती है।'],
      ['ru', 'en', 'Где находится музей?', 'Where is the museum?'],
    ];
    const wrong = FIRST.filter(
      (name) => !name.startsWith('length.') && !name.startsWith('case.') && !name.startsWith('copy.words') && name !== 'copy.run',
    );
    for (const [sourceLang, targetLang, source, hypothesis] of fair) {
      const values = featureVector(wrong, { source, hypothesis, sourceLang, targetLang });
      const off = wrong.filter((name, i) => (values[i] ?? 0) > 0 && !(name === 'punctuation.difference' && (values[i] ?? 0) < 0.5));
      expect(off, `${source} -> ${hypothesis}`).toEqual([]);
    }
  });

  it.each([
    ['empty', 'Hello.', '  ', 1],
    ['numbers.missing', 'From 5 to 12 March 2024', 'Vom 5. März 2024', 1 / 3],
    ['numbers.added', 'in 2024', 'im Jahr 2024, um 7', 1 / 2],
    ['numbers.missing', '120,000.50 euros', '120.000,50 Euro', 0],
    ['punctuation.final', 'Really?', 'Wirklich.', 1],
    ['punctuation.final', 'He said: "Go."', 'Er sagte: „Geh.“', 0],
    ['brackets.unbalanced', 'See (page 3).', 'Siehe (Seite 3.', 1 / 2],
    ['copy.whole', 'Open the valve.', 'Open the valve.', 1],
    ['copy.run', 'Open the red valve now', 'Bitte the red valve öffnen', 3 / 5],
    ['repetition.words', 'a b c', 'der der der Hund', 2 / 3],
    ['repetition.letters', 'Oh no', 'Neiiiiiiin', 4 / 5],
    ['kept.links', 'See https://stet.example/a?b=1.', 'Siehe https://stet.example/a?b=1.', 0],
    ['kept.links', 'Write to help@stet.example', 'Schreiben Sie uns', 1],
    ['kept.emoji', 'Thanks 👍🏽🇩🇪', 'Danke 👍🏽', 1 / 3],
    ['kept.placeholders', 'Hi {name}, %d <b>new</b>', 'Hallo {name}, %d <b>neue</b>', 0],
    ['kept.placeholders', 'Hi {name}', 'Hallo {Name}', 1],
    ['kept.codes', 'The XR-200 has USB', 'Das XR-200 hat Anschlüsse', 1 / 2],
    ['spaces.lines', 'a\nb', 'a b', 1],
    ['case.first', 'Hello', 'hallo', 1],
    ['damage', 'Tür', 'T\ufffdr', 1],
  ])('%s: %j -> %j is %d', (name, source, hypothesis, expected) => {
    expect(value(name, source, hypothesis)).toBeCloseTo(expected, 12);
  });

  it('tell text left in the source script from text in the target script', () => {
    expect(value('script.foreign', 'Открой дверь', 'Open дверь', 'ru', 'en')).toBeCloseTo(5 / 9, 12);
    expect(value('script.untranslated', 'Открой дверь', 'Open дверь', 'ru', 'en')).toBeCloseTo(5 / 9, 12);
    expect(value('script.foreign', 'Coffee', 'コーヒーを飲む', 'en', 'ja')).toBe(0);
    expect(value('script.untranslated', 'Coffee', 'Kaffee', 'en', 'de')).toBe(0);
  });

  it('read the digits of every script alike', () => {
    for (const digits of ['٣٤٥', '۳۴۵', '३४५', '๓๔๕', '３４５', '𝟑𝟒𝟓']) expect(value('numbers.missing', '345', digits)).toBe(0);
  });

  it('read the beginning of a very long text only', () => {
    const input = (text: string): readonly number[] =>
      featureVector(ALL, { source: text, hypothesis: text, sourceLang: 'la', targetLang: 'en' });
    const long = 'lorem ipsum (dolor) 12 '.repeat(20_000);
    expect(input(long)).toEqual(input(long.slice(0, 8192)));
  });

  it('are each listed in docs/features.md, in order, and named on screen', () => {
    const listed = [...readFileSync('docs/features.md', 'utf8').matchAll(/^\| `([a-z.]+)` /gmu)].map((row) => row[1]);
    expect(listed).toEqual(NAMED.filter((name) => !name.startsWith('words.')));
    expect(Object.keys(models.featureNames)).toEqual(NAMED);
  });

  it('of the first set stand first in the second, and each set is known by its names', () => {
    expect(FIRST).toHaveLength(29);
    expect(ALL).toHaveLength(171);
    expect(ALL.slice(0, FIRST.length)).toEqual(FIRST);
    expect([FIRST, ALL].map(featureSetName)).toEqual(['stet-features-1', 'stet-features-2']);
  });

  it('give a word one number a language, whatever its ending and place, and none where there is no word', () => {
    const codes = (text: string, lang: string): readonly number[] =>
      featureVector(['words.source.1', 'words.source.2', 'words.source.3', 'words.source.each'], {
        source: text,
        hypothesis: '',
        sourceLang: lang,
        targetLang: 'en',
      });
    const [first, second, none, each] = codes('Regenbogen Regenschirm', 'de');
    expect(first).toBe(second);
    expect([none, each]).toEqual([0, 0.5]);
    expect(codes('Ein Regenbogen', 'de-AT')[1]).toBe(first);
    expect(codes('Regenbogen', 'nl')[0]).not.toBe(first);
    expect(Number.isInteger((first ?? 0) * 32_768)).toBe(true);
  });

  it.each([
    ['ru', 'Лев Толстой', 'Leo Tolstoy'],
    ['ne', 'काठमाडौं', 'Kathmandu'],
    ['el', 'Θεσσαλονίκη', 'Thessaloniki'],
    ['ja', 'バルセロナ', 'Barcerona'],
    ['uk', 'Шевченко', 'Shevchenko'],
  ])('hear %s %s in %s', (lang, source, hypothesis) => {
    expect(value('sounds.words', source, hypothesis, lang, 'en')).toBeGreaterThanOrEqual(0.5);
    expect(value('sounds.words', source, 'Nothing similar', lang, 'en')).toBe(0);
  });

  it('expect a length by the scripts', () => {
    expect(value('length.unexpected', 'She reads the newspaper every morning.', '她每天早上看报纸。', 'en', 'zh')).toBeLessThan(0.2);
    expect(value('length.unexpected', 'She reads the newspaper every morning.', '她', 'en', 'zh')).toBeGreaterThan(0.5);
  });

  it('refuse a name that is not in the table', () => {
    expect(isFeature('__proto__')).toBe(false);
    expect(() => value('__proto__', 'a', 'b')).toThrow(RangeError);
  });
});
