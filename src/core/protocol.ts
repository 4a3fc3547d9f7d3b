/**
 * How translations are judged. MQM: spans with category and severity. ESA: spans with severity, then a score from 0 to 100 (Kocmi et al. 2024). DA: such a score alone, on a slider with
 * the ticks and anchors that WMT has given it since 2022 (there "DA+SQM"). SQM: one of seven points that words describe (pSQM, Freitag et al. 2021).
 */
export const PROTOCOLS = ['MQM', 'ESA', 'DA', 'SQM'] as const;
export type ProtocolId = (typeof PROTOCOLS)[number];

/** On which a translation is scored from 0 to `most`. Its id is the protocol's, and its name in `Annotation.scores`. */
export interface Scale {
  readonly id: Exclude<ProtocolId, 'MQM'>;
  readonly most: number;
  /** Where words in `ui/text` say what a score means. */
  readonly anchors: readonly number[];
  /** Whether scores are the whole numbers at the anchors and nothing between. */
  readonly isStepped: boolean;
  /** Parts that ticks on the slider divide it into; 0: it has none. */
  readonly ticks: number;
}

export const ESA_SCALE: Scale = { id: 'ESA', most: 100, anchors: [0, 33, 66, 100], isStepped: false, ticks: 0 };
export const DA_SCALE: Scale = { id: 'DA', most: 100, anchors: [0, 33, 67, 100], isStepped: false, ticks: 6 };
export const SQM_SCALE: Scale = { id: 'SQM', most: 6, anchors: [0, 1, 2, 3, 4, 5, 6], isStepped: true, ticks: 0 };

/** In the order in which they are shown. */
export const SCALES = [ESA_SCALE, DA_SCALE, SQM_SCALE] as const;

/** Whether a score may be given on the scale. Between a stepped scale's points lie the means of several people's. */
export function isOnScale({ most }: Scale, score: number): boolean {
  return score >= 0 && score <= most;
}

export function scalesOf(protocols: readonly ProtocolId[]): readonly Scale[] {
  return SCALES.filter(({ id }) => protocols.includes(id));
}
