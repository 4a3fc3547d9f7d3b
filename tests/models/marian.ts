import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';

/** A sentence with what `transformers` makes of it, greedily, in fp32. */
interface ExpectedRow {
  readonly source: string;
  readonly sourceIds: readonly number[];
  readonly ids: readonly number[];
  readonly logProbs: readonly number[];
  readonly text: string;
}

export interface Expected {
  readonly rows: readonly ExpectedRow[];
  readonly forced: readonly {
    readonly source: string;
    readonly target: string;
    readonly ids: readonly number[];
    readonly logProbs: readonly number[];
  }[];
  /** With `max_length` (the start token counts) set to `cappedLength`. */
  readonly cappedLength: number;
  readonly capped: readonly { readonly source: string; readonly ids: readonly number[] }[];
}

/** The folder of the Marian fixture, ready to be dropped: made by `make-marian.py`. */
export const MARIAN_FOLDER = join(import.meta.dirname, 'marian');

export function marianExpected(): Expected {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'marian-expected.json'), 'utf8')) as Expected; // written by make-marian.py
}

/** fp32 with a merged decoder (as in the folder), fp32 with two decoders, 8 bits, or fp32 with weights in files beside the graphs. */
export type MarianVariant = 'merged' | 'split' | 'quantized' | 'external';

/** The fixture's files by path, in one of its layouts. */
export function marianFiles(variant: MarianVariant = 'merged'): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const folder = new Map(readdirSync(MARIAN_FOLDER).map((name) => [name, new Uint8Array(readFileSync(join(MARIAN_FOLDER, name)))]));
  const archive = variant === 'external' ? 'marian-external.zip' : 'marian-variants.zip';
  const variants = new Map(Object.entries(unzipSync(readFileSync(join(import.meta.dirname, archive)))));
  const take = (...names: readonly string[]): void => {
    for (const name of names) folder.set(name, new Uint8Array(variants.get(name) ?? []));
  };
  if (variant === 'merged') return folder;
  if (variant === 'external') {
    take(...variants.keys());
    return folder;
  }
  folder.delete('decoder_model_merged.onnx');
  if (variant === 'split') take('decoder_model.onnx', 'decoder_with_past_model.onnx');
  else {
    folder.delete('encoder_model.onnx');
    take('encoder_model_quantized.onnx', 'decoder_model_merged_quantized.onnx');
  }
  return folder;
}
