import { readdirSync, readFileSync } from 'node:fs';
import type { Model } from '#core/model.ts';
import type { Manifest, ModelSource, ReadModelFile } from '#inference/model-source.ts';

/** A model's folder on disk as a person's drop would give it. */
export function sourcesOf(folder: string, name = folder.split('/').at(-1) ?? ''): readonly ModelSource[] {
  return readdirSync(folder).map((file) => ({ path: `${name}/${file}`, file: new Blob([readFileSync(`${folder}/${file}`)]) }));
}

/** The sources with the text of their model.json changed. */
export async function withJson(
  sources: readonly ModelSource[],
  change: (json: Record<string, never>) => unknown,
): Promise<readonly ModelSource[]> {
  return Promise.all(
    sources.map(async (source) => {
      if (!source.path.endsWith('model.json')) return source;
      const changed = change(JSON.parse(await source.file.text()) as Record<string, never>);
      return { path: source.path, file: new Blob([typeof changed === 'string' ? changed : JSON.stringify(changed)]) };
    }),
  );
}

/** The model that storing these sources would give, and how its files are read. */
export function stored(manifest: Manifest, sources: readonly ModelSource[]): { model: Model; read: ReadModelFile } {
  const { paths, ...rest } = manifest;
  const file = (path: string): Blob => sources.find((source) => source.path === path)?.file ?? new Blob([]);
  return {
    model: {
      ...rest,
      id: 'a'.repeat(64),
      addedAt: 0,
      bytes: 0,
      files: paths.map((path) => ({ path, sha256: '', bytes: file(path).size })),
    },
    read: async (path) => new Uint8Array(await file(path).arrayBuffer()),
  };
}
