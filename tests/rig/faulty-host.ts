import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { bucketOrigins, productionHeaders } from '../../deploy/headers.ts';

/**
 * What becomes of one answer. A number: the connection breaks when so many bytes of the file are sent. `cut`: the connection breaks in its middle. `short`: it ends early, as if that were all. `wrong`: one byte is another.
 * `gone`: 404. `stuck`: its second half never comes.
 */
export type Fault = number | 'fair' | 'cut' | 'short' | 'wrong' | 'gone' | 'stuck';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/** Milliseconds in which what was sent before a cut is read: a browser throws away what it has not handed on when the connection breaks. */
const ARRIVAL = 100;

/** A static host with the production headers that breaks answers when told to. */
export class FaultyHost {
  /** What becomes of the file of that path, such as `models/en-de/config.json`. */
  fault: (path: string) => Fault = () => 'fair';
  /** Every file that was asked for, with the place it was asked from. */
  readonly asked: { readonly path: string; readonly from: number }[] = [];
  /** How parts of files are given. `other`: from another place than was asked for. `none`: always the whole file. */
  ranges: 'fair' | 'other' | 'none' = 'fair';
  /** Other bytes for a file. */
  readonly replaced = new Map<string, Uint8Array>();
  readonly #dist: string;
  readonly #server: Server;

  private constructor(dist: string) {
    this.#dist = dist;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(dist: string): Promise<FaultyHost> {
    const host = new FaultyHost(dist);
    await new Promise<void>((resolve) => host.#server.listen(0, 'localhost', resolve));
    return host;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the host has no port');
    return `http://localhost:${address.port}`;
  }

  /** The server is gone, and every connection with it. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(decodeURIComponent(pathname)).replace(/^\//u, '') || 'index.html';
    for (const [name, value] of Object.entries(productionHeaders(bucketOrigins(undefined)))) response.setHeader(name, value);
    const fault = this.fault(path);
    const bytes = fault === 'gone' ? undefined : this.#read(path);
    if (!bytes) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
    const asked = Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1] ?? 0);
    this.asked.push({ path, from: asked });
    const from = this.ranges === 'none' ? 0 : Math.max(0, asked - (this.ranges === 'other' ? 1 : 0));
    if (from > 0 && from >= bytes.length) {
      response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
      return;
    }
    if (asked > 0 && this.ranges !== 'none') {
      response.statusCode = 206;
      response.setHeader('Content-Range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
    }
    send(response, bytes.subarray(from), typeof fault === 'number' ? Math.max(0, fault - from) : fault);
  }

  #read(path: string): Uint8Array | undefined {
    try {
      return this.replaced.get(path) ?? new Uint8Array(readFileSync(join(this.#dist, path)));
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'EISDIR')) return undefined;
      throw cause;
    }
  }
}

/** The bytes, or what the fault makes of them; a number is how many of them are sent. */
function send(response: ServerResponse, bytes: Uint8Array, fault: Fault): void {
  const half = bytes.subarray(0, bytes.length >> 1);
  response.setHeader('Content-Length', fault === 'short' ? half.length : bytes.length);
  if (typeof fault === 'number') {
    response.flushHeaders();
    response.write(bytes.subarray(0, fault), () => setTimeout(() => response.destroy(), ARRIVAL));
  } else if (fault === 'fair') response.end(bytes);
  else if (fault === 'short') response.end(half);
  else if (fault === 'wrong') response.end(bytes.with(half.length, (bytes[half.length] ?? 0) ^ 1));
  else if (fault === 'cut') response.write(half, () => response.destroy());
  else response.write(half);
}
