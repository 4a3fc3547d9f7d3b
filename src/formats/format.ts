import type { Annotation, AnnotationKey } from '#core/annotation.ts';
import type { Event } from '#core/event.ts';
import type { Issue } from '#core/failure.ts';
import type { AnnotationBody } from '#core/fold.ts';
import type { Import, ImportOptions } from '#core/import.ts';
import type { MetricValue } from '#core/metric-value.ts';
import type { Sample } from '#core/sample.ts';
import type { Annotator, Document, HypothesisPack, Project, Run, Segment, System } from '#core/segment.ts';
import type { Typology } from '#core/typology.ts';

/** A file at the door. Both views start from the first byte each time they are asked for; text is decoded and free of a byte-order mark. */
export interface SourceFile {
  readonly name: string;
  readonly text: () => AsyncIterable<string>;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** The beginning of a file, by which its format is recognised. `text` is absent where the bytes are no text. */
export interface Head {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly text?: string;
}

/** What a file's beginning says about the import it would make; what is missing is asked of the person. */
export type Facts = Partial<Omit<ImportOptions, 'formatId'>>;

/** What a format cannot know by itself. */
export type Question = 'languages' | 'columns' | 'roles' | 'protocols';

export interface ReadOptions extends ImportOptions {
  readonly projectId: string;
  /** SHA-256 as hex; of text, over its UTF-8. */
  readonly sha256: (data: string | Uint8Array) => string;
}

/** A translation and its place. */
export interface PlacedHypothesis {
  readonly documentId: string;
  /** The segment's 0-based place in its document. */
  readonly index: number;
  readonly systemId: string;
  readonly text: string;
}

/** An annotation as a file gave it; becomes one event. */
export interface GivenAnnotation {
  readonly key: AnnotationKey;
  readonly body: AnnotationBody;
  readonly textSha256: string;
  /** Epoch milliseconds, 0 where the file does not say. */
  readonly at: number;
}

/** A part of what was read. Parts of any kind may come in any order, but a record never comes twice. */
export interface Batch {
  /** Rows of the file that went into this part. */
  readonly rows: number;
  /** Where the format gathers: the share of all it gathered that this part gives out, 0 to 1. */
  readonly share?: number;
  /** What the file says about the project as a whole; it outweighs the person's options. */
  readonly project?: Partial<Project>;
  readonly documents?: readonly Document[];
  readonly segments?: readonly Segment[];
  readonly systems?: readonly System[];
  readonly hypotheses?: readonly PlacedHypothesis[];
  readonly annotators?: readonly Annotator[];
  readonly annotations?: readonly GivenAnnotation[];
  /** Rows as they rest in storage, from a bundle. */
  readonly packs?: readonly HypothesisPack[];
  readonly events?: readonly Event[];
  readonly runs?: readonly Run[];
  readonly samples?: readonly Sample[];
  readonly metricValues?: readonly MetricValue[];
  readonly imports?: readonly Import[];
}

export function isIssue(part: Batch | Issue): part is Issue {
  return 'code' in part;
}

/** The tables of one project, as a writer reads them. */
export interface TableRows {
  readonly projects: Project;
  readonly documents: Document;
  readonly segments: Segment;
  readonly systems: System;
  readonly hypotheses: HypothesisPack;
  readonly runs: Run;
  readonly annotators: Annotator;
  readonly annotations: Annotation;
  readonly events: Event;
  readonly imports: Import;
  readonly samples: Sample;
  readonly metricValues: MetricValue;
}
export type TableName = keyof TableRows;

/** One document with its texts and marks. */
export interface DocumentRecords {
  /** By index. */
  readonly segments: readonly Segment[];
  readonly packs: readonly HypothesisPack[];
  readonly annotations: readonly Annotation[];
}

/** A project as a writer sees it: asked for piece by piece, so that a large one never lies in memory whole. */
export interface RecordSource {
  readonly project: Project;
  readonly typology: Typology;
  /** All rows of a table in the order of their key, in chunks. */
  readonly rows: <K extends TableName>(table: K) => AsyncIterable<readonly TableRows[K][]>;
  readonly document: (documentId: string) => Promise<DocumentRecords>;
}

export interface WriteOptions {
  readonly sha256: () => Sha256;
  readonly appVersion: string;
  /** Epoch milliseconds, written into the file. */
  readonly at: number;
}

/** A running SHA-256. */
export interface Sha256 {
  readonly update: (data: Uint8Array) => void;
  readonly hex: () => string;
}

export interface Format {
  readonly id: string;
  /** Its name as the field writes it; not translated. */
  readonly name: string;
  /** Without dot; the first is the one written. */
  readonly extensions: readonly string[];
  readonly asks: readonly Question[];
  /** Whether several files of the format make one project together. */
  readonly joinsFiles: boolean;
  /** Whether its records come only after the last byte was read: what storing them costs comes on top of the reading. */
  readonly gathers: boolean;
  readonly recognises: (head: Head) => boolean;
  readonly facts: (heads: readonly Head[]) => Facts;
  /** Streams records and issues. Throws a `Failure` where nothing can be made of the files. */
  readonly read: (files: readonly SourceFile[], options: ReadOptions) => AsyncIterable<Batch | Issue>;
  /** Throws a `Failure` rather than write what would read back differently. */
  readonly write?: (records: RecordSource, options: WriteOptions) => AsyncIterable<Uint8Array>;
}

/** Rows of one batch: large enough to be quick, small enough to stop within a moment. */
export const BATCH_ROWS = 1000;
