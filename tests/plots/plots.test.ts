// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { WHOLE_SHEET } from '#core/score-settings.ts';
import type { Loss, ScoreSheet } from '#core/score-sheet.ts';
import { MQM_CORE } from '#core/typologies.ts';
import type { PlotFrame, PlotWords } from '#plots/plot.ts';
import { svg } from '#plots/svg.ts';
import { PLOTS } from '#plots/table.ts';
import { toTsv } from '#plots/tsv.ts';

const NASTY = `<script>alert('1')</script>"&]]><!-- \u0000\ud800`;
const words: PlotWords = {
  losses: {
    title: 'Where the points are lost',
    description: (bars, largest, points) => `${bars} categories; most by ${largest}: ${points}`,
    empty: 'No points are lost.',
    noCategory: 'No category',
    others: (categories) => `${categories} others`,
    part: (category, severity, points, errors) => `${category}, ${severity}: ${points} (${errors})`,
    columns: { system: 'System', category: 'Category', severity: 'Severity', points: 'Points', errors: 'Errors' },
  },
  severities: { neutral: 'Neutral', minor: 'Minor', major: 'Major', critical: 'Critical' },
  points: (value) => value.toFixed(2),
  count: String,
};
const frame: PlotFrame = { width: 700, dir: 'ltr', lang: 'en', words, typology: MQM_CORE, systemIds: [] };

function sheet(losses: readonly Loss[]): ScoreSheet {
  const system = { origin: 'import', translated: 9, rated: 4, annotators: 1 } as const;
  return {
    projectId: 'p',
    request: WHOLE_SHEET,
    segments: 9,
    documents: 1,
    allSegments: 9,
    referenced: 0,
    annotators: 1,
    metrics: [{ id: 'MQM', kind: 'rating', name: 'MQM', higherIsBetter: false, signature: '' }],
    systems: [
      { ...system, id: 'a', name: NASTY, values: [{ value: 3, segments: 4 }] },
      { ...system, id: 'b', name: '=B', values: [{ value: 1, segments: 2 }] },
    ],
    losses,
    comparisons: [],
    pairTests: [],
    bootstrap: { samples: 1000, seed: 1, level: 0.95 },
  };
}

const some = sheet([
  { systemId: 'a', category: 'accuracy/omission', severity: 'major', errors: 2, points: 2 },
  { systemId: 'a', category: 'accuracy/omission', severity: 'critical', errors: 1, points: 0.5 },
  { systemId: 'a', category: NASTY, severity: 'minor', errors: 3, points: 0.5 },
  { systemId: 'b', category: 'accuracy/omission', severity: 'minor', errors: 2, points: 1 },
  { systemId: 'b', category: 'style/awkward', severity: 'neutral', errors: 2, points: 0 },
]);

function parse(text: string): Document {
  return new DOMParser().parseFromString(text, 'image/svg+xml');
}

describe.each(PLOTS.map((plot) => [plot.id, plot] as const))('plot %s', (_, plot) => {
  it.each([
    ['wide', frame],
    ['narrow', { ...frame, width: 300 }],
    ['mirrored', { ...frame, dir: 'rtl', lang: 'ar' } satisfies PlotFrame],
    ['of one system', { ...frame, systemIds: ['b'] }],
  ])('%s is well-formed SVG with title and description, of texts and not of markup', (__, given) => {
    const drawn = parse(plot.draw(some, given));
    expect(drawn.querySelector('parsererror')).toBeNull();
    expect(drawn.documentElement.nodeName).toBe('svg');
    expect(drawn.querySelector('svg > title')?.textContent).toBe(words[plot.id].title);
    expect(drawn.querySelector('svg > desc')?.textContent).not.toBe('');
    expect(drawn.querySelectorAll('script')).toHaveLength(0);
    const { width } = given;
    for (const box of drawn.querySelectorAll('svg > g rect')) {
      const [start, length] = [Number(box.getAttribute('x')), Number(box.getAttribute('width'))];
      expect(start).toBeGreaterThanOrEqual(0);
      expect(start + length).toBeLessThanOrEqual(width + 0.01);
    }
  });

  it('says so where there is nothing to draw', () => {
    const drawn = parse(plot.draw(sheet([]), frame));
    expect(drawn.querySelector('parsererror')).toBeNull();
    expect(drawn.querySelector('text')?.textContent).toBe(words[plot.id].empty);
  });

  it('gives its data as a table', () => {
    const rows = plot.data(some, frame);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(rows).toHaveLength(1 + some.losses.length);
  });
});

describe('losses', () => {
  it('weighs systems by their judged segments', () => {
    const [plot] = PLOTS;
    const drawn = parse(plot?.draw(some, frame) ?? '');
    const notes = [...drawn.querySelectorAll('rect title')].map((title) => title.textContent);
    // 4 judged segments of one system lose 2 each, 2 of the other lose 1 each.
    expect(notes.slice(0, 3)).toEqual(['Omission, Critical: 0.33 (1)', 'Omission, Major: 1.33 (2)', 'Omission, Minor: 0.33 (2)']);
  });
});

describe('svg', () => {
  it('escapes every value', () => {
    const text = svg`<a b="${NASTY}">${NASTY}${[svg`<c/>`]}${1 / 3}</a>`.text;
    expect(text).not.toMatch(/<script|<!--|'1'|\u0000/);
    const element = parse(text).documentElement;
    expect(element.getAttribute('b')).toBe(element.firstChild?.textContent);
    expect(element.lastChild?.textContent).toBe('0.33');
  });
});

describe('tsv', () => {
  it('keeps cells in their place and out of formulas', () => {
    expect(
      toTsv([
        ['a\tb', '=1+1', '-2', '-x'],
        ['\n', '@', '+', ''],
      ]),
    ).toBe("a b\t'=1+1\t-2\t'-x\n \t'@\t'+\t");
  });
});
