import { preview } from 'vite';

export interface AppServer {
  /** Such as `http://localhost:40123`. */
  readonly origin: string;
  /** Ends the server and cuts its connections; the port refuses from then on. */
  close(): Promise<void>;
}

/** Serves a production build with the production headers, as `npm start` does. */
export async function serveApp(outDir: string, port = 0): Promise<AppServer> {
  const server = await preview({ logLevel: 'silent', build: { outDir }, preview: { port, strictPort: port !== 0, host: 'localhost' } });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('the preview server has no port');
  return {
    origin: `http://localhost:${address.port}`,
    close: async () => {
      const closed = server.close();
      if ('closeAllConnections' in server.httpServer) server.httpServer.closeAllConnections();
      await closed;
    },
  };
}
