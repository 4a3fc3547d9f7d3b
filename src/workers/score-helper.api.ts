import type { TextMetricSettings } from '#core/score-settings.ts';
import { needsPieces } from '#core/score-settings.ts';
import type { TextMeasure } from '#metrics/table.ts';
import { textMeasure } from '#metrics/table.ts';
import type { PackedColumns } from '#stats/packed-columns.ts';
import type { Draw, Stretch } from '#stats/resampling.ts';
import { LANES, Resamples, resampledSums } from '#stats/resampling.ts';
import type { Call } from '#workers/rpc.ts';
import { Pace, paced } from '#workers/score-pace.ts';
import { ScorePieces } from '#workers/score-pieces.ts';
import type { Rows } from '#workers/score-statistics.ts';
import { countTexts } from '#workers/score-statistics.ts';

/** A metric as the project asks for it. */
export interface MeasureKey {
  readonly settings: TextMetricSettings;
  readonly language: string;
}

/** Some segments and how systems translate them. */
export interface TextPiece {
  /** By segment. */
  readonly references: readonly (readonly string[])[];
  /** By system, then by segment; null where not translated. */
  readonly targets: readonly (readonly (string | null)[])[];
}

const pieces = new ScorePieces();
const measures = new Map<string, TextMeasure>();

async function measureOf({ settings, language }: MeasureKey): Promise<TextMeasure> {
  const key = JSON.stringify([language, settings]);
  const known = measures.get(key);
  if (known) return known;
  const model = settings.kind === 'BLEU' && needsPieces(settings.tokenize) ? await pieces.of(settings.tokenize) : undefined;
  const made = textMeasure(settings, { language, ...(model ? { pieces: model } : {}) });
  measures.set(key, made);
  return made;
}

/** What the score worker lets other workers do: the same functions that it calls itself. */
export const scoreHelperApi = {
  /** Rows of each piece, by system. */
  count: async (key: MeasureKey, texts: readonly TextPiece[]): Promise<readonly (readonly Rows[])[]> => {
    const { corpus } = await measureOf(key);
    return texts.map(({ references, targets }) => countTexts(corpus, references, targets));
  },

  /** Sums of all columns in each resample of a stretch; progress is how many resamples have been summed. */
  sum: async (columns: PackedColumns, draw: Draw, stretch: Stretch, call: Call<number>): Promise<Float64Array> => {
    const pace = new Pace({
      signal: call.signal,
      progress: ({ done }) => {
        call.progress(done);
      },
    });
    pace.expect(stretch.to - stretch.from);
    return paced(resampledSums(columns, new Resamples(draw), stretch), pace, LANES);
  },
};
