import { Failure } from '#core/failure.ts';
import type { Translator } from '#inference/translator.ts';
import type { TranslateOptions, Translation } from '#workers/inference-translate.ts';
import { translateTexts } from '#workers/inference-translate.ts';

/** A stretch of a translation, and how probable its tokens were. */
export interface TriedPiece {
  readonly text: string;
  /** Natural log of the probability of the least probable of its tokens. */
  readonly logProb: number;
}

export interface Tried extends Translation {
  /** The translation cut where its tokens meet; what several tokens write together is one piece. Joined they are the text. */
  readonly pieces: readonly TriedPiece[];
}

/** One text, translated for a person to look at. */
export async function tryText(translator: Translator, text: string, options: TranslateOptions, signal: AbortSignal): Promise<Tried> {
  const [made] = await translateTexts(translator, [text], options, signal);
  if (!made) throw new Failure('model/missing-output', { name: 'sequences' });
  return { ...made, pieces: piecesOf(translator, made) };
}

/** What each token adds to the text. A character of several tokens, or spaces that a later token settles, belong to the token that completes them. */
function piecesOf(translator: Translator, { text, ids, logProbs }: Translation): readonly TriedPiece[] {
  const pieces: TriedPiece[] = [];
  let done = '';
  let least = 0;
  for (const [i, logProb] of logProbs.entries()) {
    least = Math.min(least, logProb);
    const sofar = translator.decode(ids.slice(0, i + 1));
    const isStable = sofar.length > done.length && sofar.startsWith(done) && text.startsWith(sofar);
    if (!isStable) continue;
    pieces.push({ text: sofar.slice(done.length), logProb: least });
    done = sofar;
    least = 0;
  }
  const rest = text.slice(done.length);
  return rest === '' ? pieces : [...pieces, { text: rest, logProb: least }];
}
