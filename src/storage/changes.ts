import type { IntervalTree } from 'dexie';
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

/**
 * Calls back when annotations, models or models' scores have changed, in any tab or worker: with the ids of the annotations where those alone changed
 * and are known one by one, else with undefined. Returns the function that ends it.
 */
export function onRatingChanges(db: StetDatabase, changed: (annotationIds: readonly string[] | undefined) => void): () => void {
  const keys = `idb://${db.name}/${db.annotations.name}/`;
  const others = [db.metricValues, db.models].map((table) => `idb://${db.name}/${table.name}/`);
  const listener = (parts: Record<string, IntervalTree | undefined>): void => {
    const names = Object.keys(parts);
    if (names.includes('all') || names.some((name) => others.some((prefix) => name.startsWith(prefix)))) changed(undefined);
    else if (names.includes(keys)) changed(singleKeys(parts[keys]));
  };
  Dexie.on('storagemutated', listener);
  return () => {
    Dexie.on.storagemutated.unsubscribe(listener);
  };
}

/** Dexie's set of keys that a transaction wrote, a tree of ranges: undefined where one of them is more than a single key. */
function singleKeys(tree: IntervalTree | null | undefined): readonly string[] | undefined {
  // An empty set has no `from`.
  if (!tree || !('from' in tree)) return [];
  const [left, right] = [singleKeys(tree.l), singleKeys(tree.r)];
  if (!left || !right || typeof tree.from !== 'string' || tree.from !== tree.to) return undefined;
  return [...left, tree.from, ...right];
}
