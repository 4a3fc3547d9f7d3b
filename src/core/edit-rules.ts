import type { Annotation, ErrorSpan } from '#core/annotation.ts';
import type { ProtocolId, Scale } from '#core/protocol.ts';
import { ESA_SCALE, scalesOf } from '#core/protocol.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { weightOf } from '#core/typology.ts';

/** Penalty points of all marks together, ≥ 0. */
export function penalty(typology: Typology, errors: readonly ErrorSpan[]): number {
  return errors.reduce((sum, error) => sum + weightOf(typology, error.severity, error.category), 0);
}

/** The severities that the protocols ask for: ESA without MQM knows minor and major only (Kocmi et al. 2024, §3); none where nothing is marked. */
export function severitiesFor(typology: Typology, protocols: readonly ProtocolId[]): readonly Severity[] {
  if (asksCategory(protocols)) return typology.severities;
  return asksMarks(protocols) ? ['minor', 'major'] : [];
}

/** Whether errors are marked; DA and SQM ask for a score only. */
export function asksMarks(protocols: readonly ProtocolId[]): boolean {
  return protocols.includes('MQM') || protocols.includes('ESA');
}

/** Whether a mark needs a category: under MQM, with or without a score. */
export function asksCategory(protocols: readonly ProtocolId[]): boolean {
  return protocols.includes('MQM');
}

/** The first scale that a segment still lacks a score on before it can be called done. */
export function lacking(annotation: Annotation, protocols: readonly ProtocolId[]): Scale | undefined {
  return scalesOf(protocols).find(({ id }) => annotation.scores[id] === undefined);
}

/** A score below this says that more than small things are wrong, so that a mark is to be expected (the rule of Appraise). */
const EXPECTS_MARK_BELOW = 66;

/** A low score without any mark: a question for the person, never a block. */
export function scoreWithoutMark(annotation: Annotation): boolean {
  const score = annotation.scores[ESA_SCALE.id];
  return score !== undefined && score < EXPECTS_MARK_BELOW && annotation.errors.length === 0;
}
