import { describe, expect, test } from 'vitest';
import { familyOf } from '#inference/family.ts';
import type { ModelConfig } from '#inference/model-config.ts';
import { readModelConfig } from '#inference/model-config.ts';
import { parseJsonObject } from '#inference/model-json.ts';
import { openOnRuntime } from '#inference/onnx.ts';
import type { Row, Translator } from '#inference/translator.ts';
import { Chrf } from '#metrics/chrf.ts';
import type { FamilyFixture, FamilyRow } from '../models/families.ts';
import { byDirection, familyFixture, familyVariant } from '../models/families.ts';
import { withFunction, withTwoDecoders } from '../models/layouts.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { modelOf, nodeRuntime } from './node-runtime.ts';
import { StockModel } from './stock-model.ts';

type Files = FamilyFixture['files'];

const runtime = nodeRuntime();
const { signal } = new AbortController();

async function open(files: Files): Promise<Translator> {
  return openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), runtime);
}

function configOf(files: Files): ModelConfig {
  const json = (name: string): Readonly<Record<string, unknown>> => parseJsonObject(name, new TextDecoder().decode(files.get(name)));
  const config = json('config.json');
  return readModelConfig(config, json('generation_config.json'), familyOf(config, json('tokenizer_config.json'), new Set(files.keys())));
}

async function translated(model: Translator, rows: readonly FamilyRow[], beams = 1): Promise<ReadonlyMap<FamilyRow, Row>> {
  const found = new Map<FamilyRow, Row>();
  for (const own of byDirection(rows)) {
    const languages = { source: own[0]?.from ?? '', target: own[0]?.to ?? '' };
    for await (const row of model.generate(
      own.map(({ source }) => source),
      { signal, beams, languages },
    )) {
      const asked = own[row.index];
      if (asked) found.set(asked, row);
    }
  }
  return found;
}

/** One text a call. */
async function alone(model: Translator, rows: readonly FamilyRow[], beams = 1): Promise<ReadonlyMap<FamilyRow, Row>> {
  const found = new Map<FamilyRow, Row>();
  for (const row of rows) for (const [, made] of await translated(model, [row], beams)) found.set(row, made);
  return found;
}

/** The ids that the unmodified files give in stock ONNX Runtime Web, one text at a time, one step a run. */
async function stockIds(files: Files, rows: readonly FamilyRow[]): Promise<readonly (readonly number[])[]> {
  const config = configOf(files);
  const stock = await StockModel.open(runtime, files, config);
  const [endId = 0] = config.endIds;
  const search = { startId: config.startId, endId, banned: config.badSequences.flat(), most: config.maxLength - 1 };
  const found: (readonly number[])[] = [];
  for (const { sourceIds, ids } of rows) {
    const made = await stock.translate(sourceIds, { ...search, ...(config.startId === ids[0] ? {} : { firstId: ids[0] ?? 0 }) });
    const isCut = made.length === search.most && config.forcedEndIds.length > 0;
    found.push(isCut ? [...made.slice(0, -1), endId] : made);
  }
  return found;
}

/** The texts of the Marian fixture bring the code of their target. */
const marianRows: readonly FamilyRow[] = marianExpected().rows.map((row) => ({ ...row, from: '', to: '', beamIds: [], beamScore: NaN }));

const VARIANTS: readonly (readonly [name: string, files: Files, rows: readonly FamilyRow[]])[] = [
  ['Marian in q8', marianFiles('quantized'), marianRows],
  ...(
    [
      ['m2m100', 'q8'],
      ['m2m100', 'q4'],
      ['mbart50', 'fp16'],
      ['mbart50', 'q4f16'],
    ] as const
  ).map(([family, precision]) => {
    const { files, expected } = familyVariant(family, precision);
    return [`${family} in ${precision}`, files, expected.rows] as const;
  }),
];

