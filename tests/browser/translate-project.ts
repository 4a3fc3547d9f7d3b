import type { Page } from 'playwright-core';

/** All rows of a table of the app's database. */
export function readTable(page: Page, table: string): Promise<readonly unknown[]> {
  return page.evaluate(
    (name) =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open('stet');
        opening.onerror = () => {
          reject(new Error('the database could not be opened'));
        };
        opening.onsuccess = () => {
          const asking = opening.result.transaction(name).objectStore(name).getAll();
          asking.onsuccess = () => {
            opening.result.close();
            resolve(asking.result);
          };
        };
      }),
    table,
  );
}

/** Writes a project of plain texts, `perDocument` of them a document, as an import leaves it. */
export async function writeProject(
  page: Page,
  id: string,
  targetLang: string,
  texts: readonly string[],
  perDocument: number,
): Promise<void> {
  const documents = Array.from({ length: Math.ceil(texts.length / perDocument) }, (_, order) => ({
    id: `${id}.d${order}`,
    projectId: id,
    name: `Document ${order}`,
    order,
  }));
  const segments = texts.map((source, i) => {
    const documentId = `${id}.d${Math.floor(i / perDocument)}`;
    const index = i % perDocument;
    return { id: `${documentId}.s${index}`, projectId: id, documentId, index, source, references: {} };
  });
  const project = { id, name: 'Test', sourceLang: 'en', targetLang, protocols: ['mqm'], typologyId: 'mqm-core', createdAt: 1 };
  await page.evaluate(
    (rows) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('stet');
        opening.onsuccess = () => {
          const writing = opening.result.transaction(['projects', 'documents', 'segments'], 'readwrite');
          writing.objectStore('projects').put(rows.project);
          for (const row of rows.documents) writing.objectStore('documents').put(row);
          for (const row of rows.segments) writing.objectStore('segments').put(row);
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          writing.onerror = () => {
            reject(new Error('the project could not be written'));
          };
        };
      }),
    { project, documents, segments },
  );
}
