import { Failure } from '#core/failure.ts';
import type { T5Files } from '#tokenizers/t5.ts';
import type { LanguageCodes } from '#tokenizers/translation-tokenizer.ts';
import type { Json } from '#inference/model-json.ts';
import { isJson } from '#inference/model-json.ts';

interface Task {
  readonly source: string;
  readonly target: string;
  readonly prefix: string;
}

/** What a T5's settings say of its tokenizer: how it cuts a text's first word, and the words that ask for a translation. */
export function t5Settings(config: Json, tokenizerConfig: Json): Omit<T5Files, 'file'> {
  const tasks = translationTasks(config);
  const unique = (codes: readonly string[]): readonly string[] => [...new Set(codes)];
  return {
    isLegacy: tokenizerConfig.legacy !== false,
    sourceCodes: unique(tasks.map(({ source }) => source)),
    targetCodes: unique(tasks.map(({ target }) => target)),
    prefix: (languages) => prefixOf(config, tasks, languages),
  };
}

/** What a T5 was taught: `task_specific_params.translation_en_to_de`, with the words that ask for it. */
function translationTasks(config: Json): readonly Task[] {
  const all = isJson(config.task_specific_params) ? config.task_specific_params : {};
  return Object.entries(all).flatMap(([name, task]) => {
    const [, source, target] = /^translation_(\w+?)_to_(\w+)$/u.exec(name) ?? [];
    if (source === undefined || target === undefined || !isJson(task)) return [];
    return [{ source, target, prefix: typeof task.prefix === 'string' ? task.prefix : '' }];
  });
}

function prefixOf(config: Json, tasks: readonly Task[], { source = '', target = '' }: LanguageCodes): string {
  if (tasks.length === 0) return typeof config.prefix === 'string' ? config.prefix : '';
  const task = tasks.find((one) => one.source === source && one.target === target);
  const codes = tasks.map((one) => `${one.source}→${one.target}`).join(' ');
  if (!task) throw new Failure('model/no-such-target', { language: `${target} (from ${source})`, codes });
  return task.prefix;
}
