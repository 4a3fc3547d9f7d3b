import { expect, it } from 'vitest';
import type { Annotation } from '#core/annotation.ts';
import { emptyAnnotation } from '#core/annotation.ts';
import { ESA_SCALE } from '#core/protocol.ts';
import { MQM_CORE } from '#core/typologies.ts';
import { ESA } from '#metrics/scores.ts';
import { standardisedRatings } from '#metrics/standardised.ts';

function rated(unit: number, annotatorId: string, value: number, round = 1): Annotation {
  const key = { projectId: 'p', level: 'segment', unitId: `s${unit}`, systemId: 'y', annotatorId, round } as const;
  return { ...emptyAnnotation(key), scores: { [ESA_SCALE.id]: value }, status: 'done' };
}

it('takes away that one annotator is strict and another mild', () => {
  const units = [
    [rated(0, 'strict', 10), rated(0, 'mild', 80)],
    [rated(1, 'strict', 30), rated(1, 'mild', 90), rated(1, 'once', 3)],
    [rated(2, 'strict', 0), rated(2, 'strict', 50, 2), rated(2, 'mild', 100)],
    [],
  ];
  const { values, left } = standardisedRatings(units, ESA, MQM_CORE);
  expect(values).toEqual([-1, 0, 1, undefined]);
  expect(left).toBe(1);
});

it('says nothing of annotators who always gave the same', () => {
  expect(standardisedRatings([[rated(0, 'a', 5)], [rated(1, 'a', 5)]], ESA, MQM_CORE)).toEqual({ values: [undefined, undefined], left: 2 });
});
