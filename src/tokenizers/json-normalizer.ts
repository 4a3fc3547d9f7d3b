import { decodeBase64 } from '#tokenizers/base64.ts';
import type { NormalizerSpec } from '#tokenizers/spm-file.ts';
import { SPACE_MARK, SpmNormalizer } from '#tokenizers/spm-normalizer.ts';
import { decodeUtf8 } from '#tokenizers/utf8.ts';

type Json = Readonly<Record<string, unknown>>;

/** One step of a tokenizer.json's normalizer: text in, text out. */
type Step = (text: string) => string;

/** How a tokenizer.json makes of text what its pieces were made of. */
export interface JsonNormalizer {
  /** The steps one by one, as the file lists them. */
  readonly steps: readonly Step[];
  /** Whether the words that the pre-tokenizer cuts begin with the mark: always, only at the start of the text, or as the text has it. */
  readonly prefix: 'always' | 'first' | 'never';
  /** Whether the pre-tokenizer cuts at white space and drops it, and whether it cuts before each mark. */
  readonly dropsWhitespace: boolean;
  readonly cutsAtMarks: boolean;
  /** What SentencePiece itself would be told: files of these models are made from a SentencePiece file. */
  readonly spec: NormalizerSpec;
  /** False where the rules of the SentencePiece file were left out of this one. */
  readonly hasRules: boolean;
}

/** Reads `normalizer` and `pre_tokenizer`; a RangeError for a step that no model made from a SentencePiece file has. */
export function readNormalizer(normalizer: unknown, preTokenizer: unknown): JsonNormalizer {
  let charsmap: Uint8Array = new Uint8Array(0);
  let hasRules = true;
  let hasPrefix = false;
  let removesExtra = false;
  const steps: Step[] = [];
  for (const step of flat(normalizer, 'normalizers')) {
    if (step.type === 'Precompiled') {
      charsmap = decodeBase64(typeof step.precompiled_charsmap === 'string' ? step.precompiled_charsmap : '');
      if (charsmap.length === 0) hasRules = false;
      else steps.push(byRules(charsmap));
    } else if (step.type === 'Prepend' && typeof step.prepend === 'string') {
      const mark = step.prepend;
      hasPrefix ||= mark === SPACE_MARK;
      steps.push((text) => (text === '' ? '' : mark + text));
    } else if (step.type === 'Strip') {
      removesExtra ||= step.strip_right !== false;
      const left = step.strip_left !== false;
      const right = step.strip_right !== false;
      steps.push((text) => (left && right ? text.trim() : left ? text.trimStart() : right ? text.trimEnd() : text));
    } else if (step.type === 'Replace' && typeof step.content === 'string') {
      const { content } = step;
      const pattern = patternOf(step.pattern);
      removesExtra ||= pattern instanceof RegExp;
      steps.push((text) => text.replaceAll(pattern, () => content));
    } else throw new RangeError(`its normalizer has the step ${String(step.type)}, which Stet does not know`);
  }
  let prefix: JsonNormalizer['prefix'] = 'never';
  let dropsWhitespace = false;
  let cutsAtMarks = false;
  for (const step of flat(preTokenizer, 'pretokenizers')) {
    if (step.type === 'WhitespaceSplit') dropsWhitespace = true;
    else if (step.type === 'Metaspace' && (step.replacement ?? SPACE_MARK) === SPACE_MARK) {
      prefix = prefixOf(step);
      cutsAtMarks = step.split !== false;
    } else throw new RangeError(`its pre-tokenizer has the step ${String(step.type)}, which Stet does not know`);
  }
  const spec = {
    charsmap,
    addDummyPrefix: hasPrefix || prefix !== 'never',
    removeExtraWhitespaces: removesExtra || dropsWhitespace,
    escapeWhitespaces: true,
  };
  return { steps, prefix, dropsWhitespace, cutsAtMarks, spec, hasRules };
}

/** The steps of a `Sequence`, or the one that stands alone. */
function flat(part: unknown, list: string): readonly Json[] {
  if (!isJson(part)) return [];
  const inner = part[list];
  return part.type === 'Sequence' && Array.isArray(inner) ? inner.flatMap((one) => flat(one, list)) : [part];
}

/** SentencePiece's own rules. The library `tokenizers` applies them to whole graphemes and takes the shortest, so that it differs on rare sequences. */
function byRules(charsmap: Uint8Array): Step {
  const rules = new SpmNormalizer({ charsmap, addDummyPrefix: false, removeExtraWhitespaces: false, escapeWhitespaces: false }, false);
  return (text) => decodeUtf8(rules.normalize(text));
}

function patternOf(pattern: unknown): string | RegExp {
  if (isJson(pattern) && typeof pattern.String === 'string') return pattern.String;
  if (isJson(pattern) && pattern.Regex === ' {2,}') return / {2,}/gu;
  throw new RangeError(`its normalizer replaces ${JSON.stringify(pattern)}, which Stet does not know`);
}

function prefixOf(metaspace: Json): JsonNormalizer['prefix'] {
  const { prepend_scheme: scheme, add_prefix_space: addsSpace } = metaspace;
  if (scheme === 'always' || scheme === 'first' || scheme === 'never') return scheme;
  return addsSpace === false ? 'never' : 'always';
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
