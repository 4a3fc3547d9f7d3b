import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stetJson } from '#formats/stet-json.ts';
import { load, memoryFile } from './memory.ts';

const sample = (name: string) => load(stetJson, [memoryFile(name, readFileSync(new URL(`../../public/sample/${name}`, import.meta.url)))]);

describe('the sample', () => {
  test('in German has three documents, three systems, references everywhere, and two annotators who disagree', async () => {
    const { tables, issues } = await sample('en-de.json');
    expect(issues).toEqual([]);
    expect(tables.documents).toHaveLength(3);
    expect(tables.systems.map((system) => system.name)).toEqual(['Atlas', 'Borealis', 'Cirrus']);
    expect(tables.annotators.map((annotator) => annotator.name)).toEqual(['Ana', 'Björn']);
    for (const document of tables.documents)
      expect(tables.segments.filter((segment) => segment.documentId === document.id).length).toBeGreaterThanOrEqual(8);
    expect(tables.segments.every((segment) => segment.references['refA'])).toBe(true);
    expect(tables.hypotheses.every((pack) => pack.texts.every((text) => text !== null && text !== ''))).toBe(true);
    const severities = tables.annotations.flatMap((annotation) => annotation.errors.map((error) => error.severity));
    expect(new Set(severities)).toEqual(new Set(['minor', 'major', 'critical']));
    const [ana, björn] = tables.annotators.map(({ id }) => tables.annotations.filter((annotation) => annotation.annotatorId === id));
    const both =
      ana?.flatMap((one) =>
        (björn ?? []).filter((other) => other.unitId === one.unitId && other.systemId === one.systemId).map((other) => [one, other]),
      ) ?? [];
    expect(both.length).toBeGreaterThan(15);
    expect(both.filter(([one, other]) => one?.errors.length !== other?.errors.length).length).toBeGreaterThan(3);
  });

  test.each([
    ['en-ar.json', 'ar'],
    ['en-ja.json', 'ja'],
  ])('%s has eight segments and two systems', async (name, targetLang) => {
    const { tables, issues } = await sample(name);
    expect(issues).toEqual([]);
    expect(tables.projects[0]?.targetLang).toBe(targetLang);
    expect(tables.segments).toHaveLength(8);
    expect(tables.systems).toHaveLength(2);
    expect(tables.annotations.length).toBeGreaterThan(0);
  });

  test('shows joined emoji, combining marks, omissions and a number ten times too large', async () => {
    const { tables } = await sample('en-de.json');
    const texts = [...tables.segments.map((segment) => segment.source), ...tables.hypotheses.flatMap((pack) => pack.texts)].join('\n');
    for (const sign of ['👨‍👩‍👧‍👦', 'e\u0301', '120.000', '140 °C']) expect(texts).toContain(sign);
    const errors = tables.annotations.flatMap((annotation) => annotation.errors);
    expect(errors.some((error) => error.parts.every((part) => part.side === 'source') && error.caret !== undefined)).toBe(true);
    expect(errors.some((error) => error.severity === 'critical' && error.parts.some((part) => part.quote === '120.000'))).toBe(true);
  });
});
