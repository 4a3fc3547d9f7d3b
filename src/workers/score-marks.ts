import type { Annotation } from '#core/annotation.ts';
import type { MarkSheet } from '#core/annotator-sheet.ts';
import { groupBy } from '#core/groups.ts';
import { MQM } from '#metrics/mqm.ts';
import { countingAnnotations } from '#metrics/rating.ts';
import { gammaAgreement } from '#stats/gamma.ts';
import { isUndetermined } from '#stats/undetermined.ts';
import type { Continuum, Unit } from '#stats/unitising.ts';
import { unitisingAlpha } from '#stats/unitising.ts';
import { judgedUnits } from '#workers/score-annotators.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** Random continua a text, as pygamma-agreement's least. */
const SAMPLES = 30;

interface MarkedText {
  readonly length: number;
  readonly raters: ReadonlyMap<string, readonly Unit[]>;
}

/** Whether people mark the same stretches as the same kinds of error: γ over all texts, unitising α of each two. */
export async function markSheet(view: ScoreView, pace: Pace): Promise<MarkSheet> {
  const texts = (await judgedUnits(view, MQM, pace)).flatMap(({ unitId, systemId, annotations: own }): readonly MarkedText[] => {
    const place = view.placeOf(unitId);
    const at = place === undefined ? undefined : view.places[place];
    const length = at?.document.targets.get(systemId)?.[at.index]?.length ?? 0;
    const counting = countingAnnotations(own, (one) => one.status === 'done' || one.errors.length > 0);
    if (length === 0 || counting.length < 2) return [];
    return [{ length, raters: new Map(counting.map((one) => [one.annotatorId, marksOf(one)])) }];
  });
  const marked = texts.filter(({ raters }) => [...raters.values()].some((units) => units.length > 0));
  pace.expect(marked.length * SAMPLES);
  const { seed } = view.request.settings;
  const continua = marked.map(({ length, raters }): Continuum => ({ length, raters: [...raters.values()] }));
  const running = gammaAgreement(continua, { samples: SAMPLES, seed });
  let step = running.next();
  while (!step.done) {
    await pace.step();
    step = running.next();
  }
  const gamma = step.value;
  return {
    ...(isUndetermined(gamma)
      ? { without: gamma.reason === 'entangled' || gamma.reason === 'constant' ? gamma.reason : 'few' }
      : { gamma: { value: gamma.value, error: gamma.samplingError, texts: marked.length } }),
    pairs: pairsOf(texts),
  };
}

/** Marks in the translation with their category; under ESA, which asks for none, with their severity. */
function marksOf({ errors }: Annotation): readonly Unit[] {
  return errors.flatMap(({ parts, category, severity }) =>
    parts.flatMap(({ side, start, end }) => (side === 'target' && end > start ? [{ start, end, category: category || severity }] : [])),
  );
}

/** Each two over the texts that both judged, laid end to end. */
function pairsOf(texts: readonly MarkedText[]): MarkSheet['pairs'] {
  const shared = groupBy(
    texts.flatMap(({ length, raters }) => {
      const ids = [...raters.keys()].sort();
      return ids.flatMap((secondId, i) => ids.slice(0, i).map((firstId) => ({ firstId, secondId, length, raters })));
    }),
    ({ firstId, secondId }) => `${firstId} ${secondId}`,
  );
  return [...shared.values()].flatMap((own) => {
    const [one] = own;
    if (!one) return [];
    const { firstId, secondId } = one;
    const lists: [Unit[], Unit[]] = [[], []];
    let offset = 0;
    for (const { length, raters } of own) {
      for (const [i, id] of [firstId, secondId].entries()) {
        for (const { start, end, category } of raters.get(id) ?? []) lists[i]?.push({ start: start + offset, end: end + offset, category });
      }
      offset += length;
    }
    const alpha = unitisingAlpha({ length: offset, raters: lists });
    return [{ firstId, secondId, texts: own.length, ...(isUndetermined(alpha) ? {} : { alpha: alpha.value }) }];
  });
}
