import { Failure } from '#core/failure.ts';
import type { LanguageCodes } from '#tokenizers/translation-tokenizer.ts';
import type { BatchLimits } from '#inference/batch-plan.ts';
import { joinParts, planParts } from '#inference/fit.ts';
import { sourceCode, targetCode } from '#inference/target-code.ts';
import type { Translator } from '#inference/translator.ts';

/** A translated text. */
export interface Translation {
  readonly text: string;
  /** Target tokens with the natural log of each one's probability: nearer to 0 is surer. None for a blank text. */
  readonly ids: readonly number[];
  readonly logProbs: readonly number[];
  /** What its search ranked it by (`Row.score`); of a text that was translated in parts, their sum. */
  readonly score: number;
  /** False where the model's length limit cut it. */
  readonly ended: boolean;
}

export interface Languages {
  readonly sourceLang: string;
  readonly targetLang: string;
}

/** How texts are to be translated. */
export interface TranslateOptions extends Languages {
  /** Hypotheses kept at each step; 1 or none is greedy. */
  readonly beams?: number;
  /** How many are translated at once, where it is not what is usual for so many beams. */
  readonly limits?: BatchLimits;
}

/**
 * The texts in the other language, in the order given. Blank ones stay empty; one that is too long for the model is translated in parts (`planParts`). A code for the target language is put before each where the model needs one and the text has none.
 */
export async function translateTexts(
  translator: Translator,
  texts: readonly string[],
  options: TranslateOptions,
  signal: AbortSignal,
): Promise<readonly Translation[]> {
  const codes = codesOf(translator, texts, options);
  const prepared = texts.map((text) => prepare(translator, text, options.sourceLang, codes));
  const parts = prepared.flat();
  const made: Translation[] = [];
  const { beams = 1, limits } = options;
  for await (const row of translator.generate(parts, { signal, beams, languages: codes, ...(limits ? { limits } : {}) })) {
    if (row.problem) throw new Failure(row.problem.code, row.problem.values);
    made[row.index] = { text: row.text, ids: row.ids, logProbs: row.logProbs, score: row.score, ended: row.ended };
  }
  let at = 0;
  return prepared.map((own) => {
    const rows = made.slice(at, at + own.length);
    at += own.length;
    return joined(rows, options.targetLang);
  });
}

/** A code in front of a text that chooses the target by itself, as Marian models with several targets have it. */
function ownCode(translator: Translator, text: string): string | undefined {
  return translator.targetCodes.find((code) => code.startsWith('>>') && text.startsWith(code));
}

/** The model's codes for the languages; a target that every text names itself need not be known. */
export function codesOf(translator: Translator, texts: readonly string[], { sourceLang, targetLang }: Languages): LanguageCodes {
  const isChosen = texts.every((text) => text.trim() === '' || ownCode(translator, text) !== undefined);
  const source = sourceCode(translator.sourceCodes, sourceLang);
  const target = isChosen ? undefined : targetCode(translator.targetCodes, targetLang);
  return { ...(source === undefined ? {} : { source }), ...(target === undefined ? {} : { target }) };
}

/** What goes to the model for a text: one part, none for a blank text, several for a long one, each with the code that the text begins with. */
function prepare(translator: Translator, text: string, sourceLang: string, codes: LanguageCodes): readonly string[] {
  if (text.trim() === '') return [];
  const own = ownCode(translator, text) ?? '';
  const tokensOf = (part: string): number => translator.lengths([own + part], codes)[0] ?? 0;
  return planParts(text.slice(own.length), sourceLang, tokensOf, translator).map((part) => own + part);
}

function joined(rows: readonly Translation[], targetLang: string): Translation {
  return {
    text: joinParts(
      rows.map((row) => row.text),
      targetLang,
    ),
    ids: rows.flatMap((row) => row.ids),
    logProbs: rows.flatMap((row) => row.logProbs),
    score: rows.reduce((sum, row) => sum + row.score, 0),
    ended: rows.every((row) => row.ended),
  };
}
