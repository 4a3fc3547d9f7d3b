import { AwsClient } from 'aws4fetch';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real S3 server (Ceph RADOS Gateway) on loopback, with nothing in it. */
export interface Rgw {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secret: string;
  makeBucket(name: string, corsOrigin?: string): Promise<void>;
  /** Key and bytes of every object. */
  objects(bucket: string): Promise<ReadonlyMap<string, Uint8Array>>;
  stop(): Promise<void>;
}

const PACKAGES = ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph-common'];

/** Why no gateway can run here; undefined where one can. Installs it as root on Debian and Ubuntu, and says so. */
export function whyNoRgw(): string | undefined {
  if (hasRgw()) return undefined;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return `no Ceph RADOS Gateway: install ${PACKAGES.join(' ')}`;
  }
  console.log(`No Ceph RADOS Gateway found: installing ${PACKAGES.join(' ')} with apt-get …`);
  const options = { stdio: 'ignore', timeout: 600_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  try {
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], options);
  } catch (cause) {
    return `no Ceph RADOS Gateway: apt-get could not install it (${String(cause)})`;
  }
  return hasRgw() ? undefined : 'no Ceph RADOS Gateway: apt-get installed none';
}

/** Takes about 14 seconds. */
export async function startRgw(): Promise<Rgw> {
  const folder = mkdtempSync(join(tmpdir(), 'stet-rgw-'));
  const port = await freePorts();
  const accessKey = 'STETANNOTATOR';
  const secret = `${createHash('sha256').update(folder).digest('hex')}/+=`;
  const child = spawn('bash', [join(import.meta.dirname, 'rgw.sh'), folder, String(port), accessKey, secret], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the gateway did not start within 90 s: ${folder}`)), 90_000);
    child.stdout.on('data', (text: Buffer) => {
      if (!text.toString().includes('READY')) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}: see ${folder}/log`)));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new AwsClient({ accessKeyId: accessKey, secretAccessKey: secret, service: 's3', region: 'us-east-1', retries: 0 });
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await client.fetch(`${endpoint}${path}`, init);
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    endpoint,
    accessKey,
    secret,
    async makeBucket(name, corsOrigin) {
      await ask(`/${name}`, { method: 'PUT' });
      if (corsOrigin === undefined) return;
      const body = corsXml(corsOrigin);
      const headers = {
        'content-md5': createHash('md5').update(body).digest('base64'),
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      };
      await ask(`/${name}?cors`, { method: 'PUT', body, headers });
    },
    async objects(bucket) {
      const found = new Map<string, Uint8Array>();
      const listing = await (await ask(`/${bucket}?list-type=2&max-keys=1000`)).text();
      for (const [, key = ''] of listing.matchAll(/<Key>([^<]*)<\/Key>/g)) {
        const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
        found.set(key, new Uint8Array(await (await ask(path)).arrayBuffer()));
      }
      return found;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the Share page tells people to set, as the API wants it. */
function corsXml(origin: string): string {
  const many = (tag: string, values: readonly string[]): string => values.map((value) => `<${tag}>${value}</${tag}>`).join('');
  const rule = [
    many('AllowedOrigin', [origin]),
    many('AllowedMethod', ['PUT', 'POST', 'GET', 'HEAD']),
    many('AllowedHeader', ['*']),
    many('ExposeHeader', ['ETag', 'Date', 'Retry-After']),
    '<MaxAgeSeconds>3000</MaxAgeSeconds>',
  ];
  return `<CORSConfiguration><CORSRule>${rule.join('')}</CORSRule></CORSConfiguration>`;
}

function hasRgw(): boolean {
  return ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'ceph'].every((name) => existsSync(`/usr/bin/${name}`));
}

/** The first of three free ports in a row: gateway, monitor v2, monitor v1. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await Promise.all([0, 1, 2].map((offset) => isFree(port + offset)));
    if (free.every(Boolean)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
