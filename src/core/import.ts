import type { Issue } from '#core/failure.ts';
import type { ProtocolId } from '#core/protocol.ts';

/** What the person said about files that do not say it themselves. Kept with the import, so that it can be read again. */
export interface ImportOptions {
  readonly name: string;
  readonly sourceLang: string;
  readonly targetLang: string;
  /** `format.id` of the reader. */
  readonly formatId: string;
  /** For tables: column index by role, such as `source`, `target`, `reference:refA`, `system:Borealis`, `document`, `segment`. */
  readonly columns?: Readonly<Record<string, number>>;
  /** For tables: whether the first row names the columns. */
  readonly header?: boolean;
  /** For plain text: the role of each file by name, such as `source`, `reference:refA`, `system:Borealis`. */
  readonly roles?: Readonly<Record<string, string>>;
  /** How the texts are to be judged, where the file does not say; MQM and ESA by default. */
  readonly protocols?: readonly ProtocolId[];
  /** MQM-Core by default. */
  readonly typologyId?: string;
}

/** A file that was read. Rows carry its project; readers ignore projects whose import is still `reading`, start-up deletes them. */
export interface Import {
  readonly id: string;
  readonly projectId: string;
  /** SHA-256 (hex) of each file's bytes, in the order given; the bytes rest in OPFS under that name. */
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
  readonly options: ImportOptions;
  readonly status: 'reading' | 'done';
  readonly rows: number;
  readonly issues: readonly Issue[];
  /** Epoch milliseconds. */
  readonly at: number;
  /** The import of the bundle that brought this row along: its own file is not kept on this device. */
  readonly via?: string;
}
