import { createContext } from 'svelte';
import { Failure } from '#core/failure.ts';
import type { Text } from '#ui/text/en.ts';
import type { InterfaceLanguage } from '#ui/text/languages.ts';

/** The interface's words in the chosen language; components read `words.text.<area>.<sentence>`. */
export class Words {
  #text: Text;
  #language: InterfaceLanguage;

  constructor(text: Text, language: InterfaceLanguage) {
    this.#text = $state.raw(text);
    this.#language = $state.raw(language);
  }

  get text(): Text {
    return this.#text;
  }

  get language(): InterfaceLanguage {
    return this.#language;
  }

  async choose(language: InterfaceLanguage): Promise<void> {
    this.#text = await language.load();
    this.#language = language;
  }

  /** The name of a language in the interface's language, such as German for `de`. */
  languageName(tag: string): string {
    try {
      return new Intl.DisplayNames([this.#language.id === 'en-XB' ? 'en' : this.#language.id], { type: 'language' }).of(tag) ?? tag;
    } catch (cause) {
      if (cause instanceof RangeError) return tag; // not a language tag: shown as it is
      throw cause;
    }
  }

  number(value: number, options?: Intl.NumberFormatOptions): string {
    return new Intl.NumberFormat(this.#language.id === 'en-XB' ? 'en' : this.#language.id, options).format(value);
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
