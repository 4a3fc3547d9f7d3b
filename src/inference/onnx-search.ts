import type { Hypothesis } from '#inference/beam-search.ts';
import { BeamSearch } from '#inference/beam-search.ts';
import type { GenerationRules } from '#inference/generation-rules.ts';
import type { Decoder, Encoded } from '#inference/onnx-decoder.ts';
import { floats } from '#inference/onnx-tensors.ts';
import { Turns } from '#inference/turn.ts';

interface SearchPlan {
  readonly rules: GenerationRules;
  readonly beams: number;
  /** Target tokens at most, the start token counted. */
  readonly maxLength: number;
  readonly signal: AbortSignal;
}

interface Found {
  /** Of its text in the batch. */
  readonly place: number;
  readonly hypothesis: Hypothesis;
}

/**
 * Beam search for a batch of encoded texts, all beams of all texts in one decoder batch. Each text is searched for itself: what a search finds does
 * not depend on the texts beside it. Texts that are done leave the batch at once.
 */
export async function* searchWithBeams(
  decoder: Decoder,
  encoded: Encoded,
  sources: readonly (readonly number[])[],
  { rules, beams, maxLength, signal }: SearchPlan,
): AsyncIterable<Found> {
  const turns = new Turns();
  let live = sources.map((ids, place) => ({ place, search: new BeamSearch(rules, beams, maxLength, ids) }));
  let logits = await decoder.start(
    encoded,
    sources.map(() => [rules.startId]),
  );
  let width = 1; // rows of the decoder a text has: one until its beams part
  for (;;) {
    const [, , size = 0] = logits.dims;
    const data = floats(logits);
    const rows: number[] = [];
    const next: typeof live = [];
    const found: Found[] = [];
    for (const [i, one] of live.entries()) {
      const rowOf = (beam: number): number => i * width + (width === 1 ? 0 : beam);
      one.search.advance((beam) => data.subarray(rowOf(beam) * size, (rowOf(beam) + 1) * size));
      if (one.search.isDone) {
        found.push({ place: one.place, hypothesis: one.search.best });
        continue;
      }
      next.push(one);
      rows.push(...one.search.parents.map(rowOf));
    }
    const isWithinTexts = width === beams && next.length === live.length;
    live = next;
    width = beams;
    yield* found;
    if (live.length === 0) return;
    await turns.take(signal);
    if (!isWithinTexts || rows.some((row, i) => row !== i)) await decoder.rearrange(rows, isWithinTexts);
    logits = await decoder.step(live.flatMap(({ search }) => search.lastIds));
  }
}
