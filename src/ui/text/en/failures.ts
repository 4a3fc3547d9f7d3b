import type { FailureValues } from '#core/failure.ts';

/** What went wrong and what to do about it, by `Failure.code` and `Issue.code`. Each says the value and the cure. */
export const failures: Record<string, (values: FailureValues) => string> = {
  unknown: ({ message }) => `Something unexpected happened (${message}). Your marked work is saved; reload the page and try again.`,

  // review
  'review/nothing-to-draw': () =>
    'This system has no translated segment to draw from. Choose another system, or translate the project with a model.',

  // storage
  'storage/quota': () =>
    'This device has no room left. Free some space (Models can be removed on the Models page); Stet saves as soon as there is room.',
  'storage/second-copy': ({ message }) =>
    `What you mark is saved, but its second copy cannot be written (${message}). Close other tabs of Stet and reload; save a package on the Share page meanwhile.`,

  // bucket
  's3/bad-bucket-name': ({ bucket }) => `“${bucket}” cannot be a bucket’s name: 3 to 63 small letters, digits, dots or hyphens.`,
  's3/bad-endpoint': ({ endpoint }) =>
    `“${endpoint}” is not an endpoint. It looks like https://s3.eu-central-1.amazonaws.com, without bucket or folder.`,
  's3/bad-prefix': ({ prefix }) =>
    `The folder “${prefix}” has characters that object keys should not have. Use letters, digits, and . _ = / -`,
  's3/busy': ({ status, endpoint }) => `${endpoint} is too busy to take it (${status}). It is tried again by itself, at growing intervals.`,
  's3/changed-on-the-way': () =>
    'The object arrived changed and was refused. It is sent again; if this repeats, a proxy between you and the bucket alters what it passes on.',
  's3/clock': ({ minutes }) =>
    `This device’s clock differs from the server’s by ${minutes} minutes, so the server refuses its signature. Set the clock right, by network time if possible.`,
  's3/cut': ({ endpoint }) =>
    `The connection to ${endpoint} was cut before the answer came. It is tried again by itself; nothing is sent twice.`,
  's3/damaged-here': ({ key }) =>
    `The sealed object ${key} was damaged on this device and is not sent. Reload Stet: it is sealed again from your marks.`,
  's3/denied': ({ accessKey, bucket, code }) =>
    `The key ${accessKey} may not write to “${bucket}” (${code}). Its owner must allow s3:PutObject there.`,
  's3/expired': ({ accessKey }) =>
    `The temporary key ${accessKey} has expired. Enter a fresh one with its session token; everything waits here.`,
  's3/no-bucket': ({ bucket, endpoint, accessKey }) =>
    `${endpoint} has no bucket “${bucket}” that the key ${accessKey} may write to. Check the bucket’s name first, then the key.`,
  's3/no-cors': ({ bucket, origin }) =>
    `The bucket “${bucket}” is there and takes the key, but it does not let pages from ${origin} in. Set the CORS rules shown here on the bucket.`,
  's3/no-key': () => 'Enter the access key and the secret key.',
  's3/offline': ({ endpoint }) => `You are offline. What waits for ${endpoint} is sent as soon as the network is back.`,
  's3/origin-not-allowed': ({ endpoint, line }) =>
    `This copy of Stet may not talk to ${endpoint}. Whoever hosts it must build it with STET_BUCKETS="${line}".`,
  's3/refused': ({ endpoint, status, code }) =>
    `${endpoint} refused the object (${status} ${code}). Show this to whoever runs the bucket; the object stays here.`,
  's3/unreachable': ({ endpoint }) =>
    `Nothing answers at ${endpoint}. Check the address, or wait until the server is back; it is tried again by itself.`,
  's3/wrong-key': ({ accessKey, bucket }) =>
    `The bucket “${bucket}” is there but refuses the key ${accessKey}: the access key or its secret is wrong, or the key may not write there.`,
  's3/wrong-passphrase': () => 'That is not the passphrase. If it is lost, set the bucket up again with its key.',

  // models
  'model/8-bit-on-webgpu': ({ precision }) =>
    `This model is in ${precision}: WebGPU lacks its operations and would translate wrongly. Let it run on the processor, or add the model in fp32.`,
  'model/bad-config': ({ name, value }) =>
    `The model’s config says ${name} = ${value}, which can’t be. Export or download the model again.`,
  'model/bad-json': ({ file }) => `${file} is not complete JSON of the expected kind. Export or download the model again.`,
  'model/bad-tokenizer': ({ reason }) =>
    `The model’s tokenizer can’t be read: ${reason}. Download source.spm, target.spm and vocab.json again.`,
  'model/custom-operator': ({ file, domain, operator }) =>
    `${file} needs the operator “${operator}” of “${domain}”, which is code of its own. Stet runs standard ONNX operators only: export the model without it.`,
  'model/decoder-only': ({ file, architecture }) =>
    `${file} is a language model without an encoder (${architecture}). Stet translates with encoder-decoder models such as OPUS-MT (Marian).`,
  'model/device-lost': ({ reason }) =>
    `The graphics processor was lost (${reason}). What was translated is saved; go on, or let the model run on the processor.`,
  'model/encoder-only': ({ architecture, outputs }) =>
    `This is an encoder (${architecture}) that gives ${outputs}, not a translator. Stet translates with encoder-decoder models such as OPUS-MT (Marian).`,
  'model/encoder-without-tokenizer': ({ architecture }) =>
    `This is an encoder classifier (${architecture}) without a tokenizer, so Stet can’t give it text. It is no translator either.`,
  'model/external-data': ({ file }) =>
    `The model keeps its weights in ${file}, beside its graphs, as models above 2 GB do. Take a smaller or a quantized version.`,
  'model/family': ({ family }) =>
    `This is a model of the family “${family}”. Stet runs Marian models, such as OPUS-MT, in the Hugging Face/Optimum layout.`,
  'model/file-damaged': ({ file }) => `${file} on this device is not what was stored: it is damaged. Remove the model and add it again.`,
  'model/file-gone': ({ file }) =>
    `${file} is no longer on this device: the browser’s storage was cleared. Remove the model and add it again.`,
  'model/gone': () => 'This model is no longer on this device. Add it again on the Models page.',
  'model/hung': ({ seconds }) =>
    `The graphics processor has not answered for ${seconds} seconds. What was translated is saved; go on, or let the model run on the processor.`,
  'model/missing-file': ({ file }) => `The model lacks ${file}. Drop the whole folder as it was exported or downloaded.`,
  'model/missing-input': ({ name, inputs }) =>
    `The decoder has no input “${name}” (it has ${inputs}). Export it with Optimum, task text2text-generation-with-past.`,
  'model/missing-output': ({ name }) => `The model gives no output “${name}”. Export it with Optimum, task text2text-generation-with-past.`,
  'model/missing-weights': ({ file, model }) => `${model} keeps its weights in ${file}, which is missing. Drop the whole folder.`,
  'model/needs-new-worker': () => 'The model failed before and must be loaded again. Try once more.',
  'model/no-room': ({ needed, free }) =>
    `The model needs ${megabytes(needed)}, this browser has ${megabytes(free)} left. Remove another model or free some space on the device.`,
  'model/no-such-precision': ({ precision }) =>
    `The folder holds no complete model in ${precision}. Choose another precision, or add its files.`,
  'model/no-such-target': ({ language, codes }) =>
    `This model doesn’t translate into ${language}; it knows ${codes}. Choose another model for this project.`,
  'model/no-webgpu': () => 'This browser offers no WebGPU here. Let the model run on the processor.',
  'model/not-a-model': ({ files }) =>
    `No model was found in ${files}. Drop the folder of an ONNX translation model (Hugging Face/Optimum layout) or of a TensorFlow.js model.`,
  'model/not-a-scorer': ({ model }) => `“${model}” translates; it can’t score. Choose a model that says it scores.`,
  'model/not-a-translator': ({ model }) => `“${model}” scores; it can’t translate. Choose a model that says it translates.`,
  'model/not-onnx': ({ file, reason }) => `${file} is not a complete ONNX file (${reason}). Download it again.`,
  'model/not-optimum': ({ file, inputs, missing }) =>
    `${file} asks for ${inputs}, which is not the layout that Optimum exports, and the folder lacks ${missing}. Export the model with Optimum, task text2text-generation-with-past.`,
  'model/other-backend': ({ backend, wish }) =>
    `The model is open on ${backend}, not on ${wish}. Unload it on the Models page, then load it on ${wish}.`,
  'model/other-run': () => 'That run belongs to another model. Start a new run.',
  'model/out-of-memory': () =>
    'The model needs more memory than the browser gives. Close other tabs, or take a smaller or a quantized model.',
  'model/project-gone': () => 'This project is no longer on this device.',
  'model/runtime': ({ message }) =>
    `ONNX Runtime stopped with: ${message}. Load the model again; if it stops again, take another export of it.`,
  'model/system-gone': () => 'The system that was being translated was removed. Start a new run.',
  'model/text-too-long': ({ tokens, limit }) => `The text has ${tokens} tokens, the model reads at most ${limit}. Cut it into sentences.`,
  'model/unknown-graph': ({ file, inputs, outputs }) =>
    `${file} takes ${inputs} and gives ${outputs}: it is no translation model. Stet runs encoder-decoder models such as OPUS-MT (Marian).`,
  'model/unknown-input': ({ name }) => `The model asks for an input “${name}” that Stet doesn’t know. Export it with Optimum.`,
  'model/unsupported-decoding': ({ name, value }) =>
    `The model’s generation config asks for ${name} = ${value}, which Stet doesn’t apply yet. Without it the translations would differ, so the model is refused.`,
  'model/unsupported-type': ({ name, type }) =>
    `The model gives ${name} as ${type}; Stet reads float32. Export it with 32-bit inputs and outputs.`,
  'model/worker-taken': () => 'Another model is open where this one was to be loaded. Try once more.',

  // TensorFlow.js models
  'model/zip': ({ file, message }) => `${file} could not be unpacked (${message}). Download it again, or drop the unpacked folder.`,
  'model/zip-too-large': ({ file }) =>
    `${file} unpacks to more than a browser can hold (4 GB or 4,096 files). Drop only the folder of one model.`,
  'tfjs/field': ({ field }) =>
    `The model.json is damaged or not for TensorFlow.js: ${field} is missing or not of the right kind. Convert the model again.`,
  'tfjs/format': ({ format }) =>
    `The model.json says its format is “${format}”. Stet runs “layers-model” and “graph-model”: convert it to one of them.`,
  'tfjs/json': ({ file, message }) => `${file} is not complete JSON (${message}). Download or convert the model again.`,
  'tfjs/json-too-large': ({ file, bytes, most }) =>
    `${file} has ${megabytes(bytes)} of description, more than the ${megabytes(most)} allowed. Keep the weights in shards beside it.`,
  'tfjs/layer': ({ layer }) =>
    `The model uses the layer “${layer}”, which is not on Stet’s list of safe layers. Build it from standard layers and convert it again.`,
  'tfjs/layer-size': ({ layer, size, most }) =>
    `The model asks for ${layer} = ${size}; at most ${most} is allowed. Make that layer smaller.`,
  'tfjs/layer-weights': ({ layer, asked, given }) =>
    `The layer “${layer}” asks for ${asked} values where its weights hold ${given}. Convert the model again.`,
  'tfjs/no-role-feature-count': ({ named, taken }) => `It names ${named} features but takes ${taken} numbers. Make both the same.`,
  'tfjs/no-role-features': ({ count, known }) =>
    `It takes ${count} numbers and doesn’t say which. Name them in userDefinedMetadata.stet.features of its model.json, or take one of Stet’s own sets: ${known}.`,
  'tfjs/no-role-inputs': ({ count }) => `It takes ${count} inputs; a scorer takes one row of numbers for each translation.`,
  'tfjs/no-role-output': ({ shape, rows }) => `It gives ${shape} for ${rows} translations; a scorer gives one value for each.`,
  'tfjs/no-role-outputs': ({ count }) => `It gives ${count} outputs; a scorer gives one value for each translation.`,
  'tfjs/no-role-rows': ({ rows }) => `It takes exactly ${rows} rows at a time. Convert it with an open batch size.`,
  'tfjs/no-role-shape': ({ shape }) => `It takes ${shape}, such as images, not one row of numbers for each translation.`,
  'tfjs/no-role-type': ({ type }) => `It takes ${type} values; Stet gives it float32.`,
  'tfjs/no-role-unknown-feature': ({ feature }) =>
    `It asks for the feature “${feature}”, which Stet doesn’t compute. The ones it does are listed in docs/features.md.`,
  'tfjs/not-a-number': ({ value }) =>
    `The model gave ${value} for a translation. Its weights are damaged or it was trained badly; nothing of this batch was kept.`,
  'tfjs/not-a-scorer': ({ model }) => `“${model}” can’t score translations. Choose a model that says it scores.`,
  'tfjs/op': ({ op }) =>
    `The model uses the operation “${op}”, which is not on Stet’s list of safe operations. Build it without and convert it again.`,
  'tfjs/path': ({ path }) =>
    `The model.json points to “${path}”, outside its own folder. Stet never follows that: keep the shards beside the model.json.`,
  'tfjs/shard-missing': ({ path }) => `The file “${path}” is missing. Drop the whole folder, shards included.`,
  'tfjs/shard-size': ({ expected, actual }) =>
    `The shards have ${actual} bytes, the model.json says ${expected}. Download the model again: a file is incomplete.`,
  'tfjs/unreadable': ({ message }) => `TensorFlow.js can’t build this model (${message}). Convert it again with a current converter.`,
  'tfjs/weight-type': ({ weight, type }) =>
    `The weight “${weight}” is of type ${type}. Stet reads float32, int32 and bool, also quantized to uint8, uint16 or float16.`,
  'tfjs/weights-too-large': ({ bytes, most }) =>
    `Its weights would take ${megabytes(bytes)} of memory; at most ${megabytes(most)} is allowed for a scorer.`,
};

function megabytes(bytes: string | number | undefined): string {
  return `${(Number(bytes) / 2 ** 20).toFixed(1)} MB`;
}
