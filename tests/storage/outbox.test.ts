import { gunzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Event } from '#core/event.ts';
import { Failure } from '#core/failure.ts';
import type { Verdict } from '#storage/bucket-diagnosis.ts';
import { pauseAfter } from '#storage/outbox.ts';
import { packEvents, resealed } from '#storage/sealing.ts';
import { sha256Hex } from '#storage/sigv4.ts';

const busy: Verdict = { cure: 'retry', failure: new Failure('s3/busy') };

describe('the pause after a failed attempt', () => {
  test('doubles its upper bound from one second to five minutes', () => {
    expect([0, 1, 2, 3, 8, 20].map((failures) => pauseAfter(busy, failures, 1))).toEqual([1000, 2000, 4000, 8000, 256_000, 300_000]);
  });

  test('is anything below that bound, so that clients spread', () => {
    expect(pauseAfter(busy, 3, 0)).toBe(0);
    expect(pauseAfter(busy, 3, 0.5)).toBe(4000);
  });

  test('is never shorter than the server asks for, up to the cap', () => {
    expect(pauseAfter({ ...busy, retryAfter: 20_000 }, 0, 0.1)).toBe(20_000);
    expect(pauseAfter({ ...busy, retryAfter: 9e9 }, 0, 0.1)).toBe(300_000);
  });

  test('is thirty seconds while offline, and five minutes for what only a person can mend', () => {
    expect(pauseAfter({ cure: 'retry', failure: new Failure('s3/offline') }, 9, 0.1)).toBe(30_000);
    expect(pauseAfter({ cure: 'person', failure: new Failure('s3/wrong-key') }, 0, 0.1)).toBe(300_000);
  });
});

describe('a sealed object', () => {
  const event: Event = {
    id: 'e1',
    projectId: 'p',
    annotatorId: 'a',
    deviceId: 'd',
    seq: 7,
    at: '000000000000001-000000',
    kind: 'mark',
    annotationId: 'x',
    level: 'segment',
    unitId: 's',
    systemId: 'y',
    round: 1,
    value: { id: 'm', quote: 'Gänge 😀' },
    schema: 1,
    appVersion: '0.1.0',
  };

  test('is one gzip member of JSON lines, the same bytes each time', () => {
    const bytes = packEvents([event, { ...event, id: 'e2', seq: 8 }], 'doc');
    expect(packEvents([event, { ...event, id: 'e2', seq: 8 }], 'doc')).toEqual(bytes);
    const rows = new TextDecoder()
      .decode(gunzipSync(bytes))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map((row) => row.seq)).toEqual([7, 8]);
    expect(rows[0]).toMatchObject({ id: 'e1', annotator_id: 'a', document_id: 'doc', value: event.value });
  });

  test('repeats no name of a partition, which a query engine would put over the row', () => {
    const [line = ''] = new TextDecoder().decode(gunzipSync(packEvents([event], 'doc'))).split('\n');
    for (const partition of ['v', 'project', 'date', 'annotator']) expect(Object.keys(JSON.parse(line) as object)).not.toContain(partition);
  });

  test('is built again from its events after a loss, or not at all', async () => {
    const bytes = packEvents([event], 'doc');
    const { bytes: _, ...item } = {
      id: 'key',
      projectId: 'p',
      documentId: 'doc',
      systemId: 'y',
      annotatorId: 'a',
      sha256: await sha256Hex(bytes),
      events: 1,
      fromSeq: 7,
      toSeq: 7,
      bytes,
      status: 'waiting' as const,
      attempts: 0,
      notBefore: 0,
      sealedAt: 0,
    };
    expect((await resealed(item, [event]))?.bytes).toEqual(bytes);
    expect(await resealed(item, [{ ...event, value: 1 }])).toBeUndefined();
  });
});
