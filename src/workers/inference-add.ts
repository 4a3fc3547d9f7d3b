import { createSHA256 } from 'hash-wasm';
import type { Model, ModelFile } from '#core/model.ts';
import { inspect } from '#inference/manifest.ts';
import { deviceMemory, requireMemory } from '#inference/model-size.ts';
import type { ModelSource } from '#inference/model-source.ts';
import { withoutZips } from '#inference/model-zip.ts';
import type { StetDatabase } from '#storage/db.ts';
import { dropModelFilesBut, keepModelFile, requireRoom, withModelFiles } from '#storage/model-files.ts';
import type { Call } from '#workers/rpc.ts';

/** Bytes of the model's files that are on this device by now. */
export interface AddProgress {
  readonly done: number;
  readonly total: number;
}

export interface AddOptions {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Which of several precisions in a folder to take; without it 8 bits, else the first there is. */
  readonly precision?: string;
}

/** Checks what the files are, streams those that the model needs to disk, and lists it. Nothing is listed, or left, where it fails. */
export async function addModel(
  db: StetDatabase,
  given: readonly ModelSource[],
  options: AddOptions,
  call: Call<AddProgress>,
): Promise<Model> {
  const sources = await withoutZips(given, call.signal);
  const { paths, ...manifest } = await inspect(sources, options.precision);
  const wanted = paths.flatMap((path) => sources.find((source) => source.path === path) ?? []);
  const total = wanted.reduce((sum, source) => sum + source.file.size, 0);
  requireMemory(
    wanted.map(({ path, file }) => ({ path, bytes: file.size })),
    deviceMemory(),
  );
  await requireRoom(total);
  return withModelFiles(async () => {
    try {
      let done = 0;
      call.progress({ done, total });
      const shown = shortPaths(wanted.map((source) => source.path));
      const files: ModelFile[] = [];
      for (const [i, source] of wanted.entries()) {
        const kept = await keepModelFile(source.file, call.signal, (bytes) => {
          done += bytes;
          call.progress({ done, total });
        });
        files.push({ path: shown[i] ?? source.path, ...kept });
      }
      const model: Model = { ...manifest, id: await modelId(files), bytes: total, files, addedAt: options.at };
      const known = await db.models.get(model.id);
      if (!known) await db.models.add(model);
      return known ?? model;
    } finally {
      await dropUnlisted(db);
    }
  });
}

/** Takes the model off the list, and its files off the disk where no other model has them. */
export async function removeModel(db: StetDatabase, id: string): Promise<void> {
  await db.models.delete(id); // at once: the files may have to wait for a model that is coming in
  await withModelFiles(() => dropUnlisted(db));
}

/** What the keys of loads that are not at their end begin with, in `meta`; the value is the list of their files' names. */
export const LOADING = 'loading ';

/** Deletes the files of no listed model and no load that can be gone on with; to be called inside `withModelFiles`. */
export async function dropUnlisted(db: StetDatabase): Promise<void> {
  const models = await db.models.toArray();
  const loading = await db.meta.where('key').startsWith(LOADING).toArray();
  await dropModelFilesBut(
    new Set([
      ...models.flatMap((model) => model.files.map((file) => file.sha256)),
      ...loading.flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : [])),
    ]),
  );
}

/** Without the folders that all of them lie in, so that a model's id does not depend on where it was. */
function shortPaths(paths: readonly string[]): readonly string[] {
  const [first = ''] = paths;
  let shared = first.slice(0, first.lastIndexOf('/') + 1);
  while (shared !== '' && !paths.every((path) => path.startsWith(shared)))
    shared = shared.slice(0, shared.lastIndexOf('/', shared.length - 2) + 1);
  return paths.map((path) => path.slice(shared.length));
}

/** What a model of these files is known by. */
export async function modelId(files: readonly ModelFile[]): Promise<string> {
  const lines = files.map((file) => `${file.path} ${file.sha256}`).sort();
  const hasher = await createSHA256();
  return hasher.init().update(lines.join('\n')).digest('hex');
}
