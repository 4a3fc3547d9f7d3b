import { Failure } from '#core/failure.ts';
import { fitParts, joinParts } from '#inference/fit.ts';
import { targetCode } from '#inference/target-code.ts';
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
}

/**
 * The texts in the other language, in the order given. Blank ones stay empty; one that is longer than the model can read is translated sentence
 * by sentence. A code for the target language is put before each where the model needs one and the text has none.
 */
export async function translateTexts(
  translator: Translator,
  texts: readonly string[],
  options: TranslateOptions,
  signal: AbortSignal,
): Promise<readonly Translation[]> {
  const prepared = texts.map((text) => prepare(translator, text, options));
  const parts = prepared.flat();
  const made: Translation[] = [];
  for await (const row of translator.generate(parts, { signal, beams: options.beams ?? 1 })) {
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

/** What goes to the model for a text: one part, none for a blank text, several for a long one. */
function prepare(translator: Translator, text: string, { sourceLang, targetLang }: Languages): readonly string[] {
  if (text.trim() === '') return [];
  const own = translator.codes.find((code) => text.startsWith(code));
  const code = own ?? targetCode(translator.codes, targetLang);
  const fits = (part: string): boolean => (translator.lengths([code + part])[0] ?? 0) <= translator.maxSource;
  return fitParts(own === undefined ? text : text.slice(own.length), sourceLang, fits).map((part) => code + part);
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
