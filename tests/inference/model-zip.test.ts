import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { withoutZips } from '#inference/model-zip.ts';

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

  it('that is none is refused', async () => {
    await expect(withoutZips([{ path: 'm.zip', file: new Blob(['not a zip']) }], signal)).rejects.toMatchObject({ code: 'model/zip' });
  });

  it('that was cut off is refused', async () => {
    const zip = archive({ 'weights.bin': Uint8Array.from({ length: 100_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24) });
    await expect(withoutZips([{ path: 'm.zip', file: zip.slice(0, 2000) }], signal)).rejects.toMatchObject({ code: 'model/zip' });
  });
});
