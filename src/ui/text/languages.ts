import { en } from '#ui/text/en.ts';
import type { enPages } from '#ui/text/en-pages.ts';

export interface InterfaceLanguage {
  /** BCP 47. */
  readonly id: string;
  /** In itself. */
  readonly name: string;
  readonly dir: 'ltr' | 'rtl';
  /** The frame's and the first screen's sentences. */
  readonly load: () => Promise<typeof en>;
  /** Those of all other pages. */
  readonly loadPages: () => Promise<typeof enPages>;
}

const loadEnPages = async (): Promise<typeof enPages> => (await import('#ui/text/en-pages.ts')).enPages;

const ENGLISH: InterfaceLanguage = { id: 'en', name: 'English', dir: 'ltr', load: () => Promise.resolve(en), loadPages: loadEnPages };

/** The languages of the interface. `en-XB` mirrors and accents English: it proves that nothing is left untranslated or unmirrored. */
export const LANGUAGES: readonly InterfaceLanguage[] = [
  ENGLISH,
  {
    id: 'en-XB',
    name: '⟦Ṁîŕŕöŕéđ⟧',
    dir: 'rtl',
    load: async () => (await import('#ui/text/pseudo.ts')).pseudo(en),
    loadPages: async () => (await import('#ui/text/pseudo.ts')).pseudo(await loadEnPages()),
  },
];

export function languageOf(id: string): InterfaceLanguage {
  return LANGUAGES.find((language) => language.id === id) ?? ENGLISH;
}
