import type { Project } from '#core/segment.ts';
import type { Translator } from '#inference/translator.ts';
import type { VocabularyCut } from '#inference/vocabulary-cut.ts';
import type { OpenedTranslator } from '#workers/inference-run.ts';
import { codesOf, translateTexts } from '#workers/inference-translate.ts';

/** Segments that are translated both ways, so that a cut is never believed unseen. */
const CHECKED = 20;

/** What a cut of the vocabulary changed, as far as it was checked. */
export interface CutReport {
  /** Tokens that the model may write, and how many it has. */
  readonly kept: number;
  readonly of: number;
  /** Segments translated with the cut and without it, and how many of them came out token for token the same. */
  readonly checked: number;
  readonly same: number;
}

/** Puts part of the vocabulary in place of the whole. */
export type Recut = (cut: VocabularyCut) => Promise<Translator>;

/** The model with the part of its vocabulary that the project's sources are likely to need; the first segments are translated before and after. */
export async function cutForProject(
  { db, translator }: OpenedTranslator,
  project: Project,
  beams: number,
  recut: Recut,
  signal: AbortSignal,
): Promise<{ readonly translator: Translator; readonly report: CutReport }> {
  const sources: string[] = [];
  for (const { id } of await db.documents.where('projectId').equals(project.id).sortBy('order')) {
    for (const { source } of await db.segments.where('documentId').equals(id).sortBy('index'))
      if (source.trim() !== '') sources.push(source);
  }
  const cut = translator.cutFor(sources, project.targetLang, codesOf(translator, sources, project));
  const checked = sources.slice(0, CHECKED);
  const { sourceLang, targetLang } = project;
  const options = { sourceLang, targetLang, beams };
  const whole = await translateTexts(translator, checked, options, signal);
  const part = await recut(cut);
  const made = await translateTexts(part, checked, options, signal);
  const same = made.filter(({ ids }, i) => ids.join() === whole[i]?.ids.join()).length;
  return { translator: part, report: { kept: cut.kept.length, of: cut.of, checked: checked.length, same } };
}

/** What was found, in words for the Run record. */
export function describeCheck({ checked, same }: CutReport): string {
  return `checked ${checked} segments, ${same} the same without the cut`;
}
