import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** The only statement of the law of the floors: who may import whom. */
const MAY_IMPORT = {
  core: [],
  stats: [],
  tokenizers: [],
  formats: ['core'],
  metrics: ['core', 'stats', 'tokenizers'],
  checks: ['core'],
  plots: ['core', 'stats'],
  inference: ['core', 'stats', 'tokenizers'],
  storage: ['core'],
  workers: ['core', 'stats', 'tokenizers', 'formats', 'metrics', 'checks', 'inference', 'storage'],
  state: ['core', 'stats', 'formats', 'metrics', 'checks', 'plots', 'storage', 'workers'],
  ui: ['core', 'plots', 'state'],
};

/** @type {import('eslint').Linter.Config[]} */
const floors = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  files: [`src/${folder}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^#(?!(${[folder, ...allowed].join('|')})/)`,
            message: `${folder} may import only: ${[folder, ...allowed].join(', ')}.`,
          },
          { regex: '^\\.\\./', message: 'Across folders, import by #folder/file.' },
        ],
      },
    ],
  },
}));

const noBarrels = {
  selector: 'ExportAllDeclaration, ExportNamedDeclaration[source]',
  message: 'Import from the file that defines it.',
};
const noLiterals = [
  { selector: ':not(SvelteStyleElement, SvelteScriptElement) > SvelteText[value=/\\p{L}/u]', message: 'Interface words live in ui/text.' },
  {
    selector: 'SvelteAttribute[key.name=/^(title|aria-label|aria-description|placeholder|alt|label)$/] > SvelteLiteral[value=/\\p{L}/u]',
    message: 'Interface words live in ui/text.',
  },
  { selector: 'SvelteAttribute[key.name="style"]', message: 'The policy forbids style attributes: use a class or style:prop.' },
];

export default ts.config(
  { ignores: ['dist', 'node_modules', '.cache', 'public'] },
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.worker, ...globals.node },
      parserOptions: {
        projectService: true,
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: { 'svelte/no-at-html-tags': 'error', 'svelte/no-navigation-without-resolve': 'off', 'svelte/prefer-svelte-reactivity': 'off' }, // hash routes need no resolver; plain Maps are values here
  },
  { files: ['src/ui/parts/Figure.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } }, // our own SVG text is drawn here and nowhere else
  ...floors,
  { files: ['src/**/*.ts'], rules: { 'no-restricted-syntax': ['error', noBarrels] } },
  { files: ['src/**/*.svelte'], rules: { 'no-restricted-syntax': ['error', noBarrels, ...noLiterals] } },
  {
    files: ['tests/**', '*.js', '*.ts', 'models/**'],
    rules: {
      'no-console': 'off', // the runners print
      '@typescript-eslint/no-unsafe-assignment': 'off', // golden files and page.evaluate results are checked by the assertions themselves
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
);
