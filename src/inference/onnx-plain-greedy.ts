import type { Hypothesis } from '#inference/beam-search.ts';
import { choose, lengthScore } from '#inference/decoding.ts';
import type { Decoder, Encoded } from '#inference/onnx-decoder.ts';
import type { GreedyPlan } from '#inference/onnx-greedy.ts';
import { floats } from '#inference/onnx-tensors.ts';
import { Turns } from '#inference/turn.ts';

interface PlainRow {
  /** Of its text in the batch. */
  readonly place: number;
  readonly sourceIds: readonly number[];
  readonly ids: number[];
  readonly logProbs: number[];
  sum: number;
}

/** Greedy search, one step a run, with every token's score looked at: for rules that look back at what was chosen. Rows come as they end. */
export async function* searchPlainly(
  decoder: Decoder,
  encoded: Encoded,
  sources: readonly (readonly number[])[],
  { rules, maxLength, signal }: GreedyPlan,
): AsyncIterable<Hypothesis & { readonly place: number }> {
  const turns = new Turns();
  let rows: (PlainRow | undefined)[] = sources.map((sourceIds, place) => ({ place, sourceIds, ids: [], logProbs: [], sum: 0 }));
  let logits = await decoder.start(
    encoded,
    rows.map(() => [rules.startId]),
  );
  for (;;) {
    const [, , size = 0] = logits.dims;
    const data = floats(logits);
    for (const [i, row] of rows.entries()) {
      if (!row) continue;
      const { place, sourceIds, ids, logProbs } = row;
      const { id, logProb, gain } = choose(data.subarray(i * size, (i + 1) * size), rules, { ids, sourceIds, maxLength });
      ids.push(id);
      logProbs.push(logProb);
      row.sum += gain;
      const ended = rules.endIds.includes(id);
      if (!ended && ids.length + 1 < maxLength) continue;
      rows[i] = undefined;
      yield { place, ids, logProbs, score: lengthScore(row.sum, ids.length, rules.lengthPenalty), ended };
    }
    const live = rows.flatMap((row, i) => (row ? [i] : []));
    if (live.length === 0) return;
    if (live.length <= rows.length / 2 && decoder.keep(live)) rows = live.map((i) => rows[i]);
    await turns.take(signal);
    logits = await decoder.step(rows.map((row) => row?.ids.at(-1) ?? rules.padId));
  }
}
