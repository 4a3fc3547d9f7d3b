import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { TestRunner, expect, inject } from 'vitest';
import { CHROMIUM_ARGS } from './chromium.ts';

export interface LaunchOptions {
  /** A profile to use again; without it a fresh one, deleted at the end. */
  readonly profile?: string;
  readonly args?: readonly string[];
  readonly context?: BrowserContextOptions;
  /** Where the app is; the run's own server unless told otherwise. */
  readonly origin?: string;
  /** Origins beside the app's that this test may talk to: the configured bucket. */
  readonly allowedOrigins?: readonly string[];
}

/** A real Chromium with the app in it, and what must not have happened in it. */
export class TestApp {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly origin: string;
  readonly problems: string[] = [];
  readonly #profile: string;
  readonly #ownsProfile: boolean;

  private constructor(context: BrowserContext, page: Page, origin: string, profile: string, ownsProfile: boolean) {
    this.context = context;
    this.page = page;
    this.origin = origin;
    this.#profile = profile;
    this.#ownsProfile = ownsProfile;
  }

  static async launch(options: LaunchOptions = {}): Promise<TestApp> {
    const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'stet-profile-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: inject('chromium'),
      headless: true,
      args: [...CHROMIUM_ARGS, ...(options.args ?? [])],
      viewport: { width: 1280, height: 860 },
      locale: 'en-GB',
      acceptDownloads: true,
      ...options.context,
    });
    const origin = options.origin ?? inject('origin');
    const page = context.pages()[0] ?? (await context.newPage());
    const app = new TestApp(context, page, origin, profile, options.profile === undefined);
    await app.#watch(new Set([origin, ...(options.allowedOrigins ?? [])]));
    return app;
  }

  /** Opens a route of the app, such as `#/models`, and waits until its page stands. */
  async open(hash = '#/', page = this.page): Promise<void> {
    await page.goto(`${this.origin}/${hash}`);
    await page.locator('main > *').first().waitFor();
  }

  /** A further tab in the same profile. */
  async newTab(hash = '#/'): Promise<Page> {
    const page = await this.context.newPage();
    await this.open(hash, page);
    return page;
  }

  /** No page error, no CSP or Trusted-Types violation, no request to a foreign origin. Every browser test ends with it. */
  assertClean(): void {
    expect(this.problems).toEqual([]);
  }

  async close(): Promise<void> {
    if (TestRunner.getCurrentTest()?.result?.state === 'fail') await this.#tell();
    await this.context.close();
    if (this.#ownsProfile) rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What stood on the pages of a test that failed: where that came from a race, nobody sees it again. */
  async #tell(): Promise<void> {
    for (const page of this.context.pages()) {
      const said = await page.locator('body').innerText({ timeout: 5000 }).catch(String); // a page that hangs is told of too
      const workers = page.workers().map((worker) => worker.url().replace(/^.*\//u, ''));
      console.error([page.url(), said.slice(0, 2000), `workers: ${workers.join(', ')}`, ...this.problems].join('\n'));
    }
  }

  async #watch(allowed: ReadonlySet<string>): Promise<void> {
    await this.context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    this.context.on('weberror', (error) => {
      const { name, message, stack } = error.error();
      this.problems.push(`page error: ${name}: ${message} ${stack ?? ''}`);
    });
    this.context.on('console', (message) => {
      if (/policy violation|Content.Security.Policy|TrustedHTML|TrustedScript|Trusted Type/i.test(message.text()))
        this.problems.push(message.text());
    });
    this.context.on('request', (request) => {
      const url = new URL(request.url());
      if (['blob:', 'data:', 'about:', 'chrome-extension:'].includes(url.protocol)) return;
      if (!allowed.has(url.origin)) this.problems.push(`foreign request: ${request.url()}`);
    });
  }
}

/** Asks the page until the answer is truthy; Playwright's own waiting for functions is blocked by the policy. */
export async function until<T, A>(page: Page, ask: (argument: A) => T | Promise<T>, argument: A, timeout = 30_000): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await page.evaluate(ask as never, argument); // Playwright's type of a page function is wider than ours
    if (answer) return answer as T;
    if (Date.now() > end) throw new Error(`the page did not come to: ${String(ask)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A temporary folder that the test removes. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'stet-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
