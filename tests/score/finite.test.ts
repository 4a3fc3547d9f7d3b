import { describe, expect, it } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { DEFAULT_POLICY } from '#core/quality-policy.ts';
import { DEFAULT_SCORE_SETTINGS, WHOLE_SHEET } from '#core/score-settings.ts';
import { annotatorSheet } from '#workers/score-annotators.ts';
import { markSheet } from '#workers/score-marks.ts';
import { metaSheet } from '#workers/score-meta.ts';
import { qualitySheet } from '#workers/score-quality.ts';
import type { StoredTexts } from '#workers/score-texts.ts';
import { judged, pace, project, storedTexts } from './project.ts';

/** Texts cut down to so many segments of the first document, changed as told. */
function texts(count: number, changed: (text: string) => string | null = (text) => text): StoredTexts {
  const all = storedTexts();
  const documents = all.documents.slice(0, 1);
  return {
    ...all,
    documents,
    segments: all.segments.slice(0, count).map((segment) => ({
      ...segment,
      source: changed(segment.source) ?? '',
      references: Object.fromEntries(
        Object.entries(segment.references).flatMap(([name, text]) => {
          const own = changed(text);
          return own === null ? [] : [[name, own]];
        }),
      ),
    })),
    packs: all.packs
      .filter(({ documentId }) => documentId === documents[0]?.id)
      .map((pack) => ({ ...pack, texts: pack.texts.slice(0, count).map((text) => (text === null ? null : changed(text))) })),
  };
}

const mark = (start: number, end: number) =>
  ({ id: `${start}`, parts: [{ side: 'target', start, end, quote: '' }], category: 'accuracy/omission', severity: 'minor', origin: 'human' }) as const; // prettier-ignore
/** Every segment of every system by these people. */
function judgedAll(
  count: number,
  people: readonly string[],
  changes: (place: number, system: number) => Partial<Annotation>,
): readonly Annotation[] {
  return Array.from({ length: count }, (_, place) =>
    [0, 1, 2].flatMap((system) => people.map((person) => judged(place, system, person, changes(place, system)))),
  ).flat();
}

const ESA = 'ESA';
/** Whatever a page shows of these is a number of theirs. */
const PROJECTS: Readonly<Record<string, { readonly texts: StoredTexts; readonly annotations: readonly Annotation[] }>> = {
  'nobody has judged': { texts: storedTexts(), annotations: [] },
  'one segment, nobody has judged': { texts: texts(1), annotations: [] },
  'one segment, one judgement': { texts: texts(1), annotations: [judged(0, 0, 'ana', { scores: { [ESA]: 70 } })] },
  'one segment by two people': {
    texts: texts(1),
    annotations: judgedAll(1, ['ana', 'ben'], () => ({ scores: { [ESA]: 50 }, errors: [mark(0, 2)] })),
  },
  'one annotator': { texts: texts(8), annotations: judgedAll(8, ['ana'], (place) => ({ scores: { [ESA]: place }, errors: [] })) },
  'all scores equal': { texts: texts(8), annotations: judgedAll(8, ['ana', 'ben'], () => ({ scores: { [ESA]: 100 }, errors: [] })) },
  'all scores nothing': {
    texts: texts(8),
    annotations: judgedAll(8, ['ana', 'ben'], () => ({ scores: { [ESA]: 0 }, errors: [mark(0, 1)] })),
  },
  'two people who share no segment': {
    texts: texts(8),
    annotations: [...judgedAll(4, ['ana'], () => ({ scores: { [ESA]: 9 } })), judged(6, 1, 'ben', { scores: { [ESA]: 9 } })],
  },
  'empty texts on every side': {
    texts: texts(6, () => ''),
    annotations: judgedAll(6, ['ana', 'ben'], (place) => ({ scores: { [ESA]: place } })),
  },
  'white space only': { texts: texts(6, () => ' \u3000\n'), annotations: judgedAll(6, ['ana'], () => ({})) },
  'nothing translated': { texts: texts(6, (text) => (text.startsWith('source') ? text : null)), annotations: [] },
  'right to left, astral and combining': {
    texts: texts(6, (text) => `\u202bشكرا \u{1f469}\u200d\u{1f4bb} e\u0301 ${text.slice(0, 3)}`),
    annotations: judgedAll(6, ['ana', 'ben'], (place, system) => ({ scores: { [ESA]: place * system }, errors: [mark(0, 3)] })),
  },
};

/** Where a message holds a number that is none. */
function holes(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (ArrayBuffer.isView(value) || typeof value !== 'object' || value === null) return [];
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return entries.flatMap(([key, one]) => holes(one, `${path}.${String(key)}`));
}

describe.each(Object.entries(PROJECTS))('a project where %s', (_, { texts: stored, annotations }) => {
  it.each(['segment', 'document'] as const)('has no number on the Evaluate page that is none, by %s', async (unit) => {
    const settings = { ...DEFAULT_SCORE_SETTINGS, unit, samples: 100, trials: 100 };
    const scored = project(stored, { annotations });
    const request = { ...WHOLE_SHEET, settings };
    const view = await scored.view(request, pace());
    const shown = {
      sheet: await scored.sheet(request, pace()),
      quality: await qualitySheet(view, DEFAULT_POLICY, pace()),
      marks: await markSheet(view, pace()),
      people: await Promise.all(['MQM', ESA].map((id) => annotatorSheet(view, id, new Map(), pace()))),
      meta: await Promise.all(['MQM', ESA].map((id) => metaSheet(view, id, pace()))),
    };
    expect(holes(shown)).toEqual([]);
  });
});
