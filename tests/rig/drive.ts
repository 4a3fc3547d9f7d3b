import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/**
 * Calls a function of one of the product's own workers from a page, over the product's own protocol. For what a test needs many times and the
 * interface's own tests show anyway: opening a file, exporting a project. Files are given as texts by name.
 */
async function callWorker<T>(page: Page, dist: string, worker: 'corpus' | 'store', name: string, args: readonly unknown[]): Promise<T> {
  const file = readdirSync(join(dist, 'assets')).find((asset) => asset.startsWith(`${worker}.worker-`) && asset.endsWith('.js'));
  if (file === undefined) throw new Error(`the build has no ${worker} worker`);
  const run = async ([url, call, given]: [string, string, readonly unknown[]]): Promise<unknown> => {
    const instance = new Worker(new URL(url, location.origin), { type: 'module' });
    const revive = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(revive);
      const { file: fileName, text } = (value ?? {}) as { file?: string; text?: string };
      return typeof fileName === 'string' && typeof text === 'string' ? new File([text], fileName) : value;
    };
    try {
      return await new Promise((resolve, reject) => {
        instance.onmessage = ({ data }) => {
          if (data.type === 'value') resolve(data.value);
          if (data.type === 'error') reject(new Error(`${data.error.code ?? data.error.name}: ${data.error.message}`));
        };
        instance.onerror = (event) => reject(new Error(event.message));
        instance.postMessage({ type: 'call', id: 1, name: call, args: given.map(revive) });
      }).then(async (value) => {
        const { blob } = (value ?? {}) as { blob?: Blob };
        if (!(blob instanceof Blob)) return value;
        const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
        return { bytes: blob.size, sha256: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('') };
      });
    } finally {
      instance.terminate();
    }
  };
  return (await page.evaluate(run, [`/assets/${file}`, name, args] as [string, string, readonly unknown[]])) as T;
}

/** Opens a shipped sample project as a file; gives the project's id. */
export async function openSample(page: Page, dist: string, name: 'en-de' | 'en-ar' | 'en-ja' = 'en-de'): Promise<string> {
  const text = await page.evaluate(async (path) => (await fetch(path)).text(), `./sample/${name}.json`);
  const files = [{ file: `${name}.json`, text }];
  type Detection = { files: unknown[]; proposal: unknown };
  const [detected] = await callWorker<Detection[]>(page, dist, 'corpus', 'detect', [files]);
  if (!detected) throw new Error('the sample was not recognised');
  const row = await callWorker<{ projectId: string }>(page, dist, 'corpus', 'open', [
    files,
    detected.files,
    detected.proposal,
    Date.UTC(2026, 0, 1),
  ]);
  return row.projectId;
}

/** SHA-256 of the whole project as a package, made at a fixed time so that equal projects give equal bytes. */
export async function packageSha256(page: Page, dist: string, projectId: string): Promise<string> {
  const stamp = { at: Date.UTC(2026, 0, 2), appVersion: 'test' };
  const { sha256 } = await callWorker<{ sha256: string }>(page, dist, 'corpus', 'exportProject', [projectId, 'bundle', stamp]);
  return sha256;
}

/** Ids of rows in one of the product's tables, read beside the product. */
export async function keysOf(page: Page, table: string): Promise<readonly string[]> {
  const read = async (store: string): Promise<string[]> => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('stet');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error(String(request.error)));
    });
    db.onversionchange = () => db.close();
    try {
      return await new Promise((resolve, reject) => {
        const request = db.transaction(store).objectStore(store).getAllKeys();
        request.onsuccess = () => resolve(request.result.map(String));
        request.onerror = () => reject(new Error(String(request.error)));
      });
    } finally {
      db.close();
    }
  };
  return page.evaluate(read, table);
}
