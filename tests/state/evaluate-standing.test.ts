import { describe, expect, it } from 'vitest';
import { WHOLE_SHEET } from '#core/score-settings.ts';
import type { Comparison, PairTests, ScoreSheet, SystemPair } from '#core/score-sheet.ts';
import { focusOf } from '#state/evaluate-pair.ts';
import { ranksOf } from '#state/evaluate-ranks.ts';
import { verdictsOf } from '#state/evaluate-verdict.ts';

const comparison = (others: Comparison['others']): Comparison => ({
  metricId: 'MQM',
  leaderId: 'a',
  level: 0.95,
  samples: 1000,
  least: 20,
  others,
});
const pair = (firstId: string, secondId: string, p: number, low: number, high: number): SystemPair => ({
  firstId,
  secondId,
  segments: 30,
  units: 30,
  difference: (low + high) / 2,
  low,
  high,
  p,
});

function sheet(comparisons: readonly Comparison[], pairs: readonly SystemPair[]): ScoreSheet {
  const system = { origin: 'import', translated: 30, rated: 30, annotators: 1 } as const;
  const tests: PairTests = { metricId: 'MQM', test: 'bootstrap', isTested: true, unit: 'segment', samples: 1000, seed: 1, pairs };
  return {
    projectId: 'p',
    request: WHOLE_SHEET,
    segments: 30,
    documents: 1,
    allSegments: 30,
    referenced: 30,
    annotators: 1,
    metrics: [
      { id: 'BLEU', kind: 'text', name: 'BLEU', higherIsBetter: true, signature: '' },
      { id: 'MQM', kind: 'rating', name: 'MQM', higherIsBetter: false, signature: '' },
    ],
    systems: ['a', 'b', 'c'].map((id, i) => ({
      ...system,
      id,
      name: id.toUpperCase(),
      values: [
        { value: 30 + i, segments: 30 },
        { value: 1 + i, segments: 30 },
      ],
    })),
    losses: [],
    comparisons,
    pairTests: pairs.length === 0 ? [] : [tests],
    bootstrap: { samples: 1000, seed: 1, level: 0.95 },
  };
}

describe('verdicts', () => {
  it('say how many more segments would tell two systems apart, by their spread and difference', () => {
    // An interval of ±2 over 30 segments: standard deviation 2·√30/1.96 = 5.59; (1.96 + 0.842)² · 5.59² / 1² = 245.3 segments for a difference of 1.
    const [verdict] = verdictsOf(
      sheet([comparison([{ systemId: 'b', segments: 30, value: 1, low: -1, high: 3, standing: 'unclear' }])], []),
    );
    expect(verdict?.others[0]?.once).toBe(220);
    // Who looks after every judgement needs more of them: the interval that holds at every look is the wider one.
    expect(verdict?.others[0]?.needed).toBe(310);
  });

  it('ask for none where the systems are told apart, and for the least that a claim needs where there are few', () => {
    const [verdict] = verdictsOf(
      sheet(
        [
          comparison([
            { systemId: 'b', segments: 30, value: 3, low: 1, high: 5, standing: 'better' },
            { systemId: 'c', segments: 9, value: 9, standing: 'few' },
          ]),
        ],
        [],
      ),
    );
    // Told apart at one look, but not yet for someone who had looked all along.
    expect(verdict?.others.map(({ systemId, needed, once }) => [systemId, needed, once])).toEqual([
      ['b', 2, undefined],
      ['c', 11, 11],
    ]);
  });

  it('take the interval of the two alone where there are too few for a claim, turned towards the leader', () => {
    const [verdict] = verdictsOf(
      sheet([comparison([{ systemId: 'b', segments: 9, value: 2, standing: 'few' }])], [pair('b', 'a', 0.2, -5, 1)]),
    );
    expect(verdict?.others[0]).toMatchObject({ low: -1, high: 5 });
  });

  it('give the size of the effect, turned towards the leader', () => {
    const tested = { ...pair('b', 'a', 0.2, -3, 1), deviation: 4 };
    const [verdict] = verdictsOf(
      sheet([comparison([{ systemId: 'b', segments: 30, value: 1, low: -1, high: 3, standing: 'unclear' }])], [tested]),
    );
    expect(verdict?.others[0]?.effect).toBe(0.25);
  });

  it('name no number for a difference of nothing, nor one that nobody could rate', () => {
    const told = (value: number) =>
      verdictsOf(sheet([comparison([{ systemId: 'b', segments: 30, value, low: -3, high: 3, standing: 'unclear' }])], []))[0]?.others[0];
    expect(told(0)?.needed).toBeUndefined();
    expect(told(0.001)?.needed).toBeUndefined();
  });
});

describe('ranks', () => {
  it('hold together what the corrected tests do not tell apart', () => {
    const ranks = ranksOf(sheet([], [pair('a', 'b', 0.03, 0, 1), pair('a', 'c', 0.001, 1, 2), pair('b', 'c', 0.001, 1, 2)]), 'MQM');
    expect(ranks.map(({ systemId, cluster }) => [systemId, cluster])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    const tied = ranksOf(sheet([], [pair('a', 'b', 0.03, 0, 1), pair('a', 'c', 0.04, 0, 1), pair('b', 'c', 0.2, 0, 1)]), 'MQM');
    expect(tied.map(({ systemId, best, worst, cluster }) => [systemId, best, worst, cluster])).toEqual([
      ['a', 1, 3, 1],
      ['b', 1, 3, 1],
      ['c', 1, 3, 1],
    ]);
  });

  it('claim nothing where too few segments are shared', () => {
    const few = { ...pair('a', 'b', 0.001, 1, 2), segments: 9 };
    const ranks = ranksOf(sheet([comparison([{ systemId: 'b', segments: 9, value: 2, standing: 'few' }])], [few]), 'MQM');
    expect(new Set(ranks.map(({ cluster }) => cluster))).toEqual(new Set([1]));
  });

  it('are none without tests', () => {
    expect(ranksOf(sheet([], []), 'MQM')).toEqual([]);
    expect(ranksOf(sheet([], [pair('a', 'b', 0.03, 0, 1)]), 'BLEU')).toEqual([]);
  });
});

describe('the focus', () => {
  it('is the first metric that people gave, its best system, and the one closest behind', () => {
    expect(focusOf(sheet([], []), {})).toMatchObject({ metric: { id: 'MQM' }, pair: { firstId: 'a', secondId: 'b' } });
  });

  it('follows the address as far as the sheet has what it asks for', () => {
    expect(focusOf(sheet([], []), { metricId: 'BLEU', rivalId: 'a' })).toMatchObject({
      metric: { id: 'BLEU' },
      pair: { firstId: 'c', secondId: 'a' },
    });
    expect(focusOf(sheet([], []), { metricId: 'gone', rivalId: 'gone' })?.pair).toEqual({ firstId: 'a', secondId: 'b' });
  });
});
