import type { Plugin } from 'vite';

/** The bucket that `npm test` starts on this machine. */
const LOCAL_GATEWAY = 'http://127.0.0.1:17480';

/** `STET_BUCKETS`: origins that label exports may be sent to, separated by spaces; without it, the local test gateway. Throws for anything that is no origin. */
export function bucketOrigins(setting: string | undefined): readonly string[] {
  const named = (setting ?? LOCAL_GATEWAY).split(/[\s,]+/).filter(Boolean);
  return named.map((text) => {
    const { origin, href } = new URL(text);
    if (href !== `${origin}/`) throw new Error(`STET_BUCKETS: ${text} is not an origin; write ${origin}`);
    return origin;
  });
}

function policy(origins: readonly string[], where: 'header' | 'meta'): string {
  return [
    `default-src 'none'`,
    `script-src 'self' 'wasm-unsafe-eval'`,
    `worker-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src ${["'self'", ...origins].join(' ')}`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `object-src 'none'`,
    ...(where === 'header' ? [`frame-ancestors 'none'`] : []), // not allowed in a meta element
    `require-trusted-types-for 'script'`,
    `trusted-types svelte-trusted-html default stet-figure`,
  ].join('; ');
}

/** What every response of a production host should carry; `vite preview` sends them and the build writes them to `dist/_headers`. */
export function productionHeaders(origins: readonly string[]): Record<string, string> {
  return {
    'Content-Security-Policy': policy(origins, 'header'),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  };
}

/**
 * The store worker alone may ask other origins without reading the answer: that is how it tells a bucket that refuses from a network that is
 * down. Under `require-corp` such a request fails like a dead network; `credentialless` sends it without cookies.
 */
const ASKING_WORKER = /\/assets\/store\.worker-[^/]*\.js$/;

const EMBEDDER = 'Cross-Origin-Embedder-Policy';

/**
 * Hosts join the values of two rules that set the same header for a path, which browsers then ignore. So the embedder policy, of which there are
 * two, is set by a rule of its own for each document and script, of which some are workers: nothing else needs it.
 */
function headersFile(headers: Readonly<Record<string, string>>, files: readonly string[]): string {
  const rule = (path: string, lines: readonly (readonly [name: string, value: string])[]): string =>
    `${path}\n${lines.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`;
  const common = Object.entries(headers).filter(([name]) => name !== EMBEDDER);
  const scripts = files.filter((file) => /\.m?js$/.test(file)).map((file) => `/${file}`);
  if (!scripts.some((path) => ASKING_WORKER.test(path))) throw new Error('the build has no store worker');
  const embedders = ['/', '/index.html', ...scripts.toSorted()].map((path) =>
    rule(path, [[EMBEDDER, ASKING_WORKER.test(path) ? 'credentialless' : (headers[EMBEDDER] ?? '')]]),
  );
  return [rule('/*', common), ...embedders].join('');
}

/** Writes the policy into index.html too, for hosts that send no headers, and a `_headers` file for those that read one. */
export function securityHeaders(origins: readonly string[]): Plugin {
  return {
    name: 'stet-headers',
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        if (ASKING_WORKER.test((request.url ?? '').split('?')[0] ?? '')) {
          const send = response.writeHead.bind(response);
          // The preview's own headers come later; this one has the last word.
          response.writeHead = ((...args: Parameters<typeof send>) => {
            response.setHeader('Cross-Origin-Embedder-Policy', 'credentialless');
            return send(...args);
          }) as typeof response.writeHead;
        }
        next();
      });
    },
    transformIndexHtml: (_, { server }) =>
      server // the development server's own scripts are inline
        ? []
        : [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy(origins, 'meta') }, injectTo: 'head-prepend' }],
    generateBundle: {
      order: 'post', // the workers are in the bundle by now
      handler(_, bundle) {
        this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile(productionHeaders(origins), Object.keys(bundle)) });
      },
    },
  };
}
