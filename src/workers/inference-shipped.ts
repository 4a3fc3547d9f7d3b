import type { FailureValues } from '#core/failure.ts';
import { Failure } from '#core/failure.ts';
import type { Model, ModelFile } from '#core/model.ts';
import type { ShippedChoice, ShippedManifest, ShippedModel, ShippedPrecision } from '#core/shipped-model.ts';
import { inspect } from '#inference/manifest.ts';
import { parseJsonObject } from '#inference/model-json.ts';
import { readShippedManifest } from '#inference/shipped-manifest.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { Incoming } from '#storage/model-download.ts';
import { bytesHere, keepKnownFile } from '#storage/model-download.ts';
import { keptFile, requireRoom, withModelFiles } from '#storage/model-files.ts';
import type { AddProgress } from '#workers/inference-add.ts';
import { dropUnlisted, modelId } from '#workers/inference-add.ts';
import type { BegunLoad } from '#workers/inference-loading.ts';
import { beginLoading, begunLoads, endLoading, isResumable } from '#workers/inference-loading.ts';
import type { Call } from '#workers/rpc.ts';

/** What the build ships: the models, and what is wrong with those that are left out. */
export interface Shipped {
  readonly models: readonly ShippedModel[];
  readonly faults: readonly { readonly code: string; readonly values: FailureValues }[];
  readonly begun: readonly BegunLoad[];
}

/** Which model to load, as the list names it. */
export interface ShippedWish {
  readonly folder: string;
  readonly precision: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const INDEX = 'models/index.json';

/** Reads the list that the build has written (`deploy/models.ts`). `base` is the app's address: a worker's own lies deeper. */
export async function listShipped(db: StetDatabase, base: string): Promise<Shipped> {
  const { models, faults } = await readIndex(base);
  const choices = models.flatMap((model) => model.choices);
  return { models, faults, begun: await begunLoads(db, choices) };
}

async function readIndex(base: string): Promise<Omit<Shipped, 'begun'>> {
  const response = await fetched(INDEX, new URL(INDEX, base), undefined);
  const { models } = parseJsonObject(INDEX, await response.text());
  if (!Array.isArray(models)) throw new Failure('model/bad-json', { file: INDEX });
  const found: ShippedModel[] = [];
  const faults: Shipped['faults'][number][] = [];
  for (const entry of models as readonly unknown[]) {
    try {
      found.push(await shippedModel(entry));
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      faults.push({ code: cause.code, values: cause.values });
    }
  }
  return { models: found, faults };
}

/**
 * Loads one precision of a shipped model from the app's own origin to this device and lists it, as if it had been dropped. Every file has the
 * SHA-256 of the manifest, or nothing is listed; where a download broke off, what came is kept and the next load goes on with it.
 */
export async function addShipped(db: StetDatabase, base: string, wish: ShippedWish, call: Call<AddProgress>): Promise<Model> {
  const { models } = await readIndex(base);
  const shipped = models.find(({ folder }) => folder === wish.folder);
  const choice = shipped?.choices.find(({ precision }) => precision === wish.precision);
  if (!shipped || !choice) throw new Failure('model/not-shipped', { model: wish.folder, precision: wish.precision });
  const total = choice.bytes;
  return withModelFiles(async () => {
    try {
      const here = await Promise.all(choice.files.map(bytesHere));
      await requireRoom(total - here.reduce((sum, bytes) => sum + bytes, 0));
      await beginLoading(db, choice);
      let done = 0;
      call.progress({ done, total });
      for (const file of choice.files) {
        const url = new URL(`models/${shipped.folder}/${file.path}`, base);
        await keepKnownFile(
          file,
          (from) => incoming(file, url, from, call.signal),
          call.signal,
          (bytes) => {
            done += bytes;
            call.progress({ done, total });
          },
        );
      }
      const known = await db.models.get(choice.modelId);
      const model = known ?? (await describe(shipped, choice, wish.at));
      if (!known) await db.models.add(model);
      await endLoading(db, choice.modelId);
      return model;
    } catch (cause) {
      if (!isResumable(cause)) await endLoading(db, choice.modelId);
      throw cause;
    } finally {
      await dropUnlisted(db);
    }
  });
}

/** Asks for the file's bytes from a place on; a server that gives other ones is asked for all of them. */
async function incoming(file: ModelFile, url: URL, from: number, signal: AbortSignal): Promise<Incoming> {
  if (from > 0) {
    const response = await asked(file.path, url, { signal, headers: { Range: `bytes=${from}-` } });
    const [, start, all] = /^bytes (\d+)-\d+\/(\d+)$/u.exec(response.headers.get('Content-Range') ?? '') ?? [];
    const isRest = response.status === 206 && Number(start) === from && Number(all) === file.bytes;
    if (isRest && !response.headers.has('Content-Encoding')) return { from, body: bodyOf(response) };
    if (response.status === 200) return { from: 0, body: bodyOf(response) };
    await response.body?.cancel();
  }
  return { from: 0, body: bodyOf(await fetched(file.path, url, signal)) };
}

function bodyOf(response: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
  return response.body ?? new Blob([]).stream();
}

/** What the files themselves say goes before what the manifest says, but for names and licence. */
async function describe(shipped: ShippedModel, choice: ShippedChoice, addedAt: number): Promise<Model> {
  const sources = await Promise.all(
    choice.files.map(async ({ path, sha256 }) => ({ path: `${shipped.folder}/${path}`, file: await keptFile(sha256) })),
  );
  const { paths, ...manifest } = await inspect(sources);
  if (manifest.role !== shipped.kind || manifest.precision !== choice.precision || paths.length !== sources.length)
    throw new Failure('model/manifest', { file: `models/${shipped.folder}/manifest.json`, field: 'precisions' });
  const { name, license, sourceLang, targetLang } = shipped;
  return {
    ...manifest,
    name,
    license,
    ...(sourceLang === undefined ? {} : { sourceLang }),
    ...(targetLang === undefined ? {} : { targetLang }),
    id: choice.modelId,
    bytes: choice.bytes,
    files: choice.files,
    addedAt,
  };
}

async function shippedModel(value: unknown): Promise<ShippedModel> {
  const { folder, card, manifest } = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}; // fields are checked one by one
  if (typeof folder !== 'string' || !/^[\w-][\w.-]*$/u.test(folder) || typeof card !== 'string')
    throw new Failure('model/manifest', { file: INDEX, field: 'models[]' });
  const { precisions, files, ...rest } = readShippedManifest(`models/${folder}/manifest.json`, manifest);
  return { ...rest, folder, card, choices: await Promise.all(precisions.map((one) => choiceOf(one, files))) };
}

async function choiceOf({ precision, files: paths }: ShippedPrecision, all: ShippedManifest['files']): Promise<ShippedChoice> {
  const files = all.filter((file) => paths.includes(file.path));
  return { precision, modelId: await modelId(files), bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files };
}

async function fetched(file: string, url: URL, signal: AbortSignal | undefined): Promise<Response> {
  const response = await asked(file, url, signal ? { signal } : {});
  if (!response.ok) throw new Failure('model/download-refused', { file, status: response.status });
  return response;
}

/** Past the browser's own cache: these bytes are kept once, and an old copy under the same name would be the wrong one. */
async function asked(file: string, url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { cache: 'no-store', ...init });
  } catch (cause) {
    if (cause instanceof TypeError) throw new Failure('model/download-unreachable', { file }, { cause });
    throw cause;
  }
}
