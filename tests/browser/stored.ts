import type { Page } from 'playwright-core';

/** Every row of every table, as the page's database holds it now. */
export type Stored = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

export function stored(page: Page): Promise<Stored> {
  return page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('stet');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error(String(request.error)));
    });
    const names = Array.from(db.objectStoreNames);
    const transaction = db.transaction(names);
    const tables: Record<string, Record<string, unknown>[]> = {};
    await Promise.all(
      names.map(
        (name) =>
          new Promise<void>((resolve, reject) => {
            const request = transaction.objectStore(name).getAll();
            request.onsuccess = () => {
              tables[name] = request.result as Record<string, unknown>[];
              resolve();
            };
            request.onerror = () => reject(new Error(String(request.error)));
          }),
      ),
    );
    db.close();
    return tables;
  });
}

/** The names of the imported files that are kept beside the database. */
export function keptFiles(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('imports', { create: true });
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names.sort();
  });
}

/** Drops a file on the page, as a person does. */
export async function dropFile(page: Page, name: string, content: Uint8Array): Promise<void> {
  await page.evaluate(
    ([fileName, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], fileName));
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
      }
    },
    [name, Buffer.from(content).toString('base64')] as const,
  );
}

/** An MQM table of so many segments, each judged by one annotator on three systems. */
export function mqmTable(segments: number): string {
  const lines = ['system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\tcomment'];
  for (let i = 1; i <= segments; i++) {
    for (const system of ['Atlas', 'Borealis', 'Cirrus']) {
      const isClean = i % 3 === 0;
      const target = isClean ? `Satz Nummer ${i} 👩‍👩‍👧.` : `Satz <v>Nummer ${i + 1}</v> 👩‍👩‍👧.`;
      const [category, severity] = isClean ? ['No-error', 'No-error'] : ['Accuracy/Mistranslation', 'Major'];
      lines.push(
        [
          system,
          `document ${Math.ceil(i / 500)}`,
          ((i - 1) % 500) + 1,
          i,
          'Ana',
          `Sentence number ${i} 👩‍👩‍👧.`,
          target,
          category,
          severity,
          '',
        ].join('\t'),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
