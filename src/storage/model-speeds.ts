import type { SpeedReport } from '#core/model-speed.ts';
import type { StetDatabase } from '#storage/db.ts';

type Backend = SpeedReport['one']['backend'];

function speedKey(modelId: string, backend: Backend): string {
  return `speed ${modelId} ${backend}`;
}

function reportKey(modelId: string): string {
  return `speed report ${modelId}`;
}

/** Target tokens per second that this device reached with the model. */
export async function speedsOf(db: StetDatabase, modelId: string): Promise<Partial<Record<Backend, number>>> {
  const [wasm, webgpu] = await db.meta.bulkGet([speedKey(modelId, 'wasm'), speedKey(modelId, 'webgpu')]);
  return {
    ...(typeof wasm?.value === 'number' ? { wasm: wasm.value } : {}),
    ...(typeof webgpu?.value === 'number' ? { webgpu: webgpu.value } : {}),
  };
}

export async function keepSpeed(db: StetDatabase, modelId: string, backend: Backend, tokensPerSecond: number): Promise<void> {
  await db.meta.put({ key: speedKey(modelId, backend), value: tokensPerSecond });
}

/** What was measured of the model, latest. */
export async function speedReport(db: StetDatabase, modelId: string): Promise<SpeedReport | undefined> {
  return (await db.meta.get(reportKey(modelId)))?.value as SpeedReport | undefined; // `keepReport` alone writes that row
}

/** Keeps the report, and the speeds that a backend is chosen by. */
export async function keepReport(db: StetDatabase, report: SpeedReport, speeds: Partial<Record<Backend, number>>): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    await db.meta.put({ key: reportKey(report.modelId), value: report });
    for (const backend of ['wasm', 'webgpu'] as const) {
      const speed = speeds[backend];
      if (speed !== undefined) await keepSpeed(db, report.modelId, backend, speed);
    }
  });
}

export async function forgetSpeeds(db: StetDatabase, modelId: string): Promise<void> {
  await db.meta.bulkDelete([speedKey(modelId, 'wasm'), speedKey(modelId, 'webgpu'), reportKey(modelId)]);
}
