import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** What headless Chromium needs to run as root and to ask nothing of the network. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** WebGPU on the CPU (SwiftShader): right, not fast. */
export const WEBGPU_ARGS: readonly string[] = ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--use-webgpu-adapter=swiftshader'];

/** The Chromium or Chrome of this machine; installs one where it can, says what it does, throws with the cure where it can't. */
export function findChromium(): string {
  const found = look();
  if (found !== undefined) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No Chromium found: installing the package chromium with apt-get …');
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', timeout: 300_000 });
    execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], {
      stdio: 'inherit',
      timeout: 600_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } else {
    console.log('No Chromium found: trying `npx playwright-core install chromium` (at most 5 minutes) …');
    spawnSync('npx', ['playwright-core', 'install', 'chromium'], {
      stdio: 'inherit',
      timeout: 300_000,
      shell: process.platform === 'win32',
    });
  }
  const installed = look();
  if (installed === undefined) throw new Error('The browser tests need Chromium or Chrome. Install one, or set CHROMIUM to its path.');
  return installed;
}

function look(): string | undefined {
  const named = CANDIDATES.find((path) => path !== undefined && existsSync(path));
  if (named !== undefined) return named;
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}
