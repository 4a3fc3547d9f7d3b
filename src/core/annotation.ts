import { isSampleId } from '#core/sample.ts';
import type { Severity } from '#core/typology.ts';

export type Side = 'source' | 'target';
export type Level = 'segment' | 'document';

/** A stretch of text: UTF-16, half-open, on the text exactly as imported; `quote` is the text it covers. */
export interface SpanPart {
  readonly side: Side;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

/** Who made a mark: a person, a file, a rule, or a model (`model:<sha256>`). */
export type Origin = 'human' | 'import' | `check:${string}` | `model:${string}`;

/** One marked error. An omission is a source part, optionally with `caret`, the place in the target where the text is missing. */
export interface ErrorSpan {
  readonly id: string;
  readonly parts: readonly SpanPart[];
  /** UTF-16 offset in the target. */
  readonly caret?: number;
  /** Path in the typology, such as `accuracy/mistranslation`; empty where the protocol asks for none. */
  readonly category: string;
  readonly severity: Severity;
  readonly note?: string;
  readonly correction?: string;
  readonly origin: Origin;
}

export type AnnotationStatus = 'open' | 'done';

/** One person's judgement of one unit of one system: the fold of its events. */
export interface Annotation {
  readonly id: string;
  readonly projectId: string;
  readonly itemId?: string;
  readonly groupId?: string;
  readonly level: Level;
  /** A segment's or a document's id. */
  readonly unitId: string;
  readonly systemId: string;
  readonly annotatorId: string;
  readonly round: number;
  readonly errors: readonly ErrorSpan[];
  /** By scale; ESA 0-100. */
  readonly scores: Readonly<Record<string, number>>;
  readonly rank?: number;
  readonly answers?: Readonly<Record<string, string>>;
  readonly postEdit?: string;
  readonly comment?: string;
  readonly status: AnnotationStatus;
  /** SHA-256 (hex) of source + U+0000 + target as they stood; empty where unknown. */
  readonly textSha256: string;
  /** Epoch milliseconds of the latest event. */
  readonly updatedAt: number;
}

/** What names an annotation; two tabs or devices that judge the same thing as the same person meet in one record. */
export interface AnnotationKey {
  readonly projectId: string;
  readonly level: Level;
  readonly unitId: string;
  readonly systemId: string;
  readonly annotatorId: string;
  readonly round: number;
  readonly itemId?: string;
}

export function annotationId(key: AnnotationKey): string {
  const tail = key.itemId === undefined ? '' : `~${key.itemId}`;
  return `${key.unitId}~${key.systemId}~${key.annotatorId}~${key.round}${tail}`;
}

export function emptyAnnotation(key: AnnotationKey): Annotation {
  return {
    id: annotationId(key),
    projectId: key.projectId,
    ...(key.itemId === undefined ? {} : { itemId: key.itemId }),
    level: key.level,
    unitId: key.unitId,
    systemId: key.systemId,
    annotatorId: key.annotatorId,
    round: key.round,
    errors: [],
    scores: {},
    status: 'open',
    textSha256: '',
    updatedAt: 0,
  };
}

/** Whether the mark says that text is missing: it lies on the source only, or is a bare place in the target. */
export function isOmission(error: ErrorSpan): boolean {
  return error.parts.every((part) => part.side === 'source');
}

/** A review verdict is kept as an annotation of its own, with the sample as its item; it carries no score. Until it is given, or once it is taken back, the item alone tells. */
export const VERDICT_ANSWER = 'verdict';
export const VERDICTS = ['pass', 'problem'] as const;
export type Verdict = (typeof VERDICTS)[number];

export function isReview(annotation: Annotation): boolean {
  return annotation.answers?.[VERDICT_ANSWER] !== undefined || isSampleId(annotation.itemId ?? '');
}
