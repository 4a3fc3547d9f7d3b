/** A new version that waits to be let in, and whether this page works without the network. Never reloads by itself. */
export class Updates {
  #registration = $state.raw<ServiceWorkerRegistration | undefined>();
  #waiting = $state.raw<ServiceWorker | undefined>();
  #offlineReady = $state(false);

  /** Whether the whole app is kept on this device. */
  get offlineReady(): boolean {
    return this.#offlineReady;
  }

  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** Registers the service worker; resolves when that is done, not when it is active. */
  async start(url: string): Promise<void> {
    const registration = await navigator.serviceWorker.register(url, { updateViaCache: 'none' });
    this.#registration = registration;
    const look = (): void => {
      this.#waiting = registration.waiting && navigator.serviceWorker.controller ? registration.waiting : undefined;
      this.#offlineReady = registration.active?.state === 'activated';
    };
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
    for (const worker of [registration.installing, registration.waiting, registration.active])
      worker?.addEventListener('statechange', look);
    navigator.serviceWorker.addEventListener('controllerchange', look);
    look();
  }

  /** Asks the host whether there is a newer version. */
  async check(): Promise<void> {
    await this.#registration?.update();
  }

  /** Lets the waiting version in and reloads once it is in charge. The caller has made sure that everything is saved. */
  accept(): void {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    this.#waiting?.postMessage({ type: 'let-in' });
  }
}
