import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';

interface Direction {
  /** As the model names languages. */
  readonly from: string;
  readonly to: string;
}

/** A text with what `transformers` makes of it in fp32, alone. */
export interface FamilyRow extends Direction {
  readonly source: string;
  readonly sourceIds: readonly number[];
  readonly ids: readonly number[];
  readonly text: string;
  /** With 4 beams. */
  readonly beamIds: readonly number[];
  readonly beamScore: number;
}

export interface FamilyExpected {
  readonly maxLength: number;
  readonly rows: readonly FamilyRow[];
  readonly forced: readonly (Direction & {
    readonly source: string;
    readonly target: string;
    readonly ids: readonly number[];
    readonly logProbs: readonly number[];
  })[];
}

export interface FamilyFixture {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly expected: FamilyExpected;
}

/** The fixture of a family: made by `make-families.py`. */
export function familyFixture(name: string): FamilyFixture {
  const path = join(import.meta.dirname, 'families', `${name}.zip`);
  if (!existsSync(path)) throw new Error(`there is no fixture ${name}`);
  const files = new Map(Object.entries(unzipSync(readFileSync(path))).map(([file, bytes]) => [file, new Uint8Array(bytes)]));
  const expected = JSON.parse(new TextDecoder().decode(files.get('expected.json'))) as FamilyExpected; // written by make-families.py
  files.delete('expected.json');
  return { files, expected };
}

/** Rows of one direction together: a call has one. */
export function byDirection<T extends Direction>(rows: readonly T[]): readonly (readonly T[])[] {
  const found = new Map<string, T[]>();
  for (const row of rows) found.set(`${row.from} ${row.to}`, [...(found.get(`${row.from} ${row.to}`) ?? []), row]);
  return [...found.values()];
}
