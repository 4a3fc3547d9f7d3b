/** What the front matter of a model's README.md says. */
export interface ModelCard {
  readonly license?: string;
  readonly languages: readonly string[];
}

/**
 * Reads `license` and `language` from the YAML front matter of a Hugging Face model card: plain scalars, lists in brackets and lists by dashes.
 * Anything else there is passed over.
 */
export function readCard(readme: string): ModelCard {
  const lines = readme.replaceAll('\r\n', '\n').split('\n');
  if (lines[0]?.trim() !== '---') return { languages: [] };
  const end = lines.indexOf('---', 1);
  const values = new Map<string, string[]>();
  let key = '';
  for (const line of end < 0 ? [] : lines.slice(1, end)) {
    const item = /^\s*-\s+(.*)$/u.exec(line)?.[1];
    if (item !== undefined) values.get(key)?.push(scalar(item));
    const entry = /^([A-Za-z_]+):\s*(.*)$/u.exec(line);
    if (!entry) continue;
    const [, name = '', rest = ''] = entry;
    key = name;
    const inner = /^\[(.*)\]$/u.exec(rest.trim())?.[1];
    values.set(key, inner === undefined ? [scalar(rest)].filter(Boolean) : inner.split(',').map(scalar).filter(Boolean));
  }
  const license = values.get('license')?.[0];
  return { ...(license === undefined ? {} : { license }), languages: values.get('language') ?? [] };
}

function scalar(text: string): string {
  return text.trim().replace(/^(['"])(.*)\1$/u, '$2');
}
