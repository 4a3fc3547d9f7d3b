import { expect, test } from 'vitest';
import { stetJson } from '#formats/stet-json.ts';
import { load, memoryFile } from './memory.ts';

test('scores on every scale are read, and one that is not on its scale is left out and told', async () => {
  const annotation = { annotator: 'Ana', system: 'Atlas', ESA: 100, DA: 100.5, SQM: 6 };
  const segments = [{ source: 'One.', translations: { Atlas: 'Eins.' }, annotations: [annotation] }];
  const project = {
    stet: 1,
    sourceLang: 'en',
    targetLang: 'de',
    protocols: ['DA', 'SQM', 'ESA', 'GEMBA'],
    documents: [{ name: 'd', segments }],
  };
  const { tables, issues } = await load(stetJson, [memoryFile('p.json', JSON.stringify(project))]);
  expect(tables.projects[0]?.protocols).toEqual(['ESA', 'DA', 'SQM']);
  expect(tables.annotations.map(({ scores }) => scores)).toEqual([{ ESA: 100, SQM: 6 }]);
  expect(issues).toMatchObject([{ code: 'stet-json/score', values: { place: 'd 1', scale: 'DA', score: 100.5, most: 100 } }]);
});
