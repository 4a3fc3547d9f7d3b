import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildApp } from './build.ts';
import { findChromium } from './chromium.ts';
import { serveApp } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the production build is served. */
    origin: string;
    /** The folder of that build. */
    dist: string;
    chromium: string;
  }
}

/** Once per run: a Chromium, a production build of its own, a server for it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = findChromium();
  const dist = process.env.STET_TEST_DIST ?? mkdtempSync(join(tmpdir(), 'stet-dist-'));
  if (process.env.STET_TEST_DIST === undefined) buildApp(dist);
  const server = await serveApp(dist);
  project.provide('origin', server.origin);
  project.provide('dist', dist);
  project.provide('chromium', chromium);
  return async () => {
    await server.close();
    if (process.env.STET_TEST_DIST === undefined) rmSync(dist, { recursive: true, force: true });
  };
}
