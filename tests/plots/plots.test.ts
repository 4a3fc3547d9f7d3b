// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlotFrame, PlotSource } from '#plots/plot.ts';
import { scaleOver } from '#plots/scale.ts';
import { svg } from '#plots/svg.ts';
import { PLOTS } from '#plots/table.ts';
import { toTsv } from '#plots/tsv.ts';
import { NASTY, bare, frame, plotted, source } from './source.ts';

function parse(text: string): Document {
  return new DOMParser().parseFromString(text, 'image/svg+xml');
}

describe.each(PLOTS.map((plot) => [plot.id, plot] as const))('plot %s', (id, plot) => {
  it.each([
    ['wide', frame],
    ['narrow', { ...frame, width: 300 }],
    ['mirrored', { ...frame, dir: 'rtl', lang: 'ar' } satisfies PlotFrame],
    ['of one system', { ...frame, systemIds: ['b'] }],
  ])('%s is well-formed SVG with title and description, of texts and not of markup', (__, given) => {
    const drawn = parse(plot.draw(source, given));
    expect(drawn.querySelector('parsererror')).toBeNull();
    expect(drawn.documentElement.nodeName).toBe('svg');
    expect(drawn.querySelector('svg > title')?.textContent).toBe(plotted[id].title);
    expect(drawn.querySelector('svg > desc')?.textContent).not.toBe('');
    expect(drawn.querySelectorAll('script')).toHaveLength(0);
    expect(drawn.documentElement.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
    const { width } = given;
    for (const box of drawn.querySelectorAll('svg > g rect')) {
      const [start, length] = [Number(box.getAttribute('x')), Number(box.getAttribute('width'))];
      expect(start).toBeGreaterThanOrEqual(-0.01);
      expect(start + length).toBeLessThanOrEqual(width + 0.01);
    }
    for (const dot of drawn.querySelectorAll('circle[cx]:not(pattern *)')) {
      expect(Number(dot.getAttribute('cx'))).toBeGreaterThanOrEqual(0);
      expect(Number(dot.getAttribute('cx'))).toBeLessThanOrEqual(width);
    }
    const ids = [...drawn.querySelectorAll('[id]')].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const own of ids) expect(own.startsWith(`${given.id}-`)).toBe(true);
  });

  it('looks as it did', async () => {
    await expect(readable(plot.draw(source, frame))).toMatchFileSnapshot(`./snapshots/${id}.svg`);
    await expect(readable(plot.draw(source, { ...frame, width: 320, dir: 'rtl' }))).toMatchFileSnapshot(
      `./snapshots/${id}-narrow-mirrored.svg`,
    );
  });

  it('is left out or says so where there is nothing to draw', () => {
    const drawn = parse(plot.draw(bare, frame));
    expect(drawn.querySelector('parsererror')).toBeNull();
    expect(drawn.querySelector('text')?.textContent).toBe(plotted[id].empty);
    expect(plot.has(source, frame)).toBe(true);
    if (id !== 'losses') expect(plot.has(bare, frame)).toBe(false);
  });

  it('gives its data as a table', () => {
    const rows = plot.data(source, frame);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(rows.length).toBeGreaterThan(1);
    expect(plot.data(bare, frame)).toHaveLength(1);
  });
});

/** One element a line, so that a change can be read. */
function readable(text: string): string {
  return `${text.replaceAll('><', '>\n<')}\n`;
}

const plotOf = (id: (typeof PLOTS)[number]['id']) => {
  const found = PLOTS.find((plot) => plot.id === id);
  if (!found) throw new Error(`no plot ${id}`);
  return found;
};

describe('losses', () => {
  it('weighs systems by their judged segments', () => {
    const drawn = parse(plotOf('losses').draw(source, frame));
    const notes = [...drawn.querySelectorAll('rect title')].map((title) => title.textContent);
    // 4 judged segments of one system lose 2 each, 2 of the other lose 1 each.
    expect(notes.slice(0, 3)).toEqual([
      'Omission, Critical: 0.33 points a segment, 1 mark',
      'Omission, Major: 1.33 points a segment, 2 marks',
      'Omission, Minor: 0.33 points a segment, 2 marks',
    ]);
  });
});

describe('intervals', () => {
  it('puts the best first, which for penalties is the least', () => {
    expect(
      plotOf('intervals')
        .data(source, frame)
        .map(([name]) => name),
    ).toEqual(['System', '=B', NASTY]);
    expect(
      plotOf('intervals')
        .data(source, { ...frame, metricId: 'ESA' })
        .map(([name]) => name),
    ).toEqual(['System', NASTY, '=B']);
  });
});

describe('differences', () => {
  it('are of the shared segments alone, > 0 where the first is better, with an interval from 20 segments on', () => {
    const [, talk, news] = plotOf('byDomain').data(source, frame);
    // Talks: 24 segments, MQM 1 more each for a: it is worse by 1 and never varies. News: 5 segments, no interval.
    expect(talk).toEqual(['talk', '24', '-1', '-1', '-1']);
    expect(news?.slice(0, 2)).toEqual(['news', '5']);
    expect(news?.slice(3)).toEqual(['', '']);
  });

  it('by length hold every shared segment once, from short to long', () => {
    const rows = plotOf('byLength').data(source, frame).slice(1);
    expect(rows.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(29);
    const starts = rows.map(([name = '']) => Number(/\d+/.exec(name)?.[0]));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it('turn around with the pair', () => {
    const turned = { ...frame, pair: { firstId: 'b', secondId: 'a' } };
    expect(plotOf('byDomain').data(source, turned)[1]?.[2]).toBe('1');
  });
});

describe('distributions', () => {
  it('put every value into one bin', () => {
    const rows = plotOf('distributions').data(source, frame).slice(1);
    const counted = (name: string): number => rows.filter(([system]) => system === name).reduce((sum, row) => sum + Number(row[3]), 0);
    expect(counted('=B')).toBe(30);
    expect(counted(NASTY)).toBe(29);
  });
});

describe('a scale', () => {
  it('holds all values between round ends, and places them in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 2, max: 8 }),
        (values, count) => {
          const scale = scaleOver(values, count);
          expect(scale.high).toBeGreaterThan(scale.low);
          const shares = values.toSorted((a, b) => a - b).map(scale.share);
          for (const share of shares) expect(share >= 0 && share <= 1).toBe(true);
          expect(shares).toEqual(shares.toSorted((a, b) => a - b));
          expect(scale.ticks.length).toBeGreaterThan(1);
          expect(scale.ticks.length).toBeLessThanOrEqual(count + 3);
        },
      ),
    );
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

describe('a large project', () => {
  it('does not overflow the stack', () => {
    const count = 200_000;
    const values = Float64Array.from({ length: count }, (_, i) => i % 25);
    const large: PlotSource = {
      ...source,
      values: {
        metrics: source.sheet.metrics,
        systemIds: ['a', 'b'],
        places: Uint32Array.from(values, (_, i) => i),
        lengths: Uint32Array.from(values, (_, i) => i % 300),
        documents: new Uint32Array(count),
        documentIds: ['one'],
        values: [
          [values, values, values],
          [values, values, values],
        ],
      },
    };
    for (const plot of PLOTS) expect(plot.draw(large, frame).length).toBeLessThan(400_000);
  });
});
