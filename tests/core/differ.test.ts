import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Annotation, ErrorSpan, SpanPart } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { compareAnnotations, matchErrors } from '#core/differ.ts';
import { spanPart } from '#core/text.ts';
import { MQM_CORE } from '#core/typologies.ts';

const SOURCE = 'We recalled 12,000 units as a precaution.';
const TARGET = 'Wir haben 120.000 Einheiten zurückgerufen und fanden keine Verletzungen unter den Kunden.';

const on = (side: 'source' | 'target', quote: string): SpanPart => {
  const text = side === 'source' ? SOURCE : TARGET;
  const start = text.indexOf(quote);
  return spanPart(side, text, { start, end: start + quote.length });
};

function mark(parts: readonly SpanPart[], more: Partial<ErrorSpan> = {}): ErrorSpan {
  const id = `${more.severity ?? 'minor'} ${parts.map((part) => part.quote).join(' ')}`;
  return { id, parts, category: 'style/awkward', severity: 'minor', origin: 'human', ...more };
}

function by(annotatorId: string, errors: readonly ErrorSpan[], score?: number): Annotation {
  const empty = emptyAnnotation({ projectId: 'p', level: 'segment', unitId: 's', systemId: 'y', annotatorId, round: 1 });
  return { ...empty, id: annotatorId, errors, scores: score === undefined ? {} : { ESA: score }, status: 'done' };
}

describe('two annotators', () => {
  const number = mark([on('target', '120.000')], { severity: 'critical', category: 'accuracy/mistranslation' });
  const ana = by('ana', [number, mark([on('target', 'keine Verletzungen unter den Kunden')])], 38);
  const björn = by('björn', [mark([on('target', 'keine Verletzungen')])], 84);

  test('differ in what one missed, in a boundary and in the score', () => {
    const { differences, size } = compareAnnotations([ana, björn], MQM_CORE);
    expect(differences).toMatchObject([
      { kind: 'missed', by: ['björn'], markedBy: ['ana'], error: { id: number.id } },
      { kind: 'boundary', longest: 'ana', shortest: 'björn', extra: ' unter den Kunden'.length },
      { kind: 'score', scale: 'ESA', spread: 46, values: [{ score: 38 }, { score: 84 }] },
    ]);
    expect(size).toBe(46);
  });

  test('without scores are as far apart as the points in dispute', () => {
    const [a, b] = [by('ana', ana.errors), by('björn', björn.errors)];
    expect(compareAnnotations([a, b], MQM_CORE).size).toBe(25);
  });

  test('who say the same do not differ', () => {
    const again = { ...ana, id: 'again', annotatorId: 'again' };
    expect(compareAnnotations([ana, again], MQM_CORE)).toEqual({ differences: [], size: 0 });
  });

  test('may weigh and name the same words differently', () => {
    const words = [on('target', 'Einheiten')];
    const a = by('ana', [mark(words, { severity: 'major' })]);
    const b = by('björn', [mark(words, { category: 'terminology/wrong-term' })]);
    const { differences, size } = compareAnnotations([a, b], MQM_CORE);
    expect(differences).toMatchObject([
      { kind: 'severity', values: [{ severity: 'major' }, { severity: 'minor' }] },
      { kind: 'category', values: [{ category: 'style/awkward' }, { category: 'terminology/wrong-term' }] },
    ]);
    expect(size).toBe(4);
  });

  test('errors that cancel out in the sum are still in dispute', () => {
    const a = by('ana', [mark([on('target', 'Einheiten')], { severity: 'major' })]);
    const b = by('björn', [mark([on('target', 'Verletzungen')], { severity: 'major' })]);
    expect(compareAnnotations([a, b], MQM_CORE)).toMatchObject({ size: 10, differences: [{ by: ['björn'] }, { by: ['ana'] }] });
  });
});

