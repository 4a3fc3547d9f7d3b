import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openOnRuntime } from '#inference/onnx.ts';
import type { Row, Translator } from '#inference/translator.ts';
import type { VocabularyCut } from '#inference/vocabulary-cut.ts';
import { vocabularyCut } from '#inference/vocabulary-cut.ts';
import type { FamilyFixture } from '../models/families.ts';
import { byDirection, FAMILY_NAMES, familyFixture, familyVariant } from '../models/families.ts';
import { marianExpected, marianFiles } from '../models/marian.ts';
import { modelOf, nodeRuntime } from './node-runtime.ts';

type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

const runtime = nodeRuntime();
const { signal } = new AbortController();

function open(files: Files, cut?: VocabularyCut): Promise<Translator> {
  return openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), runtime, undefined, cut);
}

interface Asked {
  readonly texts: readonly string[];
  readonly languages?: { readonly source: string; readonly target: string };
}

/** Each text alone: 8-bit products measure their scale over a batch. */
async function rowsOf(model: Translator, asked: readonly Asked[], beams: number): Promise<readonly Row[]> {
  const found: Row[] = [];
  for (const { texts, languages } of asked) {
    for (const text of texts) {
      for await (const row of model.generate([text], { signal, beams, ...(languages ? { languages } : {}) })) found.push(row);
    }
  }
  return found;
}

const familyAsked = ({ expected }: FamilyFixture): readonly Asked[] =>
  byDirection(expected.rows).map((rows) => ({
    texts: rows.slice(0, 6).map(({ source }) => source),
    languages: { source: rows[0]?.from ?? '', target: rows[0]?.to ?? '' },
  }));

const marian: readonly Asked[] = [
  {
    texts: marianExpected()
      .rows.slice(0, 12)
      .map(({ source }) => source),
  },
];
/** A model that ships, in 8 bits. */
function shippedFiles(folder: string): Files {
  const root = join(import.meta.dirname, '..', '..', 'models', folder);
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(json|spm)$|_quantized\.onnx$/u.test(path));
  return new Map(paths.map((path) => [path.replaceAll('\\', '/'), new Uint8Array(readFileSync(join(root, path)))]));
}

const MODELS: readonly (readonly [string, Files, readonly Asked[]])[] = [
  ...FAMILY_NAMES.map((name) => [`${name} in fp32`, familyFixture(name).files, familyAsked(familyFixture(name))] as const),
  ['Marian with two decoders', marianFiles('split'), marian],
  ['Marian in 8 bits', marianFiles('quantized'), marian],
  [
    'a shipped model in 8 bits by column',
    shippedFiles('en-de'),
    [{ texts: ['The red house stands by the river.', 'Where is the station?'] }],
  ],
  ['M2M100 in 8 bits', familyVariant('m2m100', 'q8').files, familyAsked(familyVariant('m2m100', 'q8'))],
  ['M2M100 in 4 bits', familyVariant('m2m100', 'q4').files, familyAsked(familyVariant('m2m100', 'q4'))],
  ['mBART-50 in fp16', familyVariant('mbart50', 'fp16').files, familyAsked(familyVariant('mbart50', 'fp16'))],
  ['mBART-50 in 4 bits, half floats', familyVariant('mbart50', 'q4f16').files, familyAsked(familyVariant('mbart50', 'q4f16'))],
];

const ids = (rows: readonly Row[]): readonly (readonly number[])[] => rows.map((row) => row.ids);
const texts = (rows: readonly Row[]): readonly string[] => rows.map((row) => row.text);

describe.each(MODELS)('%s with a cut vocabulary', (_, files, asked) => {
  test('of all its tokens translates as the whole model, and so with those that the whole one wrote', async () => {
    const whole = await open(files);
    const written = { 1: await rowsOf(whole, asked, 1), 3: await rowsOf(whole, asked, 3) };
    const { of } = whole.cutFor([], 'und');
    const all = await open(files, { kept: Array.from({ length: of }, (__, id) => id), of });
    for (const beams of [1, 3] as const) expect(ids(await rowsOf(all, asked, beams))).toEqual(ids(written[beams]));
    await all.close();

    const kept = [...new Set([...ids(written[1]).flat(), ...specialIds(files)])].filter((id) => id < of).toSorted((a, b) => a - b);
    expect(kept.length).toBeLessThan(of);
    const part = await open(files, { kept, of });
    const made = await rowsOf(part, asked, 1);
    expect(ids(made)).toEqual(ids(written[1]));
    expect(texts(made)).toEqual(texts(written[1]));
    expect(part.describe(1)).toContain(`vocabulary cut to ${kept.length} of ${of} tokens`);
    await part.close();
    await whole.close();
  });
});

function read(files: Files, name: string): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(files.get(name))) as Record<string, unknown>; // the fixture's own
}

