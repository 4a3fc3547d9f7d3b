import { Zip, ZipDeflate, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { withoutZips } from '#inference/model-zip.ts';
import { Random } from '#stats/random.ts';

const signal = new AbortController().signal;

function archive(files: Record<string, Uint8Array>): Blob {
  return new Blob([new Uint8Array(zipSync(files))]);
}

describe('a zip among the files of a model', () => {
  it('is replaced by the files in it, byte for byte; other files stay', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251);
    const zip = archive({ 'm/model.json': new TextEncoder().encode('{}'), 'm/weights.bin': bytes, 'm/empty/': new Uint8Array(0) });
    const found = await withoutZips(
      [
        { path: 'm.zip', file: zip },
        { path: 'notes.txt', file: new Blob(['x']) },
      ],
      signal,
    );
    expect(found.map((source) => source.path)).toEqual(['m/model.json', 'm/weights.bin', 'notes.txt']);
    expect(new Uint8Array((await found[1]?.file.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(bytes);
  });

  it('may be stored as it is, have data descriptors, or a comment', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i % 251);
    const stored = new Uint8Array(zipSync({ 'a.bin': [bytes, { level: 0 }], 'b.bin': bytes }, { comment: 'PK' }));
    const streamed: Uint8Array[] = [];
    const zip = new Zip((_, chunk) => streamed.push(chunk));
    const file = new ZipDeflate('c.bin');
    zip.add(file);
    file.push(bytes, true);
    zip.end();
    const found = await withoutZips(
      [
        { path: 'm.zip', file: new Blob([stored]) },
        { path: 'n.zip', file: new Blob(streamed.map((chunk) => new Uint8Array(chunk))) },
      ],
      signal,
    );
    expect(found.map((source) => source.path)).toEqual(['a.bin', 'b.bin', 'c.bin']);
    for (const { file: one } of found) expect(new Uint8Array(await one.arrayBuffer())).toEqual(bytes);
  });

  const random = new Random(7);
  const bytes = Uint8Array.from({ length: 100_000 }, () => random.below(256)); // as hard to pack as weights
  const whole = new Uint8Array(zipSync({ 'config.json': new Uint8Array(10), 'weights.bin': bytes }));
  const refused = (damaged: Uint8Array<ArrayBuffer>): Promise<unknown> =>
    withoutZips([{ path: 'm.zip', file: new Blob([damaged]) }], signal).then(
      () => 'not refused',
      (cause: unknown) => cause,
    );

  it('that is none is refused', async () => {
    expect(await refused(new TextEncoder().encode('not a zip'))).toMatchObject({ code: 'model/zip', values: { file: 'm.zip' } });
    expect(await refused(new Uint8Array(zipSync({})))).toMatchObject({ code: 'model/zip-empty' });
  });

  it('that was cut off is refused wherever it was', async () => {
    for (let at = 4; at < whole.length; at += 997) expect(await refused(whole.slice(0, at))).toMatchObject({ code: 'model/zip-cut' });
    expect(await refused(whole.slice(0, -1))).toMatchObject({ code: 'model/zip-cut' });
  });

  it('with a wrong byte in a file, or zeros in its place, is refused by that file', async () => {
    const values = { file: 'm.zip', member: 'weights.bin' };
    expect(await refused(whole.with(50_000, (whole[50_000] ?? 0) ^ 1))).toMatchObject({ code: 'model/zip-damaged', values });
    expect(await refused(whole.slice().fill(0, 50_000, 90_000))).toMatchObject({ code: 'model/zip-damaged', values });
    const stored = new Uint8Array(zipSync({ 'weights.bin': bytes }, { level: 0 }));
    expect(await refused(stored.with(50_000, (stored[50_000] ?? 0) ^ 1))).toMatchObject({ code: 'model/zip-damaged', values });
  });

  it('that is encrypted, or holds more than any model, is refused', async () => {
    const directory = whole.lastIndexOf(0x50, whole.length - 23); // of the end record; the entries' flags are found by their sign
    const entry = whole.findIndex(
      (_, i) => i < directory && whole[i] === 0x50 && whole[i + 1] === 0x4b && whole[i + 2] === 1 && whole[i + 3] === 2,
    );
    expect(await refused(whole.with(entry + 8, 1))).toMatchObject({ code: 'model/zip-method', values: { member: 'config.json' } });
    const huge = whole.slice();
    new DataView(huge.buffer).setUint32(entry + 24, 0xfffffffe, true);
    expect(await refused(huge)).toMatchObject({ code: 'model/zip-too-large' });
  });
});
