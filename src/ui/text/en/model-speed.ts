/** Of the Models page: how fast a model is here, on what it runs and why, and translations beside each other. */
export const modelSpeed = {
  // what it runs on
  setup: (backend: string, threads: string, workers: number) =>
    workers > 1 ? `${backend} · ${workers} workers, ${threads} each` : [backend, threads].filter(Boolean).join(' · '),
  letStet: 'Let Stet choose',
  manyOn: (setup: string) => `It runs on ${setup}: measured fastest for many texts here.`,
  manyAsked: (setup: string) => `It runs on ${setup}, as you chose above.`,
  measuresFirst: 'What is fastest on this device is measured first; it takes some seconds.',
  measuringFirst: 'Measuring what is fastest on this device…',

  // part of the vocabulary
  cut: 'Write only tokens that this project is likely to need',
  cutWhat:
    'Faster where a model’s vocabulary is for several languages, but another system: what needs another token comes out otherwise. Kept are the target’s own pieces in the script of its language, and the tokens of the project’s sources; references don’t help. The first 20 segments are translated both ways, and what differs is said here and in the run’s record.',
  cutTo: (kept: string, of: string, share: string) => `It wrote with ${kept} of the model’s ${of} tokens (${share}).`,
  cutChecked: (same: number, checked: number) =>
    same === checked
      ? `All ${checked} checked segments are the same without the cut.`
      : `${same} of ${checked} checked segments are the same without the cut.`,

  // how fast
  title: 'How fast is it here?',
  notYet: 'Not measured on this device yet. It takes some seconds, and nothing leaves the device.',
  comparedOnly: 'Only the ways to run it were compared, before a project was translated.',
  measure: 'Measure',
  measureAgain: 'Measure again',
  measureCommand: 'Measure how fast the model is here',
  busy: 'The model is at work. Measure when it is done: both would be slow.',
  stop: 'Stop',
  step: (done: string, total: string) => `${done} of ${total} ways to run it measured`,
  stopped: 'Stopped. What was measured before is kept.',
  failed: 'It could not be measured:',
  measuredAt: (date: string) => `Measured on ${date}`,
  seconds: (seconds: string) => `${seconds} s`,
  milliseconds: (ms: string) => `${ms} ms`,
  firstWord: 'to first word, from this device’s store',
  firstWordParts: (read: string, create: string) => `${read} reading and checking the files, ${create} starting the model`,
  oneSentence: 'tokens/s, one sentence',
  batchOf: (rows: number) => `tokens/s, batch of ${rows}`,
  peak: 'memory at peak (WASM heap)',
  byBatch: (sizes: string) => `tokens/s by batch size ${sizes}`,
  compared: 'Ways to run it here',
  way: 'Runs on',
  one: 'One text, tokens/s',
  many: (rows: number) => `${rows} texts, tokens/s`,
  use: 'Chosen for',
  useOne: 'one sentence',
  useMany: 'projects',
  useBoth: 'one sentence and projects',
  margin: 'More threads, workers or a graphics card are chosen only where they are clearly faster. “Runs on” above overrides it.',
  onlyOne: 'One thread is all there is here: this page is not cross-origin isolated, or the device has one core.',
  copyTable: 'Copy as a table',
  copied: 'Copied',

  // side by side
  compareWith: 'Beside it',
  compareFull: (most: number) => `${most} models at most stand beside each other.`,
  stopTrying: 'Stop',
  waiting: 'Waits for its turn',
  running: 'Translating…',
  wasStopped: 'Stopped.',
  copy: 'Copy',
  copyOf: (model: string) => `Copy the translation of ${model}`,
  show: 'Show',
  shows: { plain: 'the text alone', doubt: 'where the model is unsure', differences: 'differences in words' },
  differsFrom: (model: string) => `Underlined: words that differ from ${model}’s.`,
  doubtKey: 'Dotted underline: less than 80 % sure of it; double: less than 40 %.',
  probability: (percent: string) => `${percent} sure`,
  perToken: (ms: string) => `${ms} ms a token`,
  tokens: 'Tokens and how sure it is',
  token: 'Token',
  sure: 'Probability',

  // fresh starts
  restarts: {
    'model/hung': 'The model gave no sign of life, so it was started afresh and goes on from the last batch that was saved.',
    'model/device-lost': 'The graphics processor was lost, so the model was started afresh and goes on from the last batch that was saved.',
    'model/out-of-memory':
      'Memory ran out, so the model was started afresh with less to do at once and goes on from the last batch that was saved.',
    other: 'The model stopped working, so it was started afresh and goes on from the last batch that was saved.',
  },
  begun: (done: string, total: string) => `${done} of ${total} segments are translated already; it goes on from there.`,
};
