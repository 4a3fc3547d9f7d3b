import type { Text } from '#ui/text/en.ts';
import { en } from '#ui/text/en.ts';

export interface InterfaceLanguage {
  /** BCP 47. */
  readonly id: string;
  /** In itself. */
  readonly name: string;
  readonly dir: 'ltr' | 'rtl';
  readonly load: () => Promise<Text>;
}

/** The languages of the interface. `en-XB` mirrors and accents English: it proves that nothing is left untranslated or unmirrored. */
export const LANGUAGES: readonly InterfaceLanguage[] = [
  { id: 'en', name: 'English', dir: 'ltr', load: () => Promise.resolve(en) },
  {
    id: 'en-XB',
    name: '⟦Ṁîŕŕöŕéđ⟧',
    dir: 'rtl',
    load: async () => (await import('#ui/text/pseudo.ts')).pseudo(en),
  },
];

export function languageOf(id: string): InterfaceLanguage {
  return LANGUAGES.find((language) => language.id === id) ?? { id: 'en', name: 'English', dir: 'ltr', load: () => Promise.resolve(en) };
}
