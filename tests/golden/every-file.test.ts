import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SHARED } from '../shared.ts';
import { GOLDEN_FILES } from './golden-file.ts';

describe.skipIf(SHARED === undefined)('the golden numbers', () => {
  it('are all held by a test here that settles its files', () => {
    const files = readdirSync(join(SHARED ?? '', 'golden', 'metrics'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.json(\.gz)?$/.test(path) && !path.startsWith('inputs'))
      .sort();
    expect(Object.keys(GOLDEN_FILES).sort()).toEqual(files);
    for (const [path, test] of Object.entries(GOLDEN_FILES)) {
      const source = readFileSync(join(import.meta.dirname, `${test}.test.ts`), 'utf8');
      expect(source.split('new GoldenFile').length).toBe(source.split('.settle(').length);
      // A test over several language pairs names the pair, any other the file.
      const pair = path.replace(/^sacrebleu\/(significance-)?/, '').replace(/\.json(\.gz)?$/, '');
      expect(source.includes(`'${path}'`) || source.includes(`'${pair}'`), path).toBe(true);
    }
  });
});
