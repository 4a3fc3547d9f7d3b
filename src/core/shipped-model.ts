import type { Model, ModelFile } from '#core/model.ts';

/** A figure that was measured, with what it was measured on. */
export interface ShippedFigure {
  /** Such as `BLEU`, `chrF2`, `Spearman`, `AUC`. */
  readonly metric: string;
  readonly value: number;
  /** What it was measured on, in words, such as `2,000 held-out Tatoeba pairs`. */
  readonly on: string;
  /** The signature of the tool, where it has one. */
  readonly signature?: string;
  /** The precision that was measured; absent where it holds for all. */
  readonly precision?: string;
}

/** One precision of a model that ships, as a choice of its files. */
export interface ShippedPrecision {
  /** Such as `q8`, `fp32`. */
  readonly precision: string;
  /** Paths in `files` that are loaded, and kept, for this precision: what the runtime reads and nothing else. */
  readonly files: readonly string[];
}

/** A model that comes with Stet, as its `manifest.json` describes it (docs/models.md). Its words are the model's own, in English. */
export interface ShippedManifest {
  readonly kind: 'translator' | 'scorer';
  readonly name: string;
  readonly runtime: Model['runtime'];
  readonly architecture: string;
  /** BCP 47; a translator has both, a scorer only where it is for one pair. */
  readonly sourceLang?: string;
  readonly targetLang?: string;
  readonly license: string;
  /** Whose data or weights it is made of, in the words their licence asks for. */
  readonly attribution: string;
  /** What it is and does, one or two sentences. */
  readonly summary: string;
  /** What it is bad at, a sentence each; never empty. */
  readonly weaknesses: readonly string[];
  readonly parameters?: number;
  readonly figures: readonly ShippedFigure[];
  /** The first is the one to take where nobody chooses. */
  readonly precisions: readonly ShippedPrecision[];
  /** Every file that ships, the card and those that Stet does not read among them. */
  readonly files: readonly ModelFile[];
  /** The card in plain words, one of `files`. */
  readonly card: string;
  /** For scorers: the name of the feature set, such as `stet-features-1`, or the features by name (docs/features.md). */
  readonly features?: string | readonly string[];
  readonly higherIsBetter?: boolean;
}

/** One precision of a shipped model as a person may load it. */
export interface ShippedChoice {
  readonly precision: string;
  /** `Model.id` of what it is once it is on this device. */
  readonly modelId: string;
  readonly bytes: number;
  readonly files: readonly ModelFile[];
}

/** A model that this build ships, ready to be shown and loaded. */
export interface ShippedModel extends Omit<ShippedManifest, 'precisions' | 'files' | 'card'> {
  /** Its folder under `models/`. */
  readonly folder: string;
  /** The card, in Markdown. */
  readonly card: string;
  readonly choices: readonly ShippedChoice[];
}
