import { Failure } from '#core/failure.ts';
import { canonicalLanguage } from '#core/text.ts';

/**
 * The code that makes a model with several targets translate into a language: `>>deu<<`, `deu_Latn`, `de_DE` or `de` for `de`, `zho_Hans` for `zh-CN`.
 * Undefined for a model without codes; a Failure where it has others only.
 */
export function targetCode(codes: readonly string[], targetLang: string): string | undefined {
  return codeOf(codes, targetLang, 'model/no-such-target');
}

/** The code that tells a model of several sources which one it reads; undefined where it need not be told. */
export function sourceCode(codes: readonly string[], sourceLang: string): string | undefined {
  return codeOf(codes, sourceLang, 'model/no-such-source');
}

/** Codes are ISO 639 with an optional script or region, which `Intl` maps to BCP 47. */
function codeOf(codes: readonly string[], lang: string, failure: string): string | undefined {
  if (codes.length === 0) return undefined;
  const wanted = likely(lang);
  const known = codes.map((code) => ({ code, ...likely(code.replaceAll(/^>>|<<$/gu, '').replaceAll('_', '-')) }));
  const found =
    known.find(({ language, script }) => language === wanted.language && script === wanted.script) ??
    known.find(({ language }) => language === wanted.language);
  if (!found) throw new Failure(failure, { language: lang, codes: codes.slice(0, 12).join(' ') });
  return found.code;
}

/** Norwegian without further name is Bokmål, where a model has but one. */
const SAME: ReadonlyMap<string, string> = new Map([['no', 'nb']]);

function likely(tag: string): { readonly language: string; readonly script: string | undefined } {
  const { language, script } = new Intl.Locale(canonicalLanguage(tag)).maximize();
  return { language: SAME.get(language) ?? language, script };
}