/** Tokens that a search can't do without, by the model's own files. */
function specialIds(files: Files): readonly number[] {
  const read = (name: string): Record<string, unknown> => JSON.parse(new TextDecoder().decode(files.get(name))) as Record<string, unknown>; // the fixture's own
  const all = { ...read('config.json'), ...read('generation_config.json') };
  return ['decoder_start_token_id', 'pad_token_id', 'eos_token_id', 'forced_eos_token_id'].flatMap((key) => {
    const value = all[key];
    return (Array.isArray(value) ? value : [value]).filter((id): id is number => typeof id === 'number');
  });
}

test('a cut of the app’s own keeps all that a search and a language need', async () => {
  const { files, expected } = familyFixture('nllb');
  const whole = await open(files);
  const [row] = expected.rows;
  const languages = { source: row?.from ?? '', target: row?.to ?? '' };
  const { kept, of } = whole.cutFor([row?.source ?? ''], 'de', languages);
  expect(kept).toEqual(expect.arrayContaining([...specialIds(files), ...(row?.ids.slice(0, 1) ?? [])]));
  const cut = await open(files, { kept, of });
  expect(ids(await rowsOf(cut, [{ texts: [row?.source ?? ''], languages }], 1))).toEqual([row?.ids]);
  await cut.close();
  await whole.close();
});

describe('what can’t be cut says so', () => {
  test('model/no-cut: a decoder that runs as its file is', async () => {
    const files = new Map<string, Uint8Array<ArrayBuffer>>(marianFiles('split'));
    const first = Buffer.from(files.get('decoder_model.onnx') ?? []).toString('latin1');
    files.set(
      'decoder_model.onnx',
      new Uint8Array(Buffer.from(first.replaceAll('present.0.encoder.key', 'present.0.encoder.kez'), 'latin1')),
    );
    const model = await open(files);
    expect(() => model.cutFor([], 'de')).toThrow(expect.objectContaining({ code: 'model/no-cut' }));
    await expect(open(files, { kept: Array.from({ length: 193 }, (_, id) => id), of: 193 })).rejects.toMatchObject({
      code: 'model/no-cut',
    });
  });

  test('model/no-cut: rules that look at the source’s tokens', async () => {
    const files = new Map<string, Uint8Array<ArrayBuffer>>(marianFiles());
    files.set(
      'generation_config.json',
      new TextEncoder().encode(JSON.stringify({ ...read(files, 'generation_config.json'), encoder_no_repeat_ngram_size: 2 })),
    );
    await expect(open(files, { kept: Array.from({ length: 193 }, (_, id) => id), of: 193 })).rejects.toMatchObject({
      code: 'model/no-cut',
    });
  });

  test('model/cut-away: a given target that needs a token which was cut', async () => {
    const files = marianFiles();
    const model = await open(files, { kept: [...new Set([...specialIds(files), 5, 6])].toSorted((a, b) => a - b), of: 193 });
    const scoring = (async () => {
      for await (const row of model.score([{ source: 'red', target: 'the red house' }], { signal })) expect(row).toBeDefined();
    })();
    await expect(scoring).rejects.toMatchObject({ code: 'model/cut-away' });
  });
});

test('what a cut keeps', () => {
  const rules = {
    startId: 19_999,
    padId: 19_998,
    endIds: [19_997],
    forcedEndIds: [19_996],
    forcedFirstId: 19_995,
  } as unknown as Parameters<typeof vocabularyCut>[4]; // the others are not read
  const texts = ['▁Haus', '▁дом', '家', '▁Дд', '123', 'ß', '▁straße', '日本語', 'がく', '▁क', 'क्ष', '…', 'h日本'];
  const pieces = new Map(texts.map((text, i) => [1000 + i, text]));
  const wanted = (lang: string): readonly string[] => {
    const { kept, of } = vocabularyCut(20_000, pieces, lang, [[7000, 3], [50_000]], rules);
    expect(of).toBe(20_000);
    expect(kept).toEqual(expect.arrayContaining([...Array(16).keys(), 7000, 19_995, 19_996, 19_997, 19_998, 19_999]));
    return kept.flatMap((id) => pieces.get(id) ?? []);
  };
  const everywhere = ['家', '123', 'ß', 'がく', '▁क', '…'];
  expect(wanted('de')).toEqual(texts.filter((text) => [...everywhere, '▁Haus', '▁straße'].includes(text)));
  expect(wanted('ru')).toEqual(texts.filter((text) => [...everywhere, '▁дом', '▁Дд'].includes(text)));
  expect(wanted('ja')).toEqual(texts.filter((text) => [...everywhere, '日本語'].includes(text)));
  expect(wanted('hi')).toEqual(texts.filter((text) => [...everywhere, 'क्ष'].includes(text)));
  expect(wanted('und')).toEqual(texts);
});
