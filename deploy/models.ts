import { cp, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

/** Copies each model that ships, `models/<name>/` with its manifest, to `dist/models/`; the scripts that train them stay behind. */
export function shippedModels(): Plugin {
  let root = '.';
  let outDir = 'dist';
  return {
    name: 'stet-models',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = resolve(config.root, config.build.outDir);
    },
    async writeBundle() {
      const folders = await readdir(join(root, 'models'), { withFileTypes: true });
      for (const folder of folders) {
        if (!folder.isDirectory() || folder.name === 'train') continue;
        await cp(join(root, 'models', folder.name), join(outDir, 'models', folder.name), { recursive: true });
      }
    },
  };
}