describe.each(VARIANTS)('%s', (name, files, rows) => {
  test('gives, a text at a time, the ids of the unmodified files in stock ONNX Runtime Web', async () => {
    const model = await open(files);
    expect(model.form).toEqual({ isSplit: true });
    const wanted = await stockIds(files, rows);
    const found = await alone(model, rows);
    expect(rows.map((row) => found.get(row)?.ids)).toEqual(wanted);
    expect(new Set(wanted.map((ids) => ids.join(' '))).size).toBeGreaterThan(rows.length * 0.8);
    await model.close();
  });

  test('gives much the same in batches and in fp32', async () => {
    const model = await open(files);
    const one = await alone(model, rows);
    const batches = await translated(model, rows);
    await model.close();
    const share = (from: (row: FamilyRow) => readonly number[]): number =>
      rows.filter((row) => from(row).join(' ') === (batches.get(row)?.ids ?? []).join(' ')).length;
    const texts = (of: ReadonlyMap<FamilyRow, Row>): string[] => rows.map((row) => of.get(row)?.text ?? '');
    const figures = [
      `${share((row) => one.get(row)?.ids ?? [])} of ${rows.length} rows as alone, chrF2 to those ${chrf(texts(batches), texts(one))}`,
      `${share((row) => row.ids)} as in fp32, chrF2 ${chrf(
        texts(batches),
        rows.map((row) => row.text),
      )}`,
    ];
    console.log(`${name}, in batches: ${figures.join('; ')}`);
    expect(chrf(texts(batches), texts(one))).toBeGreaterThan(50);
  });
});

function chrf(hypotheses: readonly string[], references: readonly string[]): number {
  const metric = new Chrf();
  const sums = new Float64Array(metric.width);
  for (const [i, hypothesis] of hypotheses.entries()) {
    const [row] = metric.stats([references[i] ?? ''], [hypothesis]);
    row?.forEach((value, j) => (sums[j] = (sums[j] ?? 0) + value));
  }
  return Math.round(metric.score(sums) * 10) / 10;
}

test.each(['fp16', 'q4f16'] as const)(
  '%s caches are the same whether the decoder is taken apart or not, with 4 beams too',
  async (precision) => {
    const { files, expected } = familyVariant('mbart50', precision);
    const few = expected.rows.slice(0, 12);
    const whole = new Map([...files].map(([path, bytes]) => [path, path.includes('decoder_model') ? withFunction(bytes) : bytes]));
    const [split, asItIs] = [await open(files), await open(whole)];
    expect(asItIs.form).toMatchObject({ isSplit: false });
    for (const beams of [1, 4]) {
      const [a, b] = [await translated(split, few, beams), await translated(asItIs, few, beams)];
      expect(few.map((row) => a.get(row)?.ids)).toEqual(few.map((row) => b.get(row)?.ids));
      for (const row of few) expect(Math.abs((a.get(row)?.score ?? NaN) - (b.get(row)?.score ?? NaN))).toBeLessThan(2e-2);
    }
  },
);

describe.each([
  ['nllb', false],
  ['nllb', true],
  ['t5', true],
] as const)('%s with two decoders, the second one given the encoder’s states: %s', (name, keepsStates) => {
  const { files, expected } = familyFixture(name);
  const few = expected.rows.slice(0, 40);
  const two = withTwoDecoders(files, { keepsStates });

  test('gives the ids of transformers, greedily and with 4 beams', async () => {
    const model = await open(two);
    const [greedy, beam] = [await translated(model, few), await translated(model, few, 4)];
    expect(few.map((row) => greedy.get(row)?.ids)).toEqual(few.map((row) => row.ids));
    expect(few.map((row) => beam.get(row)?.ids)).toEqual(few.map((row) => row.beamIds));
    await model.close();
  });

  test('gives them also where its files are run as they are', async () => {
    const model = await open(new Map([...two].map(([path, bytes]) => [path, path.includes('decoder') ? withFunction(bytes) : bytes])));
    expect(model.form).toMatchObject({ isSplit: false });
    const [greedy, beam] = [await translated(model, few), await translated(model, few, 4)];
    expect(few.map((row) => greedy.get(row)?.ids)).toEqual(few.map((row) => row.ids));
    expect(few.map((row) => beam.get(row)?.ids)).toEqual(few.map((row) => row.beamIds));
    await model.close();
  });
});
