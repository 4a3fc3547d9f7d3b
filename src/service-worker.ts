/// <reference lib="webworker" />
export {}; // a module, so that `self` below is this file's own
declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build (`deploy/offline.ts`): every file of the app's shell with its integrity, and a name made from them. */
declare const __SHELL__: readonly (readonly [path: string, integrity: string])[];
declare const __VERSION__: string;

const SHELL = `stet-shell-${__VERSION__}`;
/** Files whose names carry their hash and that are too large for the first visit: kept once used. */
const RUNTIME = 'stet-runtime';

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

/** A new version never takes over by itself: the page says when everything is saved and the person agreed. */
self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'let-in') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});

async function keepShell(): Promise<void> {
  const cache = await caches.open(SHELL);
  await Promise.all(
    __SHELL__.map(async ([path, integrity]) => {
      const url = new URL(path, self.registration.scope).href;
      const response = await fetch(url, { integrity, cache: 'no-cache' });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await cache.put(url, response);
    }),
  );
}

/** The version before this one stays: a tab that still runs it may ask for a page it has not opened yet. */
async function dropOldShells(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith('stet-shell-') && name !== SHELL);
  for (const name of shells.slice(0, -1)) await caches.delete(name);
}

async function answer(request: Request): Promise<Response> {
  if (request.mode === 'navigate') return isolated(await page(request));
  const { pathname } = new URL(request.url);
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200 && /\/assets\/[^/]+$/.test(pathname)) {
    const cache = await caches.open(RUNTIME);
    await cache.put(request, response.clone());
  }
  return response;
}

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(new URL('index.html', self.registration.scope).href);
  return kept ?? fetch(request);
}

/** Cross-origin isolation for hosts that cannot send the headers; without it models run on one thread. */
function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
