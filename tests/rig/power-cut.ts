import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signalBrowser } from './processes.ts';

/**
 * A disk that can lose its power: an ext4 file system in a file, mounted by loop with commit=300 so that nothing reaches the file but what
 * somebody asked to be flushed. A cut is a copy of the file without a sync: what still waits in memory is not in it.
 */
export class CuttableDisk {
  readonly #folder: string;
  #image: string;
  #mount: string;
  #cuts = 0;

  constructor() {
    this.#folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'stet-disk-')); // in memory the copy takes a moment
    this.#image = join(this.#folder, 'disk-0.img');
    this.#mount = join(this.#folder, 'mount-0');
    execFileSync('truncate', ['-s', '768M', this.#image]);
    execFileSync('mkfs.ext4', ['-q', '-F', this.#image]);
    this.#mountImage();
    mkdirSync(this.profile);
  }

  /** Why no such disk can be made here; undefined where it can. */
  static whyNot(): string | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'no loop mount: needs root on Linux';
    const folder = mkdtempSync(join(tmpdir(), 'stet-disk-try-'));
    const image = join(folder, 'try.img');
    const mount = join(folder, 'try');
    mkdirSync(mount);
    try {
      execFileSync('truncate', ['-s', '16M', image]);
      execFileSync('mkfs.ext4', ['-q', '-F', image], { stdio: 'pipe' });
      execFileSync('mount', ['-o', 'loop', image, mount], { stdio: 'pipe' });
      execFileSync('umount', [mount], { stdio: 'pipe' });
      return undefined;
    } catch (cause) {
      return `no loop mount: ${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)}`;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** A browser profile on the disk. */
  get profile(): string {
    return join(this.#mount, 'profile');
  }

  /** Brings everything to the disk, as minutes of ordinary use do. */
  settle(): void {
    execFileSync('sync', ['-f', this.#mount]);
  }

  /** The power goes: the browser stands still, the disk keeps what it has; then it comes back. */
  cut(): void {
    signalBrowser(this.profile, 'SIGSTOP');
    this.#cuts += 1;
    const image = join(this.#folder, `disk-${this.#cuts}.img`);
    this.#copyInOneMoment(image);
    signalBrowser(this.profile, 'SIGKILL');
    this.#unmount();
    rmSync(this.#image);
    this.#image = image;
    this.#mount = join(this.#folder, `mount-${this.#cuts}`);
    this.#mountImage();
  }

  remove(): void {
    signalBrowser(this.profile, 'SIGKILL');
    this.#unmount();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The kernel may be writing while the copy is made; only a copy that nothing changed under is one moment of the disk. */
  #copyInOneMoment(image: string): void {
    for (let attempt = 1; ; attempt++) {
      execFileSync('cp', ['--sparse=always', this.#image, image]);
      if (spawnSync('cmp', ['-s', this.#image, image]).status === 0) return;
      if (attempt === 20) throw new Error('the disk never stood still');
    }
  }

  #mountImage(): void {
    mkdirSync(this.#mount, { recursive: true });
    execFileSync('mount', ['-o', 'loop,commit=300', this.#image, this.#mount]);
  }

  /** The killed processes need a moment to let go. */
  #unmount(): void {
    for (let attempt = 1; ; attempt++) {
      try {
        execFileSync('umount', [this.#mount], { stdio: 'pipe' });
        return;
      } catch (cause) {
        if (attempt === 40) throw cause;
        execFileSync('sleep', ['0.1']);
      }
    }
  }
}
