import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import type { ShippedManifest } from '../src/core/shipped-model.ts';
import { readShippedManifest } from '../src/inference/shipped-manifest.ts';

const INDEX = 'models/index.json';

interface Shipped {
  readonly folder: string;
  /** As it stands in the file. */
  readonly json: unknown;
  readonly manifest: ShippedManifest;
}

/**
 * Copies each model that ships, `models/<folder>/` with a manifest, to `dist/models/` and writes the list that the app reads, `models/index.json`: each
 * folder's manifest and card. The scripts that train them stay behind. `setting` (`STET_MODELS`) names another
 * folder to build them from.
 */
export function shippedModels(setting: string | undefined): Plugin {
  let from = 'models';
  let outDir = 'dist';
  return {
    name: 'stet-models',
    configResolved(config) {
      const other = config.command === 'build' ? setting : undefined; // the development server serves the project's own folder
      from = resolve(config.root, other ?? 'models');
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use(`/${INDEX}`, (_request, response, next) => {
        listModels(from)
          .then((models) => indexOf(from, models))
          .then((index) => response.setHeader('Content-Type', 'application/json').end(index))
          .catch(next);
      });
    },
    async writeBundle() {
      const models = await listModels(from);
      for (const { folder, manifest } of models) {
        for (const file of manifest.files) {
          const source = join(from, folder, file.path);
          const bytes = await readFile(source);
          const sha256 = createHash('sha256').update(bytes).digest('hex');
          if (bytes.length !== file.bytes || sha256 !== file.sha256)
            throw new Error(`${source} is not what its manifest says; run models/train/manifest.js again`);
          const target = join(outDir, 'models', folder, file.path);
          await mkdir(dirname(target), { recursive: true });
          await cp(source, target);
        }
        await cp(join(from, folder, 'manifest.json'), join(outDir, 'models', folder, 'manifest.json'));
      }
      await mkdir(join(outDir, 'models'), { recursive: true });
      await writeFile(join(outDir, INDEX), await indexOf(from, models));
    },
  };
}

/** The folders with a manifest, by name. Throws for a manifest that is wrong. */
async function listModels(from: string): Promise<readonly Shipped[]> {
  const entries = await readdir(from, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory() && existsSync(join(from, entry.name, 'manifest.json')))
    .map(({ name }) => name);
  return Promise.all(
    folders.sort().map(async (folder) => {
      const file = join(from, folder, 'manifest.json');
      const json: unknown = JSON.parse(await readFile(file, 'utf8'));
      return { folder, json, manifest: readShippedManifest(file, json) };
    }),
  );
}

async function indexOf(from: string, models: readonly Shipped[]): Promise<string> {
  const entries = models.map(async ({ folder, json, manifest }) => ({
    folder,
    card: await readFile(join(from, folder, manifest.card), 'utf8'),
    manifest: json,
  }));
  return JSON.stringify({ models: await Promise.all(entries) });
}
