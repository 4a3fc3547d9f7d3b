import { groupBy } from '#core/groups.ts';
import type { QualityPolicy } from '#core/quality-policy.ts';
import type { QualityRow, QualitySheet } from '#core/quality-sheet.ts';
import { judgedSegment } from '#metrics/mqm-judged.ts';
import type { JudgedSegment } from '#metrics/mqm-quality.ts';
import { assessQuality, mqmRates, totalMqm, wordsToVerdict } from '#metrics/mqm-quality.ts';
import { typologyWeights } from '#metrics/mqm-weights.ts';
import { MQM } from '#metrics/mqm.ts';
import { sourceLength } from '#metrics/source-length.ts';
import { judgedUnits } from '#workers/score-annotators.ts';
import type { Pace } from '#workers/score-pace.ts';
import type { ScoreView } from '#workers/score-view.ts';

/** Each judged system against what is acceptable. */
export async function qualitySheet(view: ScoreView, policy: QualityPolicy, pace: Pace): Promise<QualitySheet> {
  const { typology, texts, request } = view;
  if (!view.ratingMetrics.includes(MQM)) return { rows: [] };
  const weights = typologyWeights(typology);
  // A critical error fails the text by itself where the policy says so: what may still come unseen is then at most a major one.
  const severities = typology.severities.filter((severity) => !(policy.failsOnCritical && severity === 'critical'));
  const nextWeight = severities.reduce((most, severity) => Math.max(most, weights(severity, '')), 0);
  const { sourceLang } = texts.project;
  const lengths = new Map<number, Pick<JudgedSegment, 'sourceCharacters' | 'sourceWords'>>();
  const judged: { readonly systemId: string; readonly segment: JudgedSegment }[] = [];
  const units = await judgedUnits(view, MQM, pace);
  pace.expect(units.length);
  for (const unit of units) {
    const place = view.placeOf(unit.unitId);
    const at = place === undefined ? undefined : view.places[place];
    if (place === undefined || !at) continue;
    const length = lengths.get(place) ?? sourceLength(at.document.segments[at.index]?.source ?? '', sourceLang);
    lengths.set(place, length);
    const segment = judgedSegment(unit.annotations, typology, weights, length);
    if (segment) judged.push({ systemId: unit.systemId, segment });
    await pace.step();
  }
  const bySystem = groupBy(judged, ({ systemId }) => systemId);
  const rows = view.systems.flatMap(({ id }): readonly QualityRow[] => {
    const totals = totalMqm((bySystem.get(id) ?? []).map(({ segment }) => segment));
    const quality = assessQuality(totals, policy, nextWeight, request.settings.level);
    const { perSegment, per100Characters, per1000Words } = mqmRates(totals);
    if (!quality || perSegment === undefined || per1000Words === undefined) return [];
    const moreWords = wordsToVerdict(totals, policy, nextWeight, request.settings.level);
    return [
      {
        systemId: id,
        segments: totals.segments,
        words: totals.sourceWords,
        perSegment,
        ...(per100Characters === undefined ? {} : { per100Characters }),
        per1000Words,
        criticalSegments: totals.criticalSegments,
        range: quality.range,
        raw: quality.raw,
        linear: quality.linear,
        ...(quality.nonLinear === undefined ? {} : { nonLinear: quality.nonLinear }),
        low: quality.interval.low,
        high: quality.interval.high,
        verdict: quality.verdict,
        ...(moreWords === undefined ? {} : { moreWords }),
      },
    ];
  });
  return { rows };
}
