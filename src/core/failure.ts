/** A value that a sentence in `ui/text` can name: never a sentence itself. */
export type FailureValues = Readonly<Record<string, string | number>>;

/**
 * Something that can go wrong and that the person can mend: a code such as `s3/denied` and the values its sentence needs.
 * The sentences live in `ui/text/<lang>`; `message` repeats code and values for logs and tests only.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: string;
  readonly values: FailureValues;

  constructor(code: string, values: FailureValues = {}, options?: { cause?: unknown }) {
    super(`${code} ${JSON.stringify(values)}`, options);
    this.code = code;
    this.values = values;
  }
}

/** A bad row of a file: collected and shown as a table, never thrown. `line` is 1-based; 0 where a file has no lines. */
export interface Issue {
  readonly file: string;
  readonly line: number;
  /** Such as `mqm-tsv/unbalanced-v`; the sentence is `ui/text`'s. */
  readonly code: string;
  readonly values: FailureValues;
}
