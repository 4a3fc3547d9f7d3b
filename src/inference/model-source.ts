import type { Model } from '#core/model.ts';

/** A file of a model that a person brought: dropped, picked, or fetched from the app's own origin. */
export interface ModelSource {
  /** Path inside the dropped folder, `/` between the steps, such as `onnx/encoder_model.onnx`. */
  readonly path: string;
  readonly file: Blob;
}

/** What a model's own files say about it, before its bytes are stored; `paths` are the files it needs, the others are left behind. */
export interface Manifest extends Omit<Model, 'id' | 'addedAt' | 'files' | 'bytes'> {
  readonly paths: readonly string[];
}

/** Gives the bytes of one file of a stored model by its path in `Model.files`; rejects with a Failure where they are gone or damaged. */
export type ReadModelFile = (path: string) => Promise<Uint8Array<ArrayBuffer>>;

/** A file whose bytes are read piece by piece; what was read may be written over by the next reading. */
export interface ByteSource {
  readonly size: number;
  readonly read: (from: number, to: number) => Uint8Array<ArrayBuffer>;
  readonly close: () => void;
}

/** Opens one file of a stored model, all of its bytes checked; rejects as `ReadModelFile` does. */
export type OpenModelFile = (path: string) => Promise<ByteSource>;
