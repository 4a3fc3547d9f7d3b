import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bleuTokens } from '#metrics/bleu-tokenizer.ts';
import { corpusStats, referenceCount, sumStats } from '#metrics/corpus.ts';
import { TEXT_METRICS, bleuTokenizerFor } from '#metrics/table.ts';
import type { GoldenOptions } from './options.ts';
import { isTokenizer, metricOf } from './options.ts';

/** Our own texts in many scripts and signs, scored by sacreBLEU 2.6.0: see `golden/make.py`. */
const fixture = JSON.parse(readFileSync(new URL('golden/sacrebleu.json', import.meta.url), 'utf8')) as {
  texts: readonly { script: string; hypothesis: string; references: readonly (string | null)[] }[];
  tokens: Readonly<Record<string, readonly (readonly string[])[]>>;
  results: readonly { options: GoldenOptions; signature: string; corpus: number; sentence: readonly number[] }[];
};
const texts = fixture.texts.map(({ hypothesis, references }) => ({ hypothesis, references: references.filter((text) => text !== null) }));

describe('sacreBLEU on our own texts', () => {
  for (const { options, signature, corpus, sentence } of fixture.results) {
    const metric = metricOf(options);
    if (!metric) throw new Error(`no metric for ${JSON.stringify(options)}`);
    it(`${metric.id} ${signature}`, () => {
      const rows = corpusStats(metric, texts);
      expect(Math.abs(metric.score(sumStats(rows, metric.width)) - corpus)).toBeLessThanOrEqual(1e-9);
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

describe('the table of text metrics', () => {
  it.each(TEXT_METRICS.map((entry) => [entry.id, entry] as const))('%s counts the same for systems and segments', (id, entry) => {
    const [corpus, sentence] = [entry.corpus('13a'), entry.sentence('13a')];
    expect(corpus.id).toBe(id);
    expect(sentence.width).toBe(corpus.width);
    expect([...corpusStats(sentence, texts)]).toEqual([...corpusStats(corpus, texts)]);
  });

  it('counts several systems at once as it counts each', () => {
    for (const { corpus } of TEXT_METRICS) {
      const metric = corpus('intl');
      const hypotheses = texts.map(({ hypothesis }) => hypothesis);
      const references = texts[0]?.references ?? [];
      const together = metric.stats(references, hypotheses);
      expect(together.map((row) => [...row])).toEqual(hypotheses.map((one) => [...(metric.stats(references, [one])[0] ?? [])]));
    }
  });

  it('cuts by the target language', () => {
    const chosen = ['zh-Hant', 'zh_TW', 'ja', 'ko', 'th', 'de', 'ar', 'pt-BR', ''].map(bleuTokenizerFor);
    expect(chosen).toEqual(['zh', 'zh', 'char', 'char', 'char', '13a', '13a', '13a', '13a']);
  });
});
