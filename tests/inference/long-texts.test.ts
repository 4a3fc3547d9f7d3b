import { expect, test } from 'vitest';
import { openOnRuntime } from '#inference/onnx.ts';
import type { Translator } from '#inference/translator.ts';
import type { Translation } from '#workers/inference-translate.ts';
import { translateTexts } from '#workers/inference-translate.ts';
import type { FamilyName } from '../models/families.ts';
import { familyFixture } from '../models/families.ts';
import { modelOf, nodeRuntime } from './node-runtime.ts';

const runtime = nodeRuntime();
const { signal } = new AbortController();
const SENTENCES = [
  'The red house opens never! ',
  'The small river finds bread? ',
  'Winter reads the blue letter! ',
  'But never the garden song!',
];
const LONG = SENTENCES.join('').trim();

async function open(name: FamilyName): Promise<Translator> {
  const { files } = familyFixture(name);
  return openOnRuntime(modelOf(files), (path) => Promise.resolve(files.get(path) ?? new Uint8Array(0)), runtime);
}

async function translate(model: Translator, texts: readonly string[], targetLang = 'de'): Promise<readonly Translation[]> {
  return translateTexts(model, texts, { sourceLang: 'en', targetLang }, signal);
}

test('NLLB-200 is given the sentences of a text that its length limit would cut, one by one', async () => {
  const model = await open('nllb');
  expect([model.maxSource, model.sentencesAbove]).toEqual([64, 48]);
  const [whole] = await translate(model, [LONG]);
  const parts = await translate(model, SENTENCES);
  expect(whole?.text).toBe(parts.map((part) => part.text).join(' '));
  expect(whole?.ids).toEqual(parts.flatMap((part) => part.ids));
  expect(whole?.logProbs).toHaveLength(whole?.ids.length ?? 0);
  for (const [i, logProb] of parts.flatMap((part) => part.logProbs).entries()) expect(whole?.logProbs[i]).toBeCloseTo(logProb, 4);
  await model.close();
});

test('other families are given several sentences together, as far as they can read them', async () => {
  const model = await open('m2m100');
  expect([model.maxSource, model.sentencesAbove]).toEqual([64, 64]);
  const [two] = await translate(model, [SENTENCES.slice(0, 2).join('')]);
  const ids: number[] = [];
  const languages = { source: 'en', target: 'de' };
  for await (const row of model.generate([SENTENCES.slice(0, 2).join('')], { signal, languages })) ids.push(...row.ids);
  expect(two?.ids).toEqual(ids);
  const [all] = await translate(model, [LONG]);
  expect(all?.ids.filter((id) => id === 2).length).toBeGreaterThanOrEqual(2); // an end for each part
  await model.close();
});
