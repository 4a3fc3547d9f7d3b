/** Where a model can compute. Only one of them ever lives in one worker. */
export const BACKENDS = ['wasm', 'webgpu'] as const;
export type Backend = (typeof BACKENDS)[number];

/** `auto` lets the app choose; the others are the person's wish, granted or refused with a Failure, never replaced in silence. */
export type BackendWish = Backend | 'auto';