describe('which spans are one error', () => {
  test('the most alike pair up, each span once', () => {
    const whole = mark([on('target', 'keine Verletzungen unter den Kunden')]);
    const left = mark([on('target', 'keine Verletzungen')]);
    const right = mark([on('target', 'unter den Kunden')]);
    const matches = matchErrors([by('ana', [whole]), by('björn', [right, left])]);
    expect(matches.map((match) => match.spans.map((span) => span.error.id))).toEqual([[whole.id, left.id], [right.id]]);
  });

  test('of two spans on the same words the one of the same category does', () => {
    const words = [on('target', 'Einheiten')];
    const term = mark(words, { id: 'term', category: 'terminology/wrong-term' });
    const grammar = mark(words, { id: 'grammar', category: 'fluency/grammar' });
    const matches = matchErrors([by('ana', [grammar, term]), by('björn', [{ ...term, id: 'other' }])]);
    expect(matches.map((match) => match.spans.map((span) => span.error.id))).toEqual([['grammar'], ['term', 'other']]);
  });

  test('omissions match by what is missing, or by the place where it is', () => {
    const missing = mark([on('source', 'as a precaution')], { id: 'a' });
    const shorter = mark([on('source', 'precaution')], { id: 'b', caret: 40 });
    const bare = mark([], { id: 'c', caret: 40 });
    expect(matchErrors([by('ana', [missing]), by('björn', [shorter])])).toHaveLength(1);
    expect(matchErrors([by('björn', [shorter]), by('cleo', [bare])])).toHaveLength(1);
    expect(matchErrors([by('ana', [missing]), by('cleo', [bare])])).toHaveLength(2);
  });

  test('the same offsets on different sides share nothing', () => {
    const source = mark([spanPart('source', SOURCE, { start: 0, end: 5 })], { id: 'source' });
    const target = mark([spanPart('target', TARGET, { start: 0, end: 5 })], { id: 'target' });
    expect(matchErrors([by('ana', [source]), by('björn', [target])])).toHaveLength(2);
  });
});

test('of three annotators each who missed an error is named', () => {
  const words = mark([on('target', 'Einheiten')]);
  const { differences } = compareAnnotations([by('ana', []), by('björn', [words]), by('cleo', [])], MQM_CORE);
  expect(differences).toMatchObject([{ kind: 'missed', by: ['ana', 'cleo'], markedBy: ['björn'] }]);
});

test('a boundary is measured in the translation where every span has a part there', () => {
  const both = by('ana', [mark([on('source', 'units'), on('target', 'Einheiten')])]);
  const target = by('björn', [mark([on('target', 'Einheiten zurückgerufen')])]);
  expect(compareAnnotations([both, target], MQM_CORE).differences).toMatchObject([
    { kind: 'boundary', longest: 'björn', shortest: 'ana', extra: ' zurückgerufen'.length },
  ]);
});

test('a span that moved without changing length is a boundary difference of 0', () => {
  const a = by('ana', [mark([spanPart('target', TARGET, { start: 10, end: 14 })])]);
  const b = by('björn', [mark([spanPart('target', TARGET, { start: 12, end: 16 })])]);
  expect(compareAnnotations([a, b], MQM_CORE).differences).toMatchObject([{ kind: 'boundary', extra: 0 }]);
});

describe('for any marks', () => {
  const error = fc.record({
    start: fc.nat(20),
    length: fc.integer({ min: 1, max: 10 }),
    category: fc.constantFrom('style/awkward', 'fluency/grammar'),
    severity: fc.constantFrom('minor', 'major', 'critical'),
  });
  const annotations = fc.array(fc.array(error, { maxLength: 5 }), { minLength: 2, maxLength: 4 }).map((people) =>
    people.map((marks, person) =>
      by(
        `person ${person}`,
        marks.map(({ start, length, ...rest }, i): ErrorSpan => {
          const part = spanPart('target', TARGET, { start, end: start + length });
          return { ...rest, id: `${person} ${i}`, parts: [part], origin: 'human' };
        }),
      ),
    ),
  );

  test('each span is in one match, and a match has one span of a person', () => {
    fc.assert(
      fc.property(annotations, (all) => {
        const matches = matchErrors(all);
        const ids = matches.flatMap((match) => match.spans.map((span) => span.error.id));
        expect(ids.toSorted()).toEqual(all.flatMap((annotation) => annotation.errors.map((span) => span.id)).sort());
        for (const { spans } of matches) expect(new Set(spans.map((span) => span.annotationId)).size).toBe(spans.length);
      }),
    );
  });

  test('the order of the marks does not matter', () => {
    fc.assert(
      fc.property(annotations, (all) => {
        const turned = all.map((annotation) => ({ ...annotation, errors: annotation.errors.toReversed() }));
        expect(compareAnnotations(turned, MQM_CORE)).toEqual(compareAnnotations(all, MQM_CORE));
      }),
    );
  });

  test('whether two people differ does not depend on who comes first', () => {
    fc.assert(
      fc.property(annotations, (all) => {
        const pair = all.slice(0, 2);
        const [there, back] = [compareAnnotations(pair, MQM_CORE), compareAnnotations(pair.toReversed(), MQM_CORE)];
        expect(there.differences.length === 0).toBe(back.differences.length === 0);
      }),
    );
  });
});
