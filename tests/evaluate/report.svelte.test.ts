import { describe, expect, it } from 'vitest';
import type { Comparison, ScoreSheet } from '#core/score-sheet.ts';
import { DEFAULT_POLICY } from '#core/quality-policy.ts';
import type { Project } from '#core/segment.ts';
import { MQM_CORE } from '#core/typologies.ts';
import type { PlotSource } from '#plots/plot.ts';
import { report } from '#plots/report.ts';
import { focusOf } from '#state/evaluate-pair.ts';
import { reportContent } from '#ui/evaluate/report-content.ts';
import { standingSentences } from '#ui/evaluate/standing.ts';
import { en } from '#ui/text/en.ts';
import { enPages } from '#ui/text/en-pages.ts';
import { languageOf } from '#ui/text/languages.ts';
import { Words } from '#ui/text/words.svelte.ts';
import { bare, source } from '../plots/source.ts';

const words = new Words({ ...en, ...enPages }, languageOf('en'));
const project: Project = {
  id: 'p',
  name: 'News <b>',
  sourceLang: 'en',
  targetLang: 'de',
  protocols: ['MQM'],
  typologyId: 'mqm-core',
  createdAt: 0,
};

function compared(other: Comparison['others'][number]): PlotSource {
  const comparison = { metricId: 'MQM', leaderId: 'b', level: 0.95, samples: 1000, least: 20, others: [other] };
  const systems = source.sheet.systems.map((system, i) => ({ ...system, name: ['Atlas', 'Borealis'][i] ?? '' }));
  const sheet: ScoreSheet = { ...source.sheet, systems, comparisons: [comparison, { ...comparison, metricId: 'ESA' }] };
  return { ...source, sheet };
}

function contentOf(from: PlotSource) {
  const parts = {
    project,
    source: from,
    focus: focusOf(from.sheet, {}),
    deciding: undefined,
    findings: { policy: DEFAULT_POLICY },
    typology: MQM_CORE,
    at: 0,
    appVersion: '1.0.0',
  };
  return reportContent(words, parts);
}

const first = (from: PlotSource): string => {
  const { answer, facts } = contentOf(from);
  return [...answer, ...facts.flatMap(({ term, text }) => [term, text])].join('\n');
};

describe('the first screen of a report', () => {
  it('names the winner, the margin, that no more is needed, and the largest loss', () => {
    const screen = first(compared({ systemId: 'a', segments: 40, value: 2, low: 1, high: 3, standing: 'better' }));
    expect(screen).toContain('Borealis is better than Atlas.');
    expect(screen).toContain('Borealis is ahead of Atlas by 2.00 MQM points a segment.');
    expect(screen).toContain('Between 1.00 and 3.00, at 95% certainty, from 40 segments rated for both.');
    expect(screen).toContain('None: enough have been rated.');
    expect(screen).toContain('Omission: 2.00 MQM points a rated segment');
    expect(screen).not.toContain('nothing at all');
  });

  it('says that two can’t be told apart, and what would settle it', () => {
    const screen = first(compared({ systemId: 'a', segments: 30, value: 1, low: -1, high: 3, standing: 'unclear' }));
    expect(screen).toContain('Borealis and Atlas can’t be told apart yet.');
    expect(screen).toContain('The true difference may be nothing at all.');
    expect(screen).toContain('About 310 more segments, rated for both, would settle it.');
  });

  it('claims nothing from a handful of segments', () => {
    const screen = first(compared({ systemId: 'a', segments: 9, value: 1, standing: 'few' }));
    expect(screen).toContain(
      'Borealis leads so far, but Borealis and Atlas can’t be told apart yet: too few segments were rated for both.',
    );
    expect(screen).toContain('About 11 more segments');
  });

  it('says so where nobody has rated', () => {
    const unrated = { ...bare, sheet: { ...bare.sheet, systems: bare.sheet.systems.map((system) => ({ ...system, rated: 0 })) } };
    expect(first(unrated)).toContain('Nobody has rated a segment yet');
    expect(report(contentOf(unrated))).not.toMatch(/NaN|undefined/);
  });
});

describe('a whole report', () => {
  it('holds tables, plots and signatures, with texts as text', () => {
    const file = report(contentOf(compared({ systemId: 'a', segments: 40, value: 2, low: 1, high: 3, standing: 'better' })));
    expect(file).not.toMatch(/<script|<b>|NaN|undefined/);
    expect(file).toContain('News &lt;b&gt;');
    expect(file).toContain('BLEU|nrefs:1');
    expect(file.match(/<svg /g)?.length).toBeGreaterThan(4);
  });
});

describe('a report without MQM', () => {
  it('says nothing of points lost', () => {
    const { sheet } = source;
    const metrics = sheet.metrics.map((metric) => (metric.id === 'MQM' ? { ...metric, id: 'SQM', name: 'SQM' } : metric));
    const headings = (from: PlotSource) => contentOf(from).sections.map(({ heading }) => heading);
    const { losses } = words.text.evaluate.report;
    expect(headings(source)).toContain(losses);
    expect(headings({ ...source, sheet: { ...sheet, metrics, losses: [] } })).not.toContain(losses);
  });
});

describe('a report of a part', () => {
  it('names what it is about', () => {
    const filter = { ...source.sheet.request.filter, systemIds: ['b'], severities: ['major'] as const, text: 'a|b', isPattern: true };
    const sheet = { ...source.sheet, request: { ...source.sheet.request, filter } };
    const file = report(contentOf({ ...source, sheet }));
    expect(file).toContain('Only these systems: =B.');
    expect(file).toContain('Only these marks cost points: Major.');
    expect(file).toContain('Only segments in which the pattern “a|b” is found.');
  });
});

describe('the sentences on the page', () => {
  it('never say the same thing twice, also where two metrics come to the same', () => {
    const { sheet } = compared({ systemId: 'a', segments: 9, value: 1, standing: 'few' });
    const said = standingSentences(words, sheet);
    expect(said.length).toBe(4);
    expect(new Set(said).size).toBe(4);
    expect(said[1]).toBe('By MQM it would take about 11 more segments to tell it from Atlas, each rated for both.');
  });
});
