import { Failure } from '#core/failure.ts';

/** One of a model's JSON files; what its fields hold is checked where they are read. */
export type Json = Readonly<Record<string, unknown>>;

/** The text as a JSON object; a Failure that names the file otherwise. */
export function parseJsonObject(file: string, text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Failure('model/bad-json', { file }, { cause });
  }
  if (!isJson(value)) throw new Failure('model/bad-json', { file });
  return value;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function whole(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw new Failure('model/bad-config', { name, value: JSON.stringify(value) ?? 'nothing' });
  }
  return value;
}

/** One whole number, or a list of them. */
export function wholes(name: string, value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map((each) => whole(name, each)) : [whole(name, value)];
}
