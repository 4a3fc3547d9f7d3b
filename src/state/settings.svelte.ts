/** What a person likes, on this device; kept in localStorage, never exported. */
export interface SettingValues {
  readonly theme: 'auto' | 'light' | 'dark';
  /** BCP 47; `en-XB` is the mirrored pseudo-language that proves translatability. */
  readonly language: string;
  /** The person's name as an annotator, for new projects. */
  readonly annotatorName: string;
  /** Whether selections snap to words or to grapheme clusters only. */
  readonly snap: 'word' | 'grapheme';
  /** Draw white space and invisible characters. */
  readonly showInvisible: boolean;
}

const DEFAULTS: SettingValues = { theme: 'auto', language: 'en', annotatorName: '', snap: 'word', showInvisible: false };
const KEY = 'stet.settings';

export class Settings {
  readonly #storage: Storage;
  #values = $state.raw<SettingValues>(DEFAULTS);

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#values = { ...DEFAULTS, ...parse(storage.getItem(KEY)) };
  }

  get values(): SettingValues {
    return this.#values;
  }

  set<K extends keyof SettingValues>(key: K, value: SettingValues[K]): void {
    this.#values = { ...this.#values, [key]: value };
    this.#storage.setItem(KEY, JSON.stringify(this.#values));
  }

  /** A yes or no that belongs to one project on this device, such as `showSystemNames` or `hideOpinions`. */
  flag(projectId: string, name: string): boolean {
    return this.#flags.has(`${projectId} ${name}`);
  }

  setFlag(projectId: string, name: string, on: boolean): void {
    const next = new Set(this.#flags);
    if (on) next.add(`${projectId} ${name}`);
    else next.delete(`${projectId} ${name}`);
    this.#flagSet = next;
    this.#storage.setItem(`${KEY}.flags`, JSON.stringify([...next]));
  }

  #flagSet = $state.raw<ReadonlySet<string> | undefined>();

  get #flags(): ReadonlySet<string> {
    if (this.#flagSet) return this.#flagSet;
    const stored = parse(this.#storage.getItem(`${KEY}.flags`));
    return new Set(Array.isArray(stored) ? stored.map(String) : []);
  }
}

/** What lies in localStorage is outside data: anything that is not JSON of the right kind counts as absent. */
function parse(text: string | null): object {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch (cause) {
    if (cause instanceof SyntaxError) return {};
    throw cause;
  }
}
