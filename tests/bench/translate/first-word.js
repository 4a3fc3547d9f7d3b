const TURNS = 7;

/**
 * How long a person waits for the first word of a stored model: from the start of a worker to the first token, and the same over what reading the files and
 * creating the sessions take. Ends with the worker of the last turn, its model open.
 * @param {{ worker: import('../../harness/inference.ts').InferenceWorker, id: string, isQuick: boolean, report: (figure: { name: string, value: number, unit: string, against?: string }) => void }} bench
 */
export async function firstWord({ worker, id, isQuick, report }) {
  /** @type {{ milliseconds: number, opening: number }[]} */
  const turns = [];
  for (let turn = 0; turn < (isQuick ? 1 : TURNS); turn++) turns.push(await worker.firstWord(id));
  report({
    name: 'translate.first_word_ms',
    value: median(turns.map(({ milliseconds }) => milliseconds)),
    unit: 'ms from the worker’s start',
  });
  const ratios = turns.map(({ milliseconds, opening }) => milliseconds / opening);
  report({ name: 'translate.first_word_over_open', value: median(ratios), unit: 'times', against: 'at most 1.5' });
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
