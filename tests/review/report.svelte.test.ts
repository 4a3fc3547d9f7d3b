import { describe, expect, test } from 'vitest';
import type { Verdict } from '#core/annotation.ts';
import type { Sample, SamplePlan } from '#core/sample.ts';
import { sampleUnits } from '#core/sample.ts';
import { report } from '#plots/report.ts';
import { tallyOf } from '#state/review-tally.ts';
import { reviewReport } from '#ui/review/review-report.ts';
import { en } from '#ui/text/en.ts';
import { enPages } from '#ui/text/en-pages.ts';
import { languageOf } from '#ui/text/languages.ts';
import { Words } from '#ui/text/words.svelte.ts';

const words = new Words({ ...en, ...enPages }, languageOf('en'));
const NASTY = '<script>alert(1)</script>';
const project = {
  id: 'p',
  name: NASTY,
  sourceLang: 'en',
  targetLang: 'ar',
  protocols: ['MQM'],
  typologyId: 'mqm-core',
  createdAt: 0,
} as const;
const names = {
  systems: ['Atlas', 'Borealis'].map((name, i) => ({ id: `y${i}`, projectId: 'p', name, origin: 'import' as const })),
  documents: [{ id: 'd0', projectId: 'p', name: 'Spring', order: 0 }],
};

function pageOf(plan: Partial<SamplePlan>, verdicts: readonly (Verdict | undefined)[]) {
  const sample: Sample = {
    id: 'sample.a',
    projectId: 'p',
    seed: 5,
    plan: { kind: 'random', systemId: 'y0', size: verdicts.length, population: 25, ...plan },
    unitIds: verdicts.map((_, i) => `d0.s${i}`),
    createdAt: 1,
  };
  const units = sampleUnits(sample).map(({ unitId, systemId }, index) => ({
    unit: { unitId, systemId, documentId: 'd0', index, source: NASTY, target: 'مرحبا', references: {} },
    verdict: verdicts[index],
    why: verdicts[index] === 'problem' ? NASTY : '',
  }));
  const content = reviewReport(words, {
    project,
    names,
    sample,
    tally: tallyOf(sample, verdicts),
    units,
    reviewer: 'Ana',
    at: 0,
    appVersion: '1.0.0',
  });
  return { content, page: new DOMParser().parseFromString(report(content), 'text/html') };
}

describe('the report of a reviewed sample', () => {
  test('begins with the verdict of the plan and its bound', () => {
    const { content, page } = pageOf({ kind: 'acceptance', acceptance: { accept: 1, reject: 2 } }, ['pass', 'problem', 'pass', 'problem', undefined]); // prettier-ignore
    expect(content.question).toBe('Is the lot accepted?');
    expect(content.answer).toEqual([
      'Refused. 2 problems in 4, 1 allowed. The 1 segment left cannot change that: you may stop here.',
      'At least 12.0% of all 25 segments are affected (3), with 95% certainty.',
    ]);
    const text = page.body.textContent;
    for (const said of ['Atlas', '5, 1 problem allowed, seed 5', 'drawn from 25', '4 of 5 reviewed', 'Ana', 'lot 25, sample 5'])
      expect(text).toContain(said);
    expect(page.querySelectorAll('script')).toHaveLength(0);
    expect(page.querySelector('[lang=ar]')?.getAttribute('dir')).toBe('rtl');
    expect(page.querySelectorAll('.segment')).toHaveLength(2);
  });

  test('names each part with its own interval', () => {
    const groups = ['y0', 'y1'].map((id) => ({ id, population: 25, drawn: 2 }));
    const plan = { kind: 'stratified', by: 'system', population: 50, groups } as const;
    const { content, page } = pageOf(plan, ['pass', 'problem', 'pass', 'pass']);
    expect(content.answer[0]).toContain('1 problem in 4. Weighted back: about 25.0% of all 50 segments');
    const [table] = page.querySelectorAll('table');
    expect([...(table?.rows ?? [])].map(({ cells }) => [...cells].map((cell) => cell.textContent))).toEqual([
      ['Part', 'Has', 'Problems', 'Likely affected'],
      ['Atlas', '25', '1 of 2', expect.stringMatching(/^\d.*% to .*%$/)],
      ['Borealis', '25', '0 of 2', expect.stringMatching(/^0\.0% to .*%$/)],
    ]);
    expect(page.body.textContent).toContain('Borealis · Spring · segment 3');
  });

  test('of the worst first says that it speaks for nothing else', () => {
    const { content } = pageOf({ kind: 'risk', metricId: 'model:a' }, ['problem']);
    expect(content.answer[0]).toContain('say nothing of the other 24 segments');
    expect(content.sections.map(({ heading }) => heading)).toContain('The problems');
  });
});
