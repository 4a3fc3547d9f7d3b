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

/** The families that have a fixture; T5 comes as T5 and as mT5. */
export const FAMILY_NAMES = ['marian', 'm2m100', 'nllb', 'mbart50', 't5', 'mt5'] as const;
export type FamilyName = (typeof FAMILY_NAMES)[number];

/** The fixture of a family: made by `make-families.py`. */
export function familyFixture(name: FamilyName): FamilyFixture {
  const files = unzipped(name);
  const expected = JSON.parse(new TextDecoder().decode(files.get('expected.json'))) as FamilyExpected; // written by make-families.py
  files.delete('expected.json');
  return { files, expected };
}

/** The other precisions that families come in, with what their files' names end in. */
const SUFFIXES = { q8: '_quantized', q4: '_q4', fp16: '_fp16', q4f16: '_q4f16' } as const;
type FamilyPrecision = keyof typeof SUFFIXES;

/** The fixture of a family with its graphs in another precision. */
export function familyVariant(name: 'm2m100' | 'mbart50', precision: FamilyPrecision): FamilyFixture {
  const { files, expected } = familyFixture(name);
  const kept = [...files].filter(([path]) => !path.endsWith('.onnx'));
  const graphs = [...unzipped(`${name}-variants`)].filter(([path]) => path.endsWith(`${SUFFIXES[precision]}.onnx`));
  if (graphs.length !== 2) throw new Error(`the variants of ${name} have no ${precision}`);
  return { files: new Map([...kept, ...graphs]), expected };
}

function unzipped(name: string): Map<string, Uint8Array<ArrayBuffer>> {
  const path = join(import.meta.dirname, 'families', `${name}.zip`);
  if (!existsSync(path)) throw new Error(`there is no fixture ${name}`);
  return new Map(Object.entries(unzipSync(readFileSync(path))).map(([file, bytes]) => [file, new Uint8Array(bytes)]));
}

/** The same model in a folder that has a tokenizer.json instead of its family's own tokenizer files; `marian-merged` is refused. */
export function familyWithJson(name: FamilyName, twin: FamilyName | 'marian-merged' = name): FamilyFixture {
  const { files, expected } = familyFixture(name);
  const kept = [...files].filter(([path]) => !/\.spm$|\.model$|vocab\.json$|added_tokens\.json$|special_tokens_map\.json$/u.test(path));
  const own = [...unzipped('tokenizer-json')].flatMap(([path, bytes]): [string, Uint8Array<ArrayBuffer>][] =>
    path.startsWith(`${twin}/`) ? [[path.slice(twin.length + 1), bytes]] : [],
  );
  return { files: new Map([...kept, ...own]), expected };
}

/** Rows of one direction together: a call has one. */
export function byDirection<T extends Direction>(rows: readonly T[]): readonly (readonly T[])[] {
  const found = new Map<string, T[]>();
  for (const row of rows) found.set(`${row.from} ${row.to}`, [...(found.get(`${row.from} ${row.to}`) ?? []), row]);
  return [...found.values()];
}
