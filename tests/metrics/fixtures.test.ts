import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TextMetricSettings } from '#core/score-settings.ts';
import { bleuTokens } from '#metrics/bleu-tokenizer.ts';
import { corpusStats, referenceCount, sumStats } from '#metrics/corpus.ts';
import { fixed, printedScore } from '#metrics/printed.ts';
import { bleuTokenizerFor, textMeasure } from '#metrics/table.ts';
import type { GoldenOptions } from './options.ts';
import { isTokenizer, metricOf } from './options.ts';

/** Our own texts in many scripts and signs, scored by sacreBLEU 2.6.0: see `golden/make.py`. */
const fixture = JSON.parse(readFileSync(new URL('golden/sacrebleu.json', import.meta.url), 'utf8')) as {
  texts: readonly { script: string; hypothesis: string; references: readonly (string | null)[] }[];
  tokens: Readonly<Record<string, readonly (readonly string[])[]>>;
  results: readonly { options: GoldenOptions; signature: string; corpus: number; printed: string; sentence: readonly number[] }[];
};
const texts = fixture.texts.map(({ hypothesis, references }) => ({ hypothesis, references: references.filter((text) => text !== null) }));

describe('sacreBLEU on our own texts', () => {
  for (const { options, signature, corpus, printed, sentence } of fixture.results) {
    const metric = metricOf(options);
    it(`${metric.id} ${signature}`, () => {
      const rows = corpusStats(metric, texts);
      expect(Math.abs(metric.score(sumStats(rows, metric.width)) - corpus)).toBeLessThanOrEqual(1e-9);
      expect(printedScore(metric, sumStats(rows, metric.width))).toBe(printed);
      expect(metric.signature(referenceCount(texts))).toBe(signature);
      for (const [i, expected] of sentence.entries()) {
        const own = metric.score(rows.subarray(i * metric.width, (i + 1) * metric.width));
        expect(Math.abs(own - expected), fixture.texts[i]?.hypothesis).toBeLessThanOrEqual(1e-9);
      }
    });
  }

  it('cuts tokens alike', () => {
    for (const [id, lines] of Object.entries(fixture.tokens)) {
      if (!isTokenizer(id)) throw new Error(`no tokenizer ${id}`);
      for (const [i, tokens] of lines.entries()) expect(bleuTokens(id, texts[i]?.hypothesis ?? ''), `${id} ${i}`).toEqual(tokens);
    }
  });
});

const SETTINGS: readonly TextMetricSettings[] = [
  { kind: 'BLEU' },
  { kind: 'BLEU', tokenize: 'intl', lowercase: true },
  { kind: 'chrF' },
  { kind: 'chrF', wordOrder: 2 },
  { kind: 'TER' },
  { kind: 'TER', normalized: true },
];

describe.each(SETTINGS.map((settings) => [settings.kind, settings] as const))('%s in the table of text metrics', (kind, settings) => {
  const { corpus, sentence } = textMeasure(settings, { language: 'de' });

  it('counts the same for systems and segments', () => {
    expect(corpus.id.startsWith(kind)).toBe(true);
    expect(sentence.width).toBe(corpus.width);
    expect([...corpusStats(sentence, texts)]).toEqual([...corpusStats(corpus, texts)]);
  });

  it('counts several systems at once as it counts each', () => {
    const hypotheses = texts.map(({ hypothesis }) => hypothesis);
    for (const { references } of texts.slice(0, 5)) {
      const together = corpus.stats(references, hypotheses);
      expect(together.map((row) => [...row])).toEqual(hypotheses.map((one) => [...(corpus.stats(references, [one])[0] ?? [])]));
    }
  });

  it('counts whole numbers where it says so', () => {
    const rows = corpusStats(corpus, texts);
    if (corpus.isWhole) expect(rows.every(Number.isInteger)).toBe(true);
    expect(rows.every((value) => value >= 0)).toBe(true);
  });
});

describe('the table of text metrics', () => {
  it('cuts by the target language', () => {
    const chosen = ['zh-Hant', 'zh_TW', 'ja', 'ko', 'th', 'de', 'ar', 'pt-BR', ''].map(bleuTokenizerFor);
    expect(chosen).toEqual(['zh', 'zh', 'char', 'char', 'char', '13a', '13a', '13a', '13a']);
  });

  it('cuts by pieces where a model is given, and says so where none is', () => {
    const settings = { kind: 'BLEU', tokenize: 'flores200' } as const;
    expect(() => textMeasure(settings, { language: 'de' })).toThrow(RangeError);
    const cut = (text: string): string[] => text.split('').map((char) => `\u2581${char}`);
    const { corpus } = textMeasure(settings, { language: 'de', pieces: { cut } });
    expect(corpus.signature(1)).toContain('|tok:flores200|smooth:');
    const named = textMeasure(settings, { language: 'de', pieces: { cut, sha256: '0123456789abcdef' } });
    expect(named.corpus.signature(1)).toContain('|tok:flores200|spm:0123456789ab|smooth:');
    expect([...(corpus.stats(['abcd'], ['abcx '])[0] ?? [])]).toEqual([4, 4, 3, 2, 1, 0, 4, 3, 2, 1]);
  });
});

describe('printed numbers', () => {
  it('round as Python does', () => {
    expect([0.125, 0.375, 2.5, 0.5, 1.005, 99.995, 62.25].map((value) => fixed(value, 2))).toEqual([
      '0.12',
      '0.38',
      '2.50',
      '0.50',
      '1.00',
      '100.00',
      '62.25',
    ]);
    expect([0.25, 0.75, 12.25, 0.05].map((value) => fixed(value, 1))).toEqual(['0.2', '0.8', '12.2', '0.1']);
  });
});
