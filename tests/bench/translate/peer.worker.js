// The other side of the translation benchmark: Transformers.js in a worker of its own, from files of the same origin.
// Messages: { kind: 'load', … } once, then { kind: 'generate' | 'pipeline', texts }; each is answered by one message.
globalThis.trustedTypes?.createPolicy('default', { createScriptURL: (/** @type {string} */ url) => url }); // threads of its own runtime

/** @typedef {{ kind: 'load', dtype: string, threads: number | undefined, model: string }} Load */
/** @typedef {{ kind: 'generate' | 'pipeline', texts: readonly string[] }} Work */

/** @type {any} the library's own types are of its Node build */
let held;

self.addEventListener('message', ({ data }) => {
  void answer(data).then(
    (value) => self.postMessage({ value }),
    (cause) => self.postMessage({ error: String(cause) }),
  );
});

/** @param {Load | Work} message @returns {Promise<unknown>} */
function answer(message) {
  return message.kind === 'load' ? load(message) : work(message);
}

/** @param {Load} options */
async function load({ dtype, threads, model }) {
  const library = await import(new URL('./transformers.min.js', self.location.href).href);
  const { AutoTokenizer, env, pipeline } = library;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = new URL('./', self.location.href).pathname; // the library looks for what is there by paths only
  env.useBrowserCache = false;
  env.useWasmCache = false; // its blob: script would be against the app's policy
  const file = (/** @type {string} */ name) => new URL(`./${name}`, self.location.href).href;
  env.backends.onnx.wasm.wasmPaths = {
    mjs: file('ort-wasm-simd-threaded.asyncify.mjs'),
    wasm: file('ort-wasm-simd-threaded.asyncify.wasm'),
  };
  if (threads !== undefined) env.backends.onnx.wasm.numThreads = threads;
  const translator = await pipeline('translation', model, { device: 'wasm', dtype });
  const tokenizer = await AutoTokenizer.from_pretrained(model);
  held = { translator, tokenizer, model: translator.model };
  return { version: env.version, runtime: env.backends.onnx.versions?.web };
}

/** Ids after the start token, one array a text, and what the whole took in milliseconds, tokenizer and detokenizer included. @param {Work} given */
async function work({ kind, texts }) {
  const { translator, tokenizer, model } = held;
  const started = performance.now();
  if (kind === 'pipeline') {
    const made = [];
    for (const text of texts) made.push((await translator(text))[0].translation_text);
    return { milliseconds: performance.now() - started, texts: made, ids: [] };
  }
  const inputs = tokenizer([...texts], { padding: true, truncation: true });
  const made = await model.generate({ ...inputs, num_beams: 1, do_sample: false, max_new_tokens: 511 });
  const words = tokenizer.batch_decode(made, { skip_special_tokens: true });
  const milliseconds = performance.now() - started;
  const ids = made.tolist().map((/** @type {bigint[]} */ row) => row.slice(1).map(Number));
  return { milliseconds, texts: words, ids };
}

export {};
