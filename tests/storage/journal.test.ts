import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '#core/event.ts';
import type { Entry, SyncFile } from '#storage/journal.ts';
import { checksum, decodeLines, Journal } from '#storage/journal.ts';
import { replay } from '#storage/replica.ts';

/** Bytes in memory that behave as a sync access handle. */
class MemoryFile implements SyncFile {
  bytes = new Uint8Array();
  flushes = 0;
  getSize(): number {
    return this.bytes.length;
  }
  write(bytes: Uint8Array<ArrayBuffer>, { at }: { at: number }): number {
    const next = new Uint8Array(Math.max(this.bytes.length, at + bytes.length));
    next.set(this.bytes);
    next.set(bytes, at);
    this.bytes = next;
    return bytes.length;
  }
  flush(): void {
    this.flushes += 1;
  }
  close(): void {
    this.flushes = -1;
  }
  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }
}

function event(seq: number, values: Partial<Event> = {}): Event {
  return {
    id: `e${seq}`,
    projectId: 'p',
    annotatorId: 'a',
    deviceId: 'd',
    seq,
    at: `${String(seq).padStart(15, '0')}-000000`,
    kind: 'set',
    annotationId: 'x',
    level: 'segment',
    unitId: 's',
    systemId: 'y',
    round: 1,
    field: 'comment',
    value: `comment ${seq}\nsecond line \u2028 😀`,
    schema: 1,
    appVersion: '0',
    ...values,
  };
}

const events = (count: number): Entry[] => Array.from({ length: count }, (_, i) => ({ kind: 'event', event: event(i + 1) }));

test('the checksum is CRC-32', () => {
  expect(checksum('123456789')).toBe('cbf43926');
});

describe('a journal', () => {
  test('gives back what was appended, in order, numbered on', () => {
    const file = new MemoryFile();
    new Journal(file, 1).append(events(3));
    new Journal(file, 4).append(events(2));
    const { lines, torn } = decodeLines(file.text);
    expect(torn).toBe(0);
    expect(lines.map((line) => line.n)).toEqual([1, 2, 3, 4, 5]);
    expect(lines[1]?.entry).toEqual({ kind: 'event', event: event(2) });
    expect(file.flushes).toBe(2);
  });

  test('cut at any byte loses only the line that was cut, and goes on after it', () => {
    const whole = new MemoryFile();
    new Journal(whole, 1).append(events(6));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.bytes.length }), (cut) => {
        const file = new MemoryFile();
        file.bytes = whole.bytes.slice(0, cut);
        const before = decodeLines(file.text).lines.length;
        new Journal(file, 100).append(events(2));
        const { lines, torn } = decodeLines(file.text);
        expect(lines.slice(-2).map((line) => line.n)).toEqual([100, 101]);
        expect(torn).toBeLessThanOrEqual(1);
        expect(lines.length).toBeGreaterThanOrEqual(before + 2);
      }),
    );
  });

  test('with one spoilt byte loses at most the two lines it joins', () => {
    const whole = new MemoryFile();
    new Journal(whole, 1).append(events(6));
    fc.assert(
      fc.property(fc.nat({ max: whole.bytes.length - 1 }), fc.integer({ min: 1, max: 127 }), (at, flip) => {
        const bytes = whole.bytes.slice();
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        const { lines } = decodeLines(new TextDecoder().decode(bytes));
        expect(lines.length).toBeGreaterThanOrEqual(4);
        for (const line of lines) expect(line.entry).toEqual(events(6)[line.n - 1]);
      }),
    );
  });
});

describe('a replay', () => {
  const lines = (entries: readonly Entry[]) => entries.map((entry, i) => ({ n: i + 1, entry }));
  const identity: Entry = { kind: 'identity', identity: { dbId: 'b', deviceId: 'd', seq: 0, clock: '' } };

  test('counts on from the last event of the device', () => {
    const replica = replay(lines([identity, ...events(3), { kind: 'event', event: event(9, { deviceId: 'other' }) }]));
    expect(replica.identity).toEqual({ dbId: 'b', deviceId: 'd', seq: 3, clock: '000000000000003-000000' });
    expect(replica.last).toBe(5);
  });

  test('keeps the later row and forgets what is gone', () => {
    const replica = replay(
      lines([
        { kind: 'put', table: 'annotators', key: 'a', row: { id: 'a', projectId: 'p', name: 'A' } },
        { kind: 'put', table: 'annotators', key: 'a', row: { id: 'a', projectId: 'p', name: 'B' } },
        { kind: 'put', table: 'samples', key: 's', row: { id: 's', projectId: 'p' } },
        { kind: 'gone', table: 'samples', key: 's' },
      ]),
    );
    expect(replica.rows.get('annotators')?.get('a')).toMatchObject({ name: 'B' });
    expect(replica.rows.get('samples')?.size).toBe(0);
  });

  test('a deleted project takes its events and rows along, and can come back', () => {
    const project: Entry = { kind: 'put', table: 'projects', key: 'p', row: { id: 'p', name: 'P' } };
    const system: Entry = { kind: 'put', table: 'systems', key: 'y', row: { id: 'y', projectId: 'p' } };
    const gone: Entry = { kind: 'gone', table: 'projects', key: 'p' };
    const empty = replay(lines([identity, project, system, ...events(2), gone]));
    expect([empty.events.size, empty.rows.get('projects')?.size, empty.rows.get('systems')?.size]).toEqual([0, 0, 0]);
    expect(empty.identity?.seq).toBe(2);
    const back = replay(lines([identity, project, ...events(2), gone, project, { kind: 'event', event: event(3) }]));
    expect([...back.events.keys()]).toEqual(['e3']);
  });
});
