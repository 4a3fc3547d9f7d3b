import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A production build, in a process of its own: Vitest's NODE_ENV would make it a development build. */
export function buildApp(outDir: string): void {
  const vite = join(import.meta.dirname, '..', '..', 'node_modules', 'vite', 'bin', 'vite.js');
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'warn', '--outDir', outDir, '--emptyOutDir'], {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production', VITEST: undefined },
  });
}
