import type { CDPSession } from 'playwright-core';
import type { TestApp } from './app.ts';

/** JavaScript of one worker of a page, asked through the developer tools' protocol. */
export class WorkerHeap {
  readonly #session: CDPSession;
  readonly #target: string;
  #next = 1;

  private constructor(session: CDPSession, target: string) {
    this.#session = session;
    this.#target = target;
  }

  /** Of the worker that runs now and was started from a script whose address ends so. */
  static async of(app: TestApp, script: string): Promise<WorkerHeap> {
    const session = await app.context.newCDPSession(app.page);
    const found: string[] = [];
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.url.endsWith(script)) found.push(sessionId);
    });
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    const [target] = found;
    if (target === undefined || found.length > 1) throw new Error(`${found.length} workers run ${script}`);
    return new WorkerHeap(session, target);
  }

  /** Bytes that objects and array buffers hold after a garbage collection; WebAssembly memory is not among them. */
  async bytes(): Promise<number> {
    await this.#ask('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = await this.#ask('Runtime.getHeapUsage');
    return Number(usedSize) + Number(backingStorageSize);
  }

  #ask(method: string): Promise<Readonly<Record<string, unknown>>> {
    const id = this.#next++;
    return new Promise((resolve) => {
      const hear = ({ sessionId, message }: { readonly sessionId: string; readonly message: string }): void => {
        const { id: answered, result } = JSON.parse(message) as {
          readonly id?: number;
          readonly result: Readonly<Record<string, unknown>>;
        }; // the protocol's own
        if (sessionId !== this.#target || answered !== id) return;
        this.#session.off('Target.receivedMessageFromTarget', hear);
        resolve(result);
      };
      this.#session.on('Target.receivedMessageFromTarget', hear);
      void this.#session.send('Target.sendMessageToTarget', { sessionId: this.#target, message: JSON.stringify({ id, method }) });
    });
  }
}
