import type { ProtocolId } from '#core/protocol.ts';

/** A set of documents in one language pair, evaluated together. Languages are BCP 47 tags. */
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly sourceLang: string;
  readonly targetLang: string;
  readonly protocols: readonly ProtocolId[];
  readonly typologyId: string;
  readonly guideline?: string;
  /** How its scores are computed, where not as usual: as `state/evaluate-settings.ts` writes it. */
  readonly evaluation?: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export interface Document {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly domain?: string;
  /** 0-based place in the project. */
  readonly order: number;
}

/** Texts are kept exactly as imported: never trimmed, never normalised. */
export interface Segment {
  readonly id: string;
  readonly projectId: string;
  readonly documentId: string;
  /** 0-based place in its document. */
  readonly index: number;
  readonly source: string;
  /** Reference translations by name, such as `refA`. */
  readonly references: Readonly<Record<string, string>>;
  readonly notes?: string;
  readonly maxLength?: number;
  /** The segment's number in the file it came from, written back by exports. */
  readonly externalId?: string;
  /** Its number within its document in that file, where that is not `index + 1`. */
  readonly externalIndex?: string;
}

export interface System {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly origin: 'import' | 'model';
}

/** How hypotheses rest in storage: all texts of one system in one document; `texts[i]` belongs to the segment of index `i`, null = not translated. */
export interface HypothesisPack {
  readonly documentId: string;
  readonly systemId: string;
  readonly projectId: string;
  readonly texts: readonly (string | null)[];
  readonly runId?: string;
}

/** What made a model's output; shown with it and written into every export. */
export interface Run {
  readonly id: string;
  readonly projectId: string;
  readonly modelSha256: string;
  readonly modelName: string;
  readonly runtime: string;
  readonly backend: string;
  readonly precision: string;
  readonly decoding: string;
  readonly batchPlan: string;
  readonly appVersion: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Annotator {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
}

/**
 * Ids of imported rows derive from the project's id (itself a hash of the file) and the row's place, so the same file gives the same ids.
 * They hold only letters, digits, `-` and `.`, fit for URLs and object keys.
 */
export function documentId(projectId: string, order: number): string {
  return `${projectId}.d${order}`;
}

export function segmentId(inDocument: string, index: number): string {
  return `${inDocument}.s${index}`;
}

export function systemId(projectId: string, order: number): string {
  return `${projectId}.y${order}`;
}

export function annotatorId(projectId: string, order: number): string {
  return `${projectId}.a${order}`;
}
