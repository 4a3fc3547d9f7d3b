/** Languages common enough in translation work that two letters of a file's name may be trusted to mean them. */
const COMMON =
  'af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu ha he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi xh yo zh zu';
const CODES = new Set(COMMON.split(' '));

export interface LanguagePair {
  readonly sourceLang: string;
  readonly targetLang: string;
}

/** The language pair that a file's name holds, as `en-de`, `en-ar_EG`, `en2fr` or, with English on one side, `ende`; only a proposal to the person. */
export function languagesOf(fileName: string): LanguagePair | undefined {
  const pair = /(?:^|[^a-z])([a-z]{2,3})(?:-|2)([a-z]{2,3})(?:_([A-Z]{2}))?(?![a-z])/.exec(fileName);
  const [, source = '', target = '', region] = pair ?? [];
  if (isCode(source) && isCode(target)) return { sourceLang: source, targetLang: region === undefined ? target : `${target}-${region}` };
  for (const [word] of fileName.toLowerCase().matchAll(/[a-z]+/g)) {
    const [first, second] = [word.slice(0, 2), word.slice(2)];
    if (word.length === 4 && (first === 'en') !== (second === 'en') && isCode(first) && isCode(second)) {
      return { sourceLang: first, targetLang: second };
    }
  }
  return undefined;
}

function isCode(text: string): boolean {
  return CODES.has(text);
}

/** The file's name without folders and known extensions. */
export function titleOf(fileName: string): string {
  const base = fileName.split('/').at(-1) ?? fileName;
  const title = base.replace(/\.gz$/i, '').replace(/\.(tsv|csv|txt|json|jsonl|stet|zip)$/i, '');
  return title === '' ? base : title;
}

/** The part of a plain-text file's name that names what it holds: without language pair, language and extension. */
function stem(fileName: string): string {
  const steps = titleOf(fileName)
    .split('.')
    .filter((step) => step !== '' && !/^[a-z]{2,3}-[a-z]{2,3}(_[A-Z]{2})?$/.test(step) && !isCode(step));
  return steps.join('.');
}

const SOURCE = /(^|[^a-z])(src|source|sources)([^a-z]|$)/i;
const DOCUMENTS = /(\.docs?$|(^|[^a-z])documents?([^a-z]|$))/i;
const REFERENCE = /(?:^|[^a-z])(?:references?|refs?|pe)(?:[^a-z]+|$)(.*)$/i;
const REFERENCE_LETTER = /(?:^|[^a-z])(ref[A-Z])$/;
const SYSTEM = /(?:^|[^a-z])(?:hyps?|hypothesis|systems?|system-outputs)(?:[^a-z]+)(.*)$/i;

/**
 * What each plain-text file most likely is: `source`, `reference:NAME`, `system:NAME` or `documents` (the `.docs` file of mt-metrics-eval).
 * Where none names itself the source, the first that is nothing else does.
 */
export function rolesOf(fileNames: readonly string[]): Readonly<Record<string, string>> {
  const taken = new Set<string>();
  const unique = (role: string): string => {
    let name = role;
    for (let n = 2; taken.has(name); n++) name = `${role}-${n}`;
    taken.add(name);
    return name;
  };
  const hasSource = fileNames.some((name) => SOURCE.test(titleOf(name)));
  let isSourceFound = false;
  const roles = fileNames.map((fileName) => {
    const title = stem(fileName);
    const isSource = SOURCE.test(titleOf(fileName));
    if (isSource && !isSourceFound) {
      isSourceFound = true;
      return [fileName, 'source'] as const;
    }
    if (DOCUMENTS.test(titleOf(fileName))) return [fileName, unique('documents')] as const;
    const letter = REFERENCE_LETTER.exec(title)?.[1];
    if (letter !== undefined) return [fileName, unique(`reference:${letter}`)] as const;
    const reference = REFERENCE.exec(title);
    if (reference) return [fileName, unique(`reference:ref${reference[1] ?? ''}`)] as const;
    if (!hasSource && !isSourceFound) {
      isSourceFound = true;
      return [fileName, 'source'] as const;
    }
    return [fileName, unique(`system:${SYSTEM.exec(title)?.[1] ?? title}`)] as const;
  });
  return Object.fromEntries(roles);
}
