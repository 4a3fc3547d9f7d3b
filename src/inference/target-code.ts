import { Failure } from '#core/failure.ts';
import { canonicalLanguage } from '#core/text.ts';

/**
 * The code that makes a model with several targets translate into a language: `>>deu<<` for `de`, `>>zho_Hans<<` for `zh-CN`. Empty for a model
 * without codes; a Failure where it has others only. Codes are ISO 639-3 with an optional script, which `Intl` maps to BCP 47.
 */
export function targetCode(codes: readonly string[], targetLang: string): string {
  if (codes.length === 0) return '';
  const wanted = likely(targetLang);
  const known = codes.map((code) => ({ code, ...likely(code.slice(2, -2).replaceAll('_', '-')) }));
  const found =
    known.find(({ language, script }) => language === wanted.language && script === wanted.script) ??
    known.find(({ language }) => language === wanted.language);
  if (!found) throw new Failure('model/no-such-target', { language: targetLang, codes: codes.slice(0, 12).join(' ') });
  return found.code;
}

function likely(tag: string): { readonly language: string; readonly script: string | undefined } {
  const { language, script } = new Intl.Locale(canonicalLanguage(tag)).maximize();
  return { language, script };
}
