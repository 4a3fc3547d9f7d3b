/** Languages offered by name; any other well-formed tag can be typed. */
export const LANGUAGE_TAGS: readonly string[] =
  'af am ar ar-EG as ast az be bg bn bs ca ceb cs cy da de de-AT de-CH el en en-GB en-US eo es es-MX es-419 et eu fa fi fil fo fr fr-CA fy ga gd gl gu ha he hi hr hsb hu hy id ig is it ja jv ka kk km kn ko ku ky lb ln lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn no ny oc om or pa pl ps pt pt-BR pt-PT qu ro ru rw sa sah sd si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn tr ts tt ug uk ur uz vi wo xh yi yo zh zh-Hans zh-Hant zu'.split(
    ' ',
  );

/** The tag that a typed name or tag means; undefined where it means none. */
export function languageTag(typed: string, names: readonly { readonly tag: string; readonly name: string }[]): string | undefined {
  const wanted = typed.trim();
  if (wanted === '') return undefined;
  const named = names.find(({ name }) => name.toLocaleLowerCase() === wanted.toLocaleLowerCase());
  if (named) return named.tag;
  try {
    const [tag] = Intl.getCanonicalLocales(wanted.replaceAll('_', '-'));
    // Any five letters are a well-formed tag; only one the browser can name is a language.
    return tag !== undefined && new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(tag) !== undefined
      ? tag
      : undefined;
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}
