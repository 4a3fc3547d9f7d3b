import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';

/** The headers a host that reads `_headers` sends for a path; where two rules name the same header, their values come joined. */
function sentFor(path: string, file: string): Record<string, string> {
  const sent: Record<string, string> = {};
  let applies = false;
  for (const line of file.trimEnd().split('\n')) {
    if (line.startsWith('/')) applies = line === path || line === '/*';
    else if (applies) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).trim().toLowerCase();
      sent[name] = [sent[name], line.slice(colon + 1).trim()].filter(Boolean).join(', ');
    }
  }
  return sent;
}

test('the file for static hosts sets what this server sends, for every page and script', async () => {
  const dist = inject('dist');
  const file = readFileSync(join(dist, '_headers'), 'utf8');
  const scripts = readdirSync(join(dist, 'assets')).filter((name) => /\.m?js$/.test(name));
  expect(scripts.some((name) => name.startsWith('store.worker-'))).toBe(true);
  for (const path of ['/', '/index.html', '/service-worker.js', ...scripts.map((name) => `/assets/${name}`)]) {
    const { headers } = await fetch(`${inject('origin')}${path}`);
    const served = Object.fromEntries(Object.keys(sentFor(path, file)).map((name) => [name, headers.get(name)]));
    expect({ path, ...sentFor(path, file) }).toEqual({ path, ...served });
    expect(headers.get('cross-origin-embedder-policy')).toBe(path.includes('/store.worker-') ? 'credentialless' : 'require-corp');
    expect(sentFor(path, file)['cross-origin-embedder-policy']).toBe(headers.get('cross-origin-embedder-policy'));
  }
});
