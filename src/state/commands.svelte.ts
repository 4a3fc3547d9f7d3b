import { untrack } from 'svelte';

/** Something the person can do, by key or from the palette. */
export interface Command {
  readonly id: string;
  /** In the interface's language. */
  readonly label: string;
  /** Such as `j`, `Shift+?`, `Mod+k`; Mod is Ctrl, on Apple devices Cmd. Empty = palette only. */
  readonly keys: readonly string[];
  /** Heading under which `?` lists it. */
  readonly group: string;
  readonly run: () => void;
  /** Whether it can be done now. */
  readonly when?: () => boolean;
  /** Whether its key works while typing in a field too (never for single letters). */
  readonly inFields?: boolean;
}

/** Every command that can be given on the present page; later registrations win a key. */
export class Commands {
  #commands = $state.raw<readonly Command[]>([]);

  get all(): readonly Command[] {
    return this.#commands;
  }

  /** Returns the function that takes them away again. */
  register(commands: readonly Command[]): () => void {
    // Untracked: an effect that registers must not run again because something was registered.
    this.#commands = [...untrack(() => this.#commands), ...commands];
    return () => {
      this.#commands = untrack(() => this.#commands).filter((command) => !commands.includes(command));
    };
  }

  /** Runs the command of a pressed key, if there is one; returns whether there was. */
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    const typing = isTyping(event.target);
    const command = this.#commands
      .toReversed()
      .find(
        (candidate) => candidate.keys.some((key) => matches(key, event)) && (!typing || candidate.inFields) && (candidate.when?.() ?? true),
      );
    if (!command) return false;
    event.preventDefault();
    command.run();
    return true;
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range', 'file'].includes(target.type);
}

/** Compares by the key's letter, so that it follows the person's layout; Shift counts for letters and named keys only, since many layouts need it for signs and some for digits. */
export function matches(binding: string, event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): boolean {
  const steps = binding === '+' ? ['+'] : binding.split('+');
  const key = steps.at(-1) ?? '';
  const wantsMod = steps.includes('Mod');
  const wantsShift = steps.includes('Shift');
  const hasMod = event.ctrlKey || event.metaKey;
  if (wantsMod !== hasMod || steps.includes('Alt') !== event.altKey) return false;
  if (event.key.toLowerCase() !== key.toLowerCase()) return false;
  const shiftMatters = /^\p{L}$/u.test(key) || key.length > 1;
  return !shiftMatters || wantsShift === event.shiftKey;
}
