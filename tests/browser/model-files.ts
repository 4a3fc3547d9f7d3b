import type { Page } from 'playwright-core';

/** A file in the model store of this device, with the SHA-256 of what it holds. */
export interface StoredModelFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What the model store holds, by name. */
export function storedModelFiles(page: Page): Promise<readonly StoredModelFile[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('models', { create: true });
    const found: { name: string; bytes: number; sha256: string }[] = [];
    for await (const name of folder.keys()) {
      const bytes = await (await (await folder.getFileHandle(name)).getFile()).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      found.push({ name, bytes: bytes.byteLength, sha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') });
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  });
}

/** What a disk may do to a file: another byte in its middle, zeros from there on, or its second half gone. */
export async function damageStored(page: Page, name: string, damage: 'byte' | 'zeros' | 'cut'): Promise<void> {
  await page.evaluate(
    async (given) => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('models');
      const handle = await folder.getFileHandle(given.name);
      const file = await handle.getFile();
      const middle = file.size >> 1;
      const [old = 0] = new Uint8Array(await file.slice(middle, middle + 1).arrayBuffer());
      const writable = await handle.createWritable({ keepExistingData: true });
      if (given.damage === 'cut') await writable.truncate(middle);
      else {
        const data = given.damage === 'byte' ? Uint8Array.of(old ^ 1) : new Uint8Array(file.size - middle);
        await writable.write({ type: 'write', position: middle, data });
      }
      await writable.close();
    },
    { name, damage },
  );
}
