import type { Page } from 'playwright-core';
import type { ErrorSpan } from '#core/annotation.ts';
import type { ProtocolId } from '#core/protocol.ts';

/** A small project for one test, as an import would store it. Names of systems are given, so that a test can look for leaks. */
export interface Seed {
  readonly id: string;
  readonly name: string;
  readonly sourceLang: string;
  readonly targetLang: string;
  readonly protocols: readonly ProtocolId[];
  readonly typologyId?: string;
  readonly guideline?: string;
  readonly documents: readonly { readonly name: string; readonly segments: readonly SeedSegment[] }[];
  readonly systems: readonly string[];
}

export interface SeedSegment {
  readonly source: string;
  /** One text a system; a single text serves all. */
  readonly targets: readonly (string | null)[];
  readonly reference?: string;
}

/** Writes the project into the page's own database and opens it there. */
export async function plant(page: Page, origin: string, seed: Seed): Promise<void> {
  page.setDefaultTimeout(20_000);
  await page.goto(`${origin}/#/`);
  await page.locator('main > *').first().waitFor();
  await page.evaluate(write, rowsOf(seed) as never); // plain data: what it is, the app's own reading checks
  await page.goto(`${origin}/#/p/${seed.id}/annotate`);
  await page.reload();
  await page.locator('[data-active]').waitFor();
}

function rowsOf(seed: Seed): Record<string, readonly object[]> {
  const projectId = seed.id;
  const documentIds = seed.documents.map((_, order) => `${projectId}.d${order}`);
  const systemIds = seed.systems.map((_, order) => `${projectId}.y${order}`);
  return {
    projects: [
      {
        id: projectId,
        name: seed.name,
        sourceLang: seed.sourceLang,
        targetLang: seed.targetLang,
        protocols: seed.protocols,
        typologyId: seed.typologyId ?? 'mqm-core',
        ...(seed.guideline === undefined ? {} : { guideline: seed.guideline }),
        createdAt: Date.UTC(2026, 1, 1),
      },
    ],
    documents: seed.documents.map(({ name }, order) => ({ id: documentIds[order], projectId, name, order })),
    segments: seed.documents.flatMap(({ segments }, order) =>
      segments.map(({ source, reference }, index) => ({
        id: `${documentIds[order]}.s${index}`,
        projectId,
        documentId: documentIds[order],
        index,
        source,
        references: reference === undefined ? {} : { refA: reference },
      })),
    ),
    systems: seed.systems.map((name, order) => ({ id: systemIds[order], projectId, name, origin: 'import' })),
    hypotheses: seed.documents.flatMap(({ segments }, order) =>
      systemIds.map((systemId, i) => ({
        documentId: documentIds[order],
        systemId,
        projectId,
        texts: segments.map(({ targets }) => (targets.length === 1 ? targets[0] : targets[i])),
      })),
    ),
  };
}

function write(rows: Record<string, readonly object[]>): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('stet');
    opening.onerror = () => reject(new Error('the database does not open'));
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(Object.keys(rows), 'readwrite');
      for (const [table, all] of Object.entries(rows)) for (const row of all) transaction.objectStore(table).put(row);
      transaction.oncomplete = () => {
        database.close();
        resolve();
      };
      transaction.onerror = () => reject(new Error(`not planted: ${transaction.error?.message ?? ''}`));
    };
  });
}

/** A row of the page's database as it is stored now. */
export interface StoredAnnotation {
  readonly id: string;
  readonly unitId: string;
  readonly systemId: string;
  readonly errors: readonly ErrorSpan[];
  readonly scores: Readonly<Record<string, number>>;
  readonly comment?: string;
  readonly status: string;
  readonly textSha256: string;
}

export async function stored<T = StoredAnnotation>(page: Page, table: 'annotations' | 'events' = 'annotations'): Promise<readonly T[]> {
  return page.evaluate(
    (name) =>
      new Promise<never>((resolve, reject) => {
        const opening = indexedDB.open('stet');
        opening.onsuccess = () => {
          const request = opening.result.transaction(name).objectStore(name).getAll();
          request.onsuccess = () => {
            opening.result.close();
            resolve(request.result as never); // read by the test's own assertions
          };
          request.onerror = () => reject(new Error('not read'));
        };
      }),
    table,
  );
}

/** Waits for *Saved on this device*: every gesture has been committed. */
export async function saved(page: Page): Promise<void> {
  await page.getByText('Saved on this device').first().waitFor();
}
