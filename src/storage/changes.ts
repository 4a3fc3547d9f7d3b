import Dexie from 'dexie';
import type { StetDatabase } from '#storage/db.ts';

/** Calls back with the tables that a committed transaction wrote to, in any tab or worker. Returns the function that ends it. */
export function onChanges(db: StetDatabase, changed: (tables: ReadonlySet<string>) => void): () => void {
  const prefix = `idb://${db.name}/`;
  const listener = (parts: Record<string, unknown>): void => {
    const all = db.tables.map((table) => table.name);
    const names = Object.keys(parts);
    const tables = names.includes('all')
      ? all
      : names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length).split('/')[0] ?? '');
    if (tables.length > 0) changed(new Set(tables));
  };
  Dexie.on('storagemutated', listener);
  return () => {
    Dexie.on.storagemutated.unsubscribe(listener);
  };
}
