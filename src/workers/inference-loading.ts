import { Failure } from '#core/failure.ts';
import type { ShippedChoice } from '#core/shipped-model.ts';
import type { StetDatabase } from '#storage/db.ts';
import { bytesHere, partName } from '#storage/model-download.ts';
import { whileFree } from '#storage/model-files.ts';
import { dropUnlisted, LOADING } from '#workers/inference-add.ts';

/** A load that broke off, and what of it is on this device. */
export interface BegunLoad {
  readonly modelId: string;
  readonly bytes: number;
}

/** Writes down that the model's files are wanted, so that a load which breaks off, or whose tab is closed, can be gone on with. */
export async function beginLoading(db: StetDatabase, { modelId, files }: ShippedChoice): Promise<void> {
  await db.meta.put({ key: LOADING + modelId, value: files.flatMap(({ sha256 }) => [sha256, partName(sha256)]) });
}

/** After it, what the load brought stays only as a listed model's. */
export async function endLoading(db: StetDatabase, modelId: string): Promise<void> {
  await db.meta.delete(LOADING + modelId);
}

/** Whether the load may be gone on with: the network or a file failed, and what came before is good. */
export function isResumable(cause: unknown): boolean {
  return cause instanceof Failure && cause.code.startsWith('model/download-');
}

/** The loads that broke off and can be gone on with. What is left of others, and of tabs that were closed amid a drop, is deleted. */
export async function begunLoads(db: StetDatabase, choices: readonly ShippedChoice[]): Promise<readonly BegunLoad[]> {
  const keys = (await db.meta.where('key').startsWith(LOADING).primaryKeys()).map(String);
  const begun = choices.filter(({ modelId }) => keys.includes(LOADING + modelId));
  await whileFree(async () => {
    const wanted = new Set(begun.map(({ modelId }) => LOADING + modelId));
    await db.meta.bulkDelete(keys.filter((key) => !wanted.has(key)));
    await dropUnlisted(db);
  });
  return Promise.all(
    begun.map(async ({ modelId, files }) => {
      const bytes = await Promise.all(files.map(bytesHere));
      return { modelId, bytes: bytes.reduce((sum, one) => sum + one, 0) };
    }),
  );
}
