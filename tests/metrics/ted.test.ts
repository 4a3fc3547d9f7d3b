import { expect, it } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { GOOGLE_WMT } from '#core/typologies.ts';
import { MQM } from '#metrics/mqm.ts';
import { meanRating } from '#metrics/rating.ts';
import { SHARED, sharedText } from '../shared.ts';
import { readMqm } from './read-mqm.ts';

it.skipIf(SHARED === undefined)('TED en-de: segment scores equal the averages that Google released', async () => {
  const { segments, systems, annotations } = await readMqm('mqm_ted_ende.tsv', sharedText('data/mqm/mqm_ted_ende.tsv.gz'));
  const own = new Map<string, Annotation[]>();
  for (const one of annotations) {
    const key = `${systems.get(one.systemId)?.name ?? ''} ${segments.get(one.unitId)?.externalId ?? ''}`;
    own.set(key, [...(own.get(key) ?? []), one]);
  }
  let compared = 0;
  let worst = 0;
  for (const line of sharedText('data/mqm/mqm_ted_ende.avg_seg_scores.tsv').split('\n').slice(1)) {
    // Tab and space alternate; a system or segment that was not rated says None; the reference is named `ref-A` here and `ref` in the table.
    const [name = '', average = '', number = ''] = line.trim().split(/[\t ]+/);
    if (name === '' || average === 'None') continue;
    const rating = meanRating(MQM, own.get(`${name === 'ref-A' ? 'ref' : name} ${number}`) ?? [], GOOGLE_WMT);
    expect(rating, line).toBeDefined();
    worst = Math.max(worst, Math.abs(-(rating?.value ?? NaN) - Number(average)));
    compared++;
  }
  process.stdout.write(`TED en-de: ${compared} pairs compared, largest difference ${worst}\n`);
  expect(compared).toBe(7406);
  // The file prints six decimals.
  expect(worst).toBeLessThanOrEqual(5e-7);
});
