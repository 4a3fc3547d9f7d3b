import type { FailureValues } from '#core/failure.ts';

/** What went wrong and what to do about it, by `Failure.code` and `Issue.code`. Each says the value and the cure. */
export const failures: Record<string, (values: FailureValues) => string> = {
  unknown: ({ message }) => `Something unexpected happened (${message}). Your marked work is saved; reload the page and try again.`,

  // files
  'appraise/batches': ({ file }) => `${file} is no list of Appraise tasks. Choose the batches file (JSON) that the campaign was made from.`,
  'appraise/control': ({ rows }) => `${rows} rows judge spoilt translations (quality control), not the systems: left out.`,
  'appraise/document': ({ rows }) => `${rows} rows judge whole documents, not segments: left out.`,
  'appraise/languages': ({ file, asked, pairs }) =>
    `${file} has judgements of ${pairs}, none of ${asked}. Open it again with one of those language pairs.`,
  'appraise/marks': ({ text }) => `The marks of this row are no JSON (“${text}”): left out.`,
  'appraise/marks-without-texts': ({ marks }) =>
    `${marks} marks were left out, since they need the texts they lie on; the scores were read. To have the marks, drop the campaign’s batches file (JSON) together with the CSV.`,
  'appraise/no-span': ({ category }) => `This ${category} error marks nothing, so it was laid on the whole translation.`,
  'appraise/no-texts': ({ file }) =>
    `${file} holds judgements but not the texts they are about. Drop it together with the campaign’s batches file (JSON), which has them.`,
  'appraise/other-languages': ({ rows, pairs }) =>
    `${rows} rows judge another language pair (${pairs}): left out. Open the file once more to read them as a project of their own.`,
  'appraise/repeat': ({ rows }) => `${rows} rows repeat texts only to fill a task up: left out.`,
  'appraise/row': ({ found }) => `This row has ${found} columns that are not Appraise’s: left out.`,
  'appraise/score': ({ score, most }) => `The score ${score} is not from 0 to ${most}: the judgement was left out.`,
  'appraise/severity': ({ severity }) => `The severity “${severity}” is unknown and was read as neutral. Change it while annotating.`,
  'appraise/span': ({ start, end, length }) =>
    `A mark from ${start} to ${end} lies outside its translation of ${length} characters: left out.`,
  'appraise/text-differs': ({ document, system, number }) =>
    `The texts of “${document}”, segment ${number}, ${system}, differ between tasks. Both are kept as segments of their own, so every mark stays on its text.`,
  'appraise/tutorial': ({ rows }) => `${rows} rows are the tutorial: left out.`,
  'appraise/unknown-item': ({ item, document }) =>
    `The batches file has no item ${item} of “${document}”: left out. Drop the batches file that the annotator worked on.`,
  'bundle/damaged': ({ file, path }) =>
    `${file} is damaged: ${path} is missing or not what its checksum says. Save the package again, or copy it once more from where it came.`,
  'bundle/manifest': ({ file }) =>
    `${file} is a zip, but no Stet package: it has no readable manifest. Unpack it and drop the files inside.`,
  'bundle/one-file': ({ files }) => `A package is opened by itself, and these are ${files} files. Drop them one after another.`,
  'bundle/row': ({ table }) =>
    `This row is no valid record of “${table}” and was left out. The file was changed by hand or by another program.`,
  'bundle/slice': ({ document, segment, quote }) =>
    `The mark “${quote}” in “${document}”, segment ${segment}, does not lie on the text it quotes, so nothing was written. Delete and redo that mark, then save again.`,
  'bundle/text-differs': ({ segment }) => `The text of ${segment} differs from the one in the package. The one on this device was kept.`,
  'bundle/typology': ({ typology }) =>
    `This version of Stet does not know the typology “${typology}”; MQM-Core is used in its place. Update Stet to get it.`,
  'bundle/version': ({ file, version }) =>
    `${file} was written by a newer Stet (layout ${version}). Reload to update this one, then open it again.`,
  'delimited/columns': ({ found, expected }) =>
    `This row has ${found} columns where ${expected} are needed; what is missing was read as empty.`,
  'delimited/empty-source': () => 'This row has no source text. Add it in the file and open it again, or leave it.',
  'delimited/no-source': ({ file }) => `No column of ${file} is named as the source. Choose the column that holds the source text.`,
  'delimited/open-quote': ({ file, line }) =>
    `A quotation mark in ${file}, line ${line}, never closes. Close it there, or double it if it is part of the text.`,
  'delimited/twice': ({ system, document, segment }) =>
    `A second translation by ${system} of “${document}”, segment ${segment}, was left out; the first one was kept.`,
  'format/encoding': ({ file }) => `${file} is not UTF-8 (or UTF-16 with a byte-order mark). Save it as UTF-8 and open it again.`,
  'format/no-rows': ({ file, line }) =>
    line === undefined
      ? `${file} holds no row to open.`
      : `No row of ${file} can be used; the first fault is in line ${line}. Check that its columns are those its first line names.`,
  'format/unknown': ({ format }) => `This version of Stet has no format “${format}”. Reload to update, then try again.`,
  'import/damaged-gzip': ({ file }) => `${file} is a damaged .gz file. Download it again, or unpack it and drop what is inside.`,
  'import/empty': ({ file }) => `${file} is empty. Choose a file with text in it.`,
  'import/file-gone': ({ file }) =>
    `The kept copy of ${file} is no longer on this device. Open the file or a package of the project again.`,
  'import/more-issues': ({ count }) => `${count} further rows had issues of the same kinds.`,
  'import/too-large': ({ file, megabytes }) =>
    `${file} unpacks to more than ${megabytes} MB, too much to open in a browser. Split it and open the parts.`,
  'import/unknown-format': ({ file }) =>
    `${file} is no format that Stet reads yet. It opens MQM TSV, Appraise, plain text, TSV, CSV and Stet packages; convert it to one of them.`,
  'import/unreadable': ({ file }) => `${file} was moved or changed while it was being read. Choose it again.`,
  'mqm-tsv/attention-check': ({ annotator, outcome }) => `An attention check of ${annotator} (${outcome}), not a judgement: left out.`,
  'mqm-tsv/columns': ({ found, expected }) => `This row has ${found} columns where ${expected} are needed: left out.`,
  'mqm-tsv/control': ({ document, segment, system }) =>
    `“${document}”, segment ${segment}, ${system}, holds a tab or a line break, which this table cannot hold. Save the project as a Stet package.`,
  'mqm-tsv/header': ({ file }) =>
    `${file} does not begin with the columns of an MQM table (system, doc, …, severity). Add that first line and open it again.`,
  'mqm-tsv/metadata': ({ text }) => `The metadata of this row is no JSON (“${text}”): its notes and times were left out.`,
  'mqm-tsv/no-span': ({ category }) => `This ${category} error marks nothing, so it was laid on the whole translation.`,
  'mqm-tsv/severity': ({ severity }) => `The severity “${severity}” is unknown and was read as neutral. Change it while annotating.`,
  'mqm-tsv/slice': ({ document, segment, system }) =>
    `A mark in “${document}”, segment ${segment}, ${system}, cannot be written as <v> so that it reads back the same. Save the project as a Stet package.`,
  'mqm-tsv/text-differs': ({ side, system, document, number }) =>
    `The ${side} text of “${document}”, segment ${number}, ${system}, is not the same as in earlier rows. Both are kept as segments of their own, so every mark stays on its text.`,
  'mqm-tsv/unbalanced-v': ({ side }) =>
    `A <v> in the ${side} has no partner. The mark was taken to the end (or from the beginning) of the text; check it while annotating.`,
  'plain-text/line-counts': ({ few, fewFile, many, manyFile }) =>
    `${fewFile} has ${few} lines and ${manyFile} has ${many}. Each line must be the translation of the same line, so nothing was opened: make them equal.`,
  'plain-text/no-source': ({ files }) => `None of the ${files} files is the source. Choose which one holds the source text.`,
  'plain-text/role-twice': ({ file, role }) => `${file} has the role “${role}” that another file has too. Give each a role of its own.`,
  'project/gone': ({ project }) => `The project ${project} is not on this device any more. Open its file or package again.`,
  'stet-json/annotation': ({ place, system, annotator }) =>
    `An annotation of ${place} names no translation (${system}) or no annotator (${annotator}): left out.`,
  'stet-json/error': ({ place, severity }) => `An error of ${place} has no severity (“${severity}”) or marks nothing: left out.`,
  'stet-json/malformed': ({ file }) => `${file} is not complete Stet JSON. Check its brackets and that it begins with "stet": 1.`,
  'stet-json/quote': ({ place, quote }) => `“${quote}” is not found exactly once in ${place}. Quote a stretch that occurs once.`,
  'stet-json/score': ({ place, scale, score, most }) => `The ${scale} score ${score} at ${place} is not from 0 to ${most}: left out.`,

  // review
  'review/nothing-to-draw': () =>
    'This system has no translated segment to draw from. Choose another system, or translate the project with a model.',
  'review/too-many': ({ drawn, most }) =>
    `Whole documents came to ${drawn} segments, more than the ${most} that one sample holds. Ask for fewer segments, or draw single ones.`,

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
    `Nothing answers at ${endpoint} that this page may read. Check the address, the bucket’s name and its CORS rules, or wait until the server is back; it is tried again by itself.`,
  's3/wrong-key': ({ accessKey, bucket }) =>
    `The bucket “${bucket}” is there but refuses the key ${accessKey}: the access key or its secret is wrong, or the key may not write there.`,
  's3/wrong-passphrase': () => 'That is not the passphrase. If it is lost, set the bucket up again with its key.',

  // scores
  'score/bad-pattern': ({ pattern }) => `“${pattern}” is no regular expression. Mend it, or search for plain text.`,
  'score/no-pieces': ({ tokenizer }) =>
    `The tokenizer ${tokenizer} needs its SentencePiece model, which is not on this device yet. Choose its file, or another tokenizer.`,
  'score/no-project': () => 'This project is not on this device any more. Go back to the projects and open another.',
  'score/not-pieces': ({ name }) => `${name} is no unigram SentencePiece model. Choose the .model file that the tokenizer is named for.`,

  // models
  'model/8-bit-on-webgpu': ({ precision }) =>
    `This model is in ${precision}: WebGPU lacks its operations and would translate wrongly. Let it run on the processor, or add the model in fp32.`,
  'model/bad-config': ({ name, value }) =>
    `The model’s config says ${name} = ${value}, which can’t be. Export or download the model again.`,
  'model/bad-json': ({ file }) => `${file} is not complete JSON of the expected kind. Export or download the model again.`,
  'model/bad-tokenizer': ({ reason }) => `The model’s tokenizer can’t be read: ${reason}. Download its tokenizer’s files again.`,
  'model/custom-operator': ({ file, domain, operator }) =>
    `${file} needs the operator “${operator}” of “${domain}”, which is code of its own. Stet runs standard ONNX operators only: export the model without it.`,
  'model/cut-away': ({ text }) =>
    `The model’s vocabulary was cut, and “${text}” needs a token that is not in it. Let it run without the cut.`,
  'model/decoder-only': ({ file, architecture }) =>
    `${file} is a language model without an encoder (${architecture}). Stet translates with encoder-decoder models such as OPUS-MT (Marian).`,
  'model/device-lost': ({ reason }) =>
    `The graphics processor was lost (${reason}). What was translated is saved; go on, or let the model run on the processor.`,
  'model/download-cut': ({ file, done, total }) =>
    `${file} broke off after ${done} of ${total} bytes, so the model is not loaded yet. Check the connection and load it again: it goes on from there.`,
  'model/download-part-wrong': ({ file }) =>
    `What an earlier load had left of ${file} was damaged: with the rest it is not the file that Stet was built with (its SHA-256 differs). It was thrown away; load the model again.`,
  'model/download-refused': ({ file, status }) =>
    `The server that Stet comes from has no ${file} to give (answer ${status}), so the model was not loaded. Reload the page to update Stet, or tell whoever runs the server.`,
  'model/download-unreachable': ({ file }) =>
    `${file} could not be fetched: the server that Stet comes from does not answer. Check the connection and load the model again.`,
  'model/download-wrong': ({ file }) =>
    `${file} came with other bytes than this version of Stet was built with (its SHA-256 differs), so the model was not loaded. Reload the page to update Stet, then load it again.`,
  'model/encoder-only': ({ architecture, outputs }) =>
    `This is an encoder (${architecture}) that gives ${outputs}, not a translator. Stet translates with encoder-decoder models such as OPUS-MT (Marian).`,
  'model/encoder-without-tokenizer': ({ architecture }) =>
    `This is an encoder classifier (${architecture}) without a tokenizer, so Stet can’t give it text. It is no translator either.`,
  'model/family': ({ family }) =>
    `This is a model of the family “${family}”. Stet runs Marian (OPUS-MT), M2M100, NLLB-200, mBART-50, T5 and mT5 in the Hugging Face/Optimum layout.`,
  'model/file-damaged': ({ file }) => `${file} on this device is not what was stored: it is damaged. Remove the model and add it again.`,
  'model/file-gone': ({ file }) =>
    `${file} is no longer on this device: the browser’s storage was cleared. Remove the model and add it again.`,
  'model/gone': () => 'This model is no longer on this device. Add it again on the Models page.',
  'model/hung': ({ seconds }) =>
    `The model has given no sign of life for ${seconds} seconds, so it was ended. What was translated is saved: go on from there, or let it run on something else.`,
  'model/manifest': ({ file, field }) =>
    `${file}: “${field}” is missing or not what a manifest says there, so this model is left out. docs/models.md tells what belongs there.`,
  'model/manifest-layout': ({ file, found, known }) =>
    `${file} has the layout ${found}, and this version of Stet reads layout ${known}. Reload the page to update Stet.`,
  'model/merged-tokenizer': () =>
    'The model’s tokenizer.json mixes its two tokenizers and leaves out their rules, so it would cut some texts in another way than the model learned. Add source.spm, target.spm and vocab.json, which stand beside it where the model is published.',
  'model/missing-file': ({ file }) => `The model lacks ${file}. Drop the whole folder as it was exported or downloaded.`,
  'model/missing-input': ({ name, inputs }) =>
    `The decoder has no input “${name}” (it has ${inputs}). Export it with Optimum, task text2text-generation-with-past.`,
  'model/missing-output': ({ name }) => `The model gives no output “${name}”. Export it with Optimum, task text2text-generation-with-past.`,
  'model/missing-weights': ({ file, model }) => `${model} keeps its weights in ${file}, which is missing. Drop the whole folder.`,
  'model/needs-new-worker': () => 'The model failed before and must be loaded again. Try once more.',
  'model/no-cut': ({ reason }) => `This model’s vocabulary can’t be cut (${reason}). Translate without the cut.`,
  'model/no-half-floats': () =>
    'This model computes in half precision (fp16), which this graphics processor lacks. Let it run on the processor, or add the model in fp32.',
  'model/no-room': ({ needed, free }) =>
    `The model needs ${megabytes(needed)}, this browser has ${megabytes(free)} left. Remove another model or free some space on the device.`,
  'model/no-such-precision': ({ precision }) =>
    `The folder holds no complete model in ${precision}. Choose another precision, or add its files.`,
  'model/no-such-source': ({ language, codes }) =>
    `This model doesn’t translate from ${language}; it knows ${codes}. Choose another model for this project.`,
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
  'model/not-shipped': ({ model, precision }) =>
    `This version of Stet comes without “${model}” in ${precision}. Reload the page to see what it comes with now.`,
  'model/other-backend': ({ backend, wish }) =>
    `The model is open on ${backend}, not on ${wish}. Unload it on the Models page, then load it on ${wish}.`,
  'model/other-decoding': ({ decoding, wish }) =>
    `That run was begun with another search (${wish}, not ${decoding}). Choose its search again to go on with it, or start a new run.`,
  'model/other-run': () => 'That run belongs to another model. Start a new run.',
  'model/out-of-memory': () =>
    'The model needs more memory than the browser gives. What was translated is saved. Close other tabs, or take a smaller or a quantized model.',
  'model/project-gone': () => 'This project is no longer on this device.',
  'model/runtime': ({ message }) =>
    `ONNX Runtime stopped with: ${message}. Load the model again; if it stops again, take another export of it.`,
  'model/sentencepiece-alone': ({ file, kind, pieces }) =>
    `${file} is a SentencePiece tokenizer that Stet reads (${kind}, ${pieces} pieces), but there is no model with it. Drop it together with encoder_model.onnx, decoder_model_merged.onnx and config.json.`,
  'model/short-weights': ({ file, bytes, needed, model }) =>
    `${file} has ${bytes} bytes, and ${model} keeps weights in it up to byte ${needed}: it is cut off, or of another model. Download it again.`,
  'model/system-gone': () => 'The system that was being translated was removed. Start a new run.',
  'model/text-too-long': ({ tokens, limit }) => `The text has ${tokens} tokens, the model reads at most ${limit}. Cut it into sentences.`,
  'model/tokenizer-alone': ({ file, kind, pieces, added, whole }) =>
    `${file} is a tokenizer that Stet reads (${kind}, ${pieces} pieces; ${whole} of ${added} added tokens are one id each in a text), but there is no model with it. Drop it together with encoder_model.onnx, decoder_model_merged.onnx and config.json.`,
  'model/too-large': ({ bytes, most }) =>
    `The model’s weights take ${megabytes(bytes)}, and this device can hold ${megabytes(most)} of them. Take a smaller model, or the same one in 8 bits.`,
  'model/unknown-graph': ({ file, inputs, outputs }) =>
    `${file} takes ${inputs} and gives ${outputs}: it is no translation model. Stet runs encoder-decoder models such as OPUS-MT (Marian).`,
  'model/unknown-input': ({ name }) => `The model asks for an input “${name}” that Stet doesn’t know. Export it with Optimum.`,
  'model/unsupported-decoding': ({ name, value }) =>
    `The model’s generation config asks for ${name} = ${value}, which Stet doesn’t apply. Without it the translations would differ, so the model is refused.`,
  'model/unsupported-operator': ({ operator }) =>
    `The model needs the operator ${operator}, which ONNX Runtime can’t compute here. Choose the other backend, or add the model in another precision.`,
  'model/unsupported-type': ({ name, type }) =>
    `The model gives ${name} as ${type}; Stet reads float32. Export it with 32-bit inputs and outputs.`,
  'model/worker-taken': () => 'Another model is open where this one was to be loaded. Try once more.',
  'model/zero-tail': ({ file, bytes, total }) =>
    `The last ${bytes} of the ${total} bytes of ${file} are zeros: a download or copy of it broke off. Download it again.`,
  'model/zip': ({ file }) => `${file} is no zip archive. Drop a zip, or the unpacked folder.`,
  'model/zip-cut': ({ file }) => `${file} is cut off: a zip ends in a list of its files, and this one has none. Download it again.`,
  'model/zip-damaged': ({ file, member }) =>
    `${file} is damaged: ${member} in it is not what was packed (its length or CRC-32 differs). Download it again.`,
  'model/zip-empty': ({ file }) => `${file} has no files in it. Pack the model’s folder again, or drop the folder itself.`,
  'model/zip-method': ({ file, member }) =>
    `${member} in ${file} is encrypted, or packed in a way that browsers can’t unpack. Unpack it and drop the folder.`,
  'model/zip-too-large': ({ file }) =>
    `${file} unpacks to more than a browser can hold (4 GB or 4,096 files). Drop only the folder of one model.`,

  // TensorFlow.js models
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
