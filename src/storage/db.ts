import type { Table } from 'dexie';
import Dexie from 'dexie';
import type { Annotation } from '#core/annotation.ts';
import type { Event } from '#core/event.ts';
import type { Import } from '#core/import.ts';
import type { MetricValue } from '#core/metric-value.ts';
import type { Model } from '#core/model.ts';
import type { OutboxItem } from '#core/outbox.ts';
import type { Sample } from '#core/sample.ts';
import type { Annotator, Document, HypothesisPack, Project, Run, Segment, System } from '#core/segment.ts';

/** Small facts of this device, such as `deviceId`, `dbId`, `seq`, `clock`, `annotator`, `bucket`. */
export interface MetaRow {
  readonly key: string;
  readonly value: unknown;
}

/** The only class that opens IndexedDB. Every transaction is strict: a commit that was reported survives a power cut. */
export class StetDatabase extends Dexie {
  declare readonly meta: Table<MetaRow, string>;
  declare readonly projects: Table<Project, string>;
  declare readonly documents: Table<Document, string>;
  declare readonly segments: Table<Segment, string>;
  declare readonly systems: Table<System, string>;
  declare readonly hypotheses: Table<HypothesisPack, [string, string]>;
  declare readonly runs: Table<Run, string>;
  declare readonly annotators: Table<Annotator, string>;
  declare readonly annotations: Table<Annotation, string>;
  declare readonly events: Table<Event, string>;
  declare readonly imports: Table<Import, string>;
  declare readonly samples: Table<Sample, string>;
  declare readonly metricValues: Table<MetricValue, [string, string, string]>;
  declare readonly models: Table<Model, string>;
  declare readonly outbox: Table<OutboxItem, string>;

  constructor(name = 'stet') {
    super(name, { chromeTransactionDurability: 'strict' });
    // A newer Stet in another tab changes the layout: this connection must never write rows of the old one again.
    this.on('versionchange', () => {
      this.close({ disableAutoOpen: true });
      return false;
    });
    this.version(1).stores({
      meta: 'key',
      projects: 'id, createdAt',
      documents: 'id, projectId, [projectId+order]',
      segments: 'id, projectId, documentId, [documentId+index]',
      systems: 'id, projectId',
      hypotheses: '[documentId+systemId], projectId, documentId, systemId',
      runs: 'id, projectId',
      annotators: 'id, projectId',
      annotations: 'id, projectId, unitId, [projectId+annotatorId], [projectId+systemId]',
      events: 'id, projectId, annotationId, [deviceId+seq], [projectId+annotatorId+at]',
      imports: 'id, projectId, status',
      samples: 'id, projectId',
      metricValues: '[metricId+systemId+unitId], projectId, [projectId+metricId]',
      models: 'id',
      outbox: 'id, projectId, status',
    });
  }
}

/** The tables that make up one project, keyed by `projectId`; what an export holds and a deletion empties. */
export const PROJECT_TABLES = [
  'documents',
  'segments',
  'systems',
  'hypotheses',
  'runs',
  'annotators',
  'annotations',
  'events',
  'imports',
  'samples',
  'metricValues',
] as const satisfies readonly (keyof StetDatabase)[];
