import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What happens to one request between the browser and the bucket. `cut-before`: the connection ends, nothing was forwarded. `cut-after`: the
 * bucket did it, the answer never arrives. `busy`: 503 SlowDown. `strip-cors`: the answer comes without CORS headers.
 */
export type Weather = 'fair' | 'cut-before' | 'cut-after' | 'busy' | 'strip-cors';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly isConditional: boolean;
  readonly at: number;
  readonly weather: Weather;
  /** The bucket's answer; 0 where it was not asked. */
  status: number;
}

/** The network before the bucket: an HTTP proxy that does to requests what no server does. The bucket stays the truth. */
export class WeatherProxy {
  readonly seen: SeenRequest[] = [];
  /** The weather of the next request. */
  weather: (request: { readonly method: string; readonly path: string; readonly isSigned: boolean }) => Weather = () => 'fair';
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #port: number;

  private constructor(target: string, port: number) {
    this.#target = new URL(target);
    this.#port = port;
    this.#server = createServer((incoming, answer) => this.#pass(incoming, answer));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Waits for the port while another test holds it. */
  static async start(target: string, port = 17480): Promise<WeatherProxy> {
    const proxy = new WeatherProxy(target, port);
    await proxy.up();
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The port answers again. */
  async up(): Promise<void> {
    const end = Date.now() + 120_000;
    for (;;) {
      const error = await new Promise<Error | undefined>((resolve) => {
        const failed = (cause: Error): void => resolve(cause);
        this.#server.once('error', failed);
        this.#server.listen(this.#port, '127.0.0.1', () => {
          this.#server.off('error', failed);
          resolve(undefined);
        });
      });
      if (!error) return;
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** The port refuses, as a machine that is off. */
  async down(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method = 'GET', url = '/' } = incoming;
    const weather = this.weather({ method, path: url, isSigned: incoming.headers.authorization !== undefined });
    const entry: SeenRequest = {
      method,
      path: url,
      isConditional: incoming.headers['if-none-match'] === '*',
      at: Date.now(),
      weather,
      status: 0,
    };
    this.seen.push(entry);
    if (weather === 'cut-before') {
      incoming.socket.destroy();
      return;
    }
    if (weather === 'busy') {
      entry.status = 503;
      const origin = incoming.headers.origin;
      const cors =
        origin === undefined ? {} : { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'Retry-After, Date' };
      answer.writeHead(503, { 'content-type': 'application/xml', 'retry-after': '2', ...cors }).end('<Error><Code>SlowDown</Code></Error>');
      return;
    }
    // Host stays as the browser signed it.
    const onward = request(
      { host: this.#target.hostname, port: this.#target.port, method, path: url, headers: incoming.headers },
      (response) => {
        entry.status = response.statusCode ?? 0;
        if (weather === 'cut-after') {
          response.resume().on('end', () => incoming.socket.destroy());
          return;
        }
        const headers = { ...response.headers };
        if (weather === 'strip-cors') for (const name of Object.keys(headers)) if (name.startsWith('access-control-')) delete headers[name];
        answer.writeHead(entry.status, headers);
        response.pipe(answer);
      },
    );
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  }
}
