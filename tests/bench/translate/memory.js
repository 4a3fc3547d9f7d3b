import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Renderer processes of this benchmark's browser, with a field of their status in bytes; empty where there is no /proc. @param {'VmRSS' | 'VmHWM'} field */
function renderers(field) {
  /** @type {Map<string, number>} */
  const found = new Map();
  /** @type {string[]} */
  let pids;
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return found; // not Linux: the figure is left out
  }
  const read = (/** @type {string} */ path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return ''; // it has ended since
    }
  };
  const parents = new Map(pids.map((pid) => [pid, /\nPPid:\t(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? '0']));
  const isOurs = (/** @type {string} */ pid) => {
    for (let at = pid; at !== '0' && at !== ''; at = parents.get(at) ?? '') if (at === String(process.pid)) return true;
    return false;
  };
  for (const pid of pids) {
    if (!read(`/proc/${pid}/cmdline`).includes('--type=renderer') || !isOurs(pid)) continue;
    const kilobytes = new RegExp(`\n${field}:\\s+(\\d+) kB`).exec(read(`/proc/${pid}/status`))?.[1];
    if (kilobytes !== undefined) found.set(pid, Number(kilobytes) * 1024);
  }
  return found;
}

/** Begins to watch the memory of the pages' processes; the answer gives by how many bytes the one that grew most had grown at its peak, and has now. */
export function watchMemory() {
  const before = renderers('VmRSS');
  for (const pid of before.keys()) {
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5'); // sets the high-water mark back
    } catch {
      return undefined; // not allowed here
    }
  }
  const growth = (/** @type {'VmRSS' | 'VmHWM'} */ field) =>
    Math.max(0, ...Array.from(renderers(field), ([pid, bytes]) => bytes - (before.get(pid) ?? bytes)));
  return before.size === 0 ? undefined : { peak: () => growth('VmHWM'), now: () => growth('VmRSS') };
}

const PROBED = 'probed.js';

/** Puts a script into the build that starts the worker with `probe.js` before it; resolves to its path. @param {string} dist @param {string} worker */
export function layOutProbe(dist, worker) {
  cpSync(join(import.meta.dirname, '..', '..', 'harness', 'probe.js'), join(dist, 'assets', 'probe.js'));
  writeFileSync(join(dist, 'assets', PROBED), `import './probe.js'; import './${basename(worker)}';`);
  return `assets/${PROBED}`;
}

/** Bytes that the probed worker holds after a garbage collection, its WebAssembly memory, which never shrinks, among them. @param {import('playwright-core').Page} page */
export function workerBytes(page) {
  return page.evaluate(async (script) => {
    /** @type {{ breakdown: { bytes: number, attribution: { url: string }[] }[] }} */
    const { breakdown } = await /** @type {any} */ (performance).measureUserAgentSpecificMemory();
    const own = breakdown.filter(({ attribution }) => attribution.some(({ url }) => url.endsWith(script)));
    return own.reduce((sum, { bytes }) => sum + bytes, 0);
  }, PROBED);
}
