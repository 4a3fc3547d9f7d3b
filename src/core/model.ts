import type { FailureValues } from '#core/failure.ts';

/** One file of a stored model; its bytes rest in OPFS under `sha256`. */
export interface ModelFile {
  /** Path inside the model's folder, such as `onnx/encoder_model.onnx`. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A model on this device, as its own files describe it. */
export interface Model {
  /** SHA-256 (hex) over the sorted list of `path sha256`. */
  readonly id: string;
  readonly name: string;
  /** `none`: it loads and is listed, but Stet has no work for it; `noRole` says why. */
  readonly role: 'translator' | 'scorer' | 'none';
  /** A `Failure`'s code and values. */
  readonly noRole?: { readonly code: string; readonly values: FailureValues };
  readonly runtime: 'onnx' | 'tfjs';
  /** Such as `marian`, `layers-model`, `graph-model`. */
  readonly architecture: string;
  /** Such as `fp32`, `q8`. */
  readonly precision: string;
  readonly sourceLang?: string;
  readonly targetLang?: string;
  /** BCP 47 tags of the languages it can be told to read and write, in the model's order; absent where it has one. */
  readonly sourceLangs?: readonly string[];
  readonly targetLangs?: readonly string[];
  readonly license?: string;
  readonly bytes: number;
  readonly files: readonly ModelFile[];
  /** Input and output names with shapes, as shown to the person. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** For scorers: the features it asks for, by name, in order. */
  readonly features?: readonly string[];
  /** For scorers: whether a higher value means a better translation. */
  readonly higherIsBetter?: boolean;
  /** Epoch milliseconds. */
  readonly addedAt: number;
}
