/** MQM: spans with category and severity. ESA: spans with severity, then a score from 0 to 100 (Kocmi et al. 2024). */
export const PROTOCOLS = ['MQM', 'ESA'] as const;
export type ProtocolId = (typeof PROTOCOLS)[number];

/** The four ESA anchors on the 0-100 scale; their words are in `ui/text`. */
export const ESA_ANCHORS = [0, 33, 66, 100] as const;

/** The scale's name in `Annotation.scores`. */
export const ESA_SCALE = 'ESA';
