import { createContext } from 'svelte';
import { Failure } from '#core/failure.ts';
import type { Text } from '#ui/text/en.ts';
import type { InterfaceLanguage } from '#ui/text/languages.ts';

/** The interface's words in the chosen language; components read `words.text.<area>.<sentence>`. */
export class Words {
  #text: Text;
  #language: InterfaceLanguage;
  #isComplete = false;

  /** `text` may lack the pages' sentences until `complete` has resolved. */
  constructor(text: Partial<Text>, language: InterfaceLanguage) {
    this.#text = $state.raw(text as Text); // pages are drawn after `complete` alone
    this.#language = $state.raw(language);
  }

  /** Loads the sentences of the pages beyond the first screen; every such page waits for it. */
  async complete(): Promise<void> {
    if (this.#isComplete) return;
    const pages = await this.#language.loadPages();
    this.#text = { ...this.#text, ...pages };
    this.#isComplete = true;
  }

  get text(): Text {
    return this.#text;
  }

  get language(): InterfaceLanguage {
    return this.#language;
  }

  get #tag(): string {
    return this.#language.id === 'en-XB' ? 'en' : this.#language.id;
  }

  async choose(language: InterfaceLanguage): Promise<void> {
    if (language.id === this.#language.id) return;
    const pages = this.#isComplete ? await language.loadPages() : {};
    this.#text = { ...this.#text, ...(await language.load()), ...pages };
    this.#language = language;
  }

  /** The name of a language in the interface's language, such as German for `de`. */
  languageName(tag: string): string {
    try {
      return new Intl.DisplayNames([this.#tag], { type: 'language' }).of(tag) ?? tag;
    } catch (cause) {
      if (cause instanceof RangeError) return tag; // not a language tag: shown as it is
      throw cause;
    }
  }

  number(value: number, options?: Intl.NumberFormatOptions): string {
    return new Intl.NumberFormat(this.#tag, options).format(value);
  }

  /** Names one after the other, as the language joins them. */
  list(names: readonly string[]): string {
    return new Intl.ListFormat(this.#tag, { type: 'conjunction' }).format(names);
  }

  /** A day, such as "21 November 2026"; epoch milliseconds. */
  date(at: number): string {
    return new Intl.DateTimeFormat(this.#tag, { dateStyle: 'long' }).format(at);
  }

  /** How long ago or how soon, such as "3 minutes ago" or "in 40 seconds". Both in epoch milliseconds. */
  when(at: number, now: number): string {
    const seconds = (at - now) / 1000;
    const format = new Intl.RelativeTimeFormat(this.#tag, { numeric: 'auto' });
    const steps = [
      ['day', 86_400],
      ['hour', 3600],
      ['minute', 60],
    ] as const;
    const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
    return format.format(Math.round(seconds / length), unit);
  }

  /** Bytes in the unit that reads best. */
  bytes(count: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
    const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
    return new Intl.NumberFormat(this.#tag, { style: 'unit', unit: units[step] ?? 'byte', maximumFractionDigits: 1 }).format(
      count / 1000 ** step,
    );
  }

  /** The sentence for anything that was thrown. */
  failure(error: unknown): string {
    const all = this.#text.failures;
    if (error instanceof Failure) {
      const sentence = all[error.code];
      if (sentence) return sentence(error.values);
    }
    const message = error instanceof Error ? error.message : String(error);
    return all.unknown?.({ message }) ?? message;
  }
}

export const [useWords, provideWords] = createContext<Words>();
