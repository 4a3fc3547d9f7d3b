import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Every process of the browser that uses this profile, which no other browser does. */
function browserProcesses(profile: string): readonly number[] {
  if (process.platform !== 'linux') {
    const listed = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' });
    return listed
      .split('\n')
      .filter((line) => line.includes(profile))
      .map((line) => Number.parseInt(line, 10))
      .filter((pid) => pid !== process.pid);
  }
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && commandLine(pid).includes(`--user-data-dir=${profile}`));
}

/** Sends a signal to all of them at once, the browser itself first. */
export function signalBrowser(profile: string, signal: 'SIGKILL' | 'SIGSTOP'): number {
  const all = browserProcesses(profile);
  const children = descendants(all);
  const pids = [...new Set([...all, ...children])];
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause; // it ended with its parent
    }
  }
  return pids.length;
}

/** Zygotes and renderers do not all name the profile; their parents do. */
function descendants(roots: readonly number[]): readonly number[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = listed
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set(roots);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [pid = 0, parent = 0] of pairs) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch (cause) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((cause as NodeJS.ErrnoException).code ?? '')) return ''; // it ended meanwhile
    throw cause;
  }
}
