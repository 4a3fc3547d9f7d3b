import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { TestApp } from '../harness/app.ts';
import { SHARED, sharedText } from '../shared.ts';
import { readTable } from './translate-project.ts';

/** What a person reads on the Models page once a sample was chosen there, sentence by sentence. */
type Reads = readonly (RegExp | string)[];

interface Case {
  /** The row's own words: another expectation than the one that is proven here must fail. */
  readonly expects: string;
  /** What is chosen, below the samples' folder, with what is then read; `listed` ones are on the device afterwards, all others are not. */
  readonly samples: Readonly<Record<string, Reads>>;
  readonly isListed?: true;
}

const NO_USE = /Stet can’t use it/u;
const GOLDEN = join(import.meta.dirname, '..', 'tokenizers', 'golden');

/** By the first cell of the row. */
const CASES: ReadonlyMap<string, Case> = new Map<string, Case>([
  [
    'onnx/custom_op_test.onnx',
    {
      expects: 'refused: names the unknown operator domain',
      samples: { 'onnx/custom_op_test.onnx': [/custom_op_test\.onnx needs the operator “\w+” of “ai\.onnx\.contrib”/u] },
    },
  ],
  [
    'onnx/marian-batch',
    {
      expects: 'refused as a translator: no tokenizer, SSRU state inputs that are not the Optimum contract (name them)',
      samples: {
        'onnx/marian-batch': [
          /decoder\.onnx asks for rnn_states_prev, past_key_values_length, which is not the layout that Optimum exports/u,
          'lacks source.spm, target.spm, vocab.json',
        ],
      },
    },
  ],
  [
    'onnx/optimum-tiny-distilbert',
    {
      expects: 'recognised as an encoder classifier; refused for use: no tokenizer',
      samples: { 'onnx/optimum-tiny-distilbert': ['encoder classifier (DistilBertForSequenceClassification) without a tokenizer'] },
    },
  ],
  [
    'onnx/tiny-random-gpt2-fp32',
    {
      expects: 'recognised as decoder-only; refused as a translator',
      samples: { 'onnx/tiny-random-gpt2-fp32': ['past.onnx is a language model without an encoder'] },
    },
  ],
  [
    'tfjs/layers_model, tfjs/graph_model',
    {
      expects: 'load; input and output shapes shown',
      isListed: true,
      samples: {
        'tfjs/layers_model': ['embedding_Embedding2_input float32 [n, 10]', 'gru_GRU1/gru_GRU1 float32 [n, 4]'],
        'tfjs/graph_model': ['Placeholder float32 [2, 2]', 'MatMul float32 [2, 2]'],
      },
    },
  ],
  [
    'tfjs/doodlenet',
    {
      expects: 'loads; offered no role: takes images, not text features',
      isListed: true,
      samples: { 'tfjs/doodlenet': [NO_USE, /It takes \[n, 28, 28, 1\], such as images/u] },
    },
  ],
  [
    'tokenizers/marian-nmt, spm/*',
    {
      expects: 'tokenise and detokenise; ids equal the reference SentencePiece',
      samples: {
        'tokenizers/marian-nmt': [/tokenizer\.json is a tokenizer that Stet reads \(unigram, 32000 pieces; \d+ of \d+ added tokens/u],
        'tokenizers/marian-nmt/vocab.joint.spm': [
          /vocab\.joint\.spm is a SentencePiece tokenizer that Stet reads \(unigram, 32000 pieces\)/u,
        ],
        'spm/mozilla.vocab.spm': [/mozilla\.vocab\.spm is a SentencePiece tokenizer that Stet reads \(unigram, \d+ pieces\)/u],
        'spm/test_model.model': [/test_model\.model is a SentencePiece tokenizer that Stet reads \(unigram, 1000 pieces\)/u],
      },
    },
  ],
  [
    'tokenizers/added-tokens',
    {
      expects: 'loads as tokenizer.json with added tokens',
      samples: { 'tokenizers/added-tokens': [/tokenizer\.json is a tokenizer that Stet reads \(bpe, 4 pieces; 14 of 14 added tokens/u] },
    },
  ],
]);

/** Samples whose ids and texts the tests of the tokenizers compare with the reference, line by line. */
const COMPARED: readonly string[] = [
  ...(golden('tokenizers.json').shared as readonly { readonly model: string }[]).map(({ model }) => model),
  ...Object.keys(golden('tokenizer-json.json').shared as object).map((name) => `tokenizers/${name}`),
]; // both were written by the scripts beside them

let app: TestApp | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

test('every folder of models-samples does on the Models page what its MANIFEST expects', async ({ skip }) => {
  skip(SHARED === undefined, 'shared/models-samples does not stand beside this checkout');
  const rows = tableRows();
  expect(rows.map(([folders]) => folders).toSorted()).toEqual([...CASES.keys()].toSorted());
  expect(onDisk().filter((path) => ![...CASES.values()].some(({ samples }) => covers(samples, path)))).toEqual([]);

  app = await TestApp.launch();
  await app.open('#/models');
  const { page } = app;
  let chosen = 0;
  let listed = 0;
  for (const [folders, expects] of rows) {
    const { samples, isListed, ...found } = CASES.get(folders) ?? { expects: '', samples: {} };
    expect(expects).toBe(found.expects);
    for (const [path, reads] of Object.entries(samples)) {
      await choose(page, path);
      if (isListed) await page.locator('button.card[aria-current]', { hasText: basename(path) }).waitFor();
      const place = isListed ? page.locator('main') : page.locator('.add');
      for (const read of reads) await place.getByText(read).first().waitFor();
      if (isListed) listed++;
      chosen++;
      expect(await readTable(page, 'models')).toHaveLength(listed);
      await page.locator('.add').getByRole('button', { name: 'Dismiss' }).click();
      if (path.startsWith('tokenizers/') || path.startsWith('spm/')) expect(COMPARED).toContain(path);
    }
  }
  app.assertClean();
  console.log(
    `models-samples: ${rows.length} rows of the MANIFEST, ${chosen} folders and files chosen on the Models page, ${listed} of them listed`,
  );
});

/** The rows of “What a loader should say”. */
function tableRows(): readonly (readonly [folders: string, expects: string])[] {
  const [, table = ''] = sharedText('models-samples/MANIFEST.md').split('## What a loader should say');
  const [own = ''] = table.split('\n## ');
  return own
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, folders = '', expects = '']) => [folders, expects]);
}

/** Every sample: what stands one folder below the kinds. */
function onDisk(): readonly string[] {
  const root = join(SHARED ?? '', 'models-samples');
  const kinds = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return kinds.flatMap(({ name }) => readdirSync(join(root, name)).map((sample) => `${name}/${sample}`));
}

function covers(samples: Case['samples'], path: string): boolean {
  return Object.keys(samples).includes(path);
}

async function choose(page: Page, path: string): Promise<void> {
  const whole = join(SHARED ?? '', 'models-samples', path);
  await page.getByTestId(statSync(whole).isDirectory() ? 'model-folder' : 'model-files').setInputFiles(whole);
}

function golden(name: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(GOLDEN, name), 'utf8')) as Readonly<Record<string, unknown>>; // written by the script beside it
}
