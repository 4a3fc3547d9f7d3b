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

/** BCP 47 tags of a model's codes, as people and projects name languages. */
export function tagsOf(codes: readonly string[]): readonly string[] {
  return [...new Set(codes.map((code) => shortest(canonicalLanguage(bare(code)))))];
}

/** Without the script and the region that go without saying. */
function shortest(tag: string): string {
  const { language, script, region } = new Intl.Locale(tag);
  const usual = new Intl.Locale(language).maximize();
  return [language, script === usual.script ? undefined : script, region === usual.region ? undefined : region].filter(Boolean).join('-');
}

function bare(code: string): string {
  return code
    .replaceAll(/^>>|<<$/gu, '')
    .replaceAll(/_XX$/gu, '')
    .replaceAll('_', '-');
}

/** Codes are ISO 639 with an optional script or region, which `Intl` maps to BCP 47. */
function codeOf(codes: readonly string[], lang: string, failure: string): string | undefined {
  if (codes.length === 0) return undefined;
  const wanted = likely(lang);
  const known = codes.map((code) => ({ code, ...likely(bare(code)) }));
  const found =
    known.find(({ language, script, region }) => language === wanted.language && script === wanted.script && region === wanted.region) ??
    known.find(({ language, script }) => language === wanted.language && script === wanted.script) ??
    known.find(({ language }) => language === wanted.language);
  if (!found) throw new Failure(failure, { language: lang, codes: codes.slice(0, 12).join(' ') });
  return found.code;
}

/** Norwegian without further name is Bokmål, where a model has but one. */
const SAME: ReadonlyMap<string, string> = new Map([['no', 'nb']]);

interface Likely {
  readonly language: string;
  readonly script: string | undefined;
  readonly region: string | undefined;
}

function likely(tag: string): Likely {
  const { language, script, region } = new Intl.Locale(canonicalLanguage(tag)).maximize();
  return { language: SAME.get(language) ?? language, script, region };
}
