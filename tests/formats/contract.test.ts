import { describe, expect, test } from 'vitest';
import { FORMATS, formatOf, recognise } from '#formats/table.ts';
import { fixtures } from './fixtures.ts';
import { headOf, load, meaning, memoryFile, writeBytes } from './memory.ts';

const all = await fixtures();

describe.each(FORMATS.map((format) => [format.id, format] as const))('%s', (id, format) => {
  const fixture = all.get(id);
  if (!fixture) throw new Error(`${id} has no fixture`);
  const files = (chunk?: number) => fixture.files.map(({ name, content }) => memoryFile(name, content, chunk));

  test('is found under its id and recognises its own file before any other format does', async () => {
    expect(formatOf(id)).toBe(format);
    for (const file of files()) expect(recognise(await headOf(file))?.id).toBe(id === 'plain-text' ? 'plain-text' : id);
  });

  test('reads the fixture without an issue', async () => {
    const { issues, rows, tables } = await load(format, files(), fixture.options);
    expect(issues).toEqual([]);
    expect(rows).toBeGreaterThan(0);
    expect(tables.segments.length).toBeGreaterThan(0);
  });

  test('reads the same however the bytes come', async () => {
    const whole = await load(format, files(), fixture.options);
    for (const chunk of [1, 7, 64]) expect(await load(format, files(chunk), fixture.options)).toEqual(whole);
  });

  test('keeps every quote equal to the slice it names', async () => {
    const { tables } = await load(format, files(), fixture.options);
    for (const annotation of tables.annotations) {
      const segment = tables.segments.find((row) => row.id === annotation.unitId);
      const target = tables.hypotheses.find((pack) => pack.systemId === annotation.systemId && pack.documentId === segment?.documentId);
      for (const part of annotation.errors.flatMap((error) => error.parts)) {
        const text = part.side === 'source' ? segment?.source : target?.texts[segment?.index ?? -1];
        expect(text?.slice(part.start, part.end)).toBe(part.quote);
      }
    }
  });

  if (!format.write) return;
  test('reads what it writes as the same work', async () => {
    const first = await load(format, files(), fixture.options);
    const written = await writeBytes(format, first.tables);
    const second = await load(format, [memoryFile(fixture.files[0]?.name ?? '', written)], fixture.options);
    expect(second.issues).toEqual([]);
    expect(meaning(second.tables)).toEqual(meaning(first.tables));
    expect(await writeBytes(format, second.tables)).toEqual(written);
  });
});
