import type { Annotation, ErrorSpan } from '#core/annotation.ts';
import type { ProtocolId } from '#core/protocol.ts';
import { ESA_SCALE } from '#core/protocol.ts';
import type { Severity, Typology } from '#core/typology.ts';
import { weightOf } from '#core/typology.ts';

/** Penalty points of all marks together, ≥ 0. */
export function penalty(typology: Typology, errors: readonly ErrorSpan[]): number {
  return errors.reduce((sum, error) => sum + weightOf(typology, error.severity, error.category), 0);
}

/** The severities that the protocols ask for: ESA alone knows minor and major only (Kocmi et al. 2024, §3). */
export function severitiesFor(typology: Typology, protocols: readonly ProtocolId[]): readonly Severity[] {
  return asksCategory(protocols) ? typology.severities : ['minor', 'major'];
}

/** Whether a mark needs a category: under MQM, with or without a score. */
export function asksCategory(protocols: readonly ProtocolId[]): boolean {
  return protocols.includes('MQM');
}

export function asksScore(protocols: readonly ProtocolId[]): boolean {
  return protocols.includes('ESA');
}

/** What a segment still lacks before it can be called done. */
export function lacking(annotation: Annotation, protocols: readonly ProtocolId[]): 'score' | undefined {
  return asksScore(protocols) && annotation.scores[ESA_SCALE] === undefined ? 'score' : undefined;
}

/** A score below this says that more than small things are wrong, so that a mark is to be expected (the rule of Appraise). */
const EXPECTS_MARK_BELOW = 66;

/** A low score without any mark: a question for the person, never a block. */
export function scoreWithoutMark(annotation: Annotation): boolean {
  const score = annotation.scores[ESA_SCALE];
  return score !== undefined && score < EXPECTS_MARK_BELOW && annotation.errors.length === 0;
}
