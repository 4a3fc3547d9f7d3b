/** A JSON object; undefined for anything else, also for text that is no JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function parseObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

export function asObject(value: unknown): JsonObject | undefined {
  // An object that is no array has string keys and unknown values.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The entries of an object whose values are texts. */
export function textEntries(value: unknown): readonly (readonly [string, string])[] {
  return Object.entries(asObject(value) ?? {}).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : []));
}

/** The entries of an object whose values are numbers. */
export function numberEntries(value: unknown): readonly (readonly [string, number])[] {
  return Object.entries(asObject(value) ?? {}).flatMap(([key, number]) => {
    const found = asNumber(number);
    return found === undefined ? [] : [[key, found] as const];
  });
}
