import { join } from 'node:path';
import { runnerImport } from 'vite';

const stats = join(import.meta.dirname, '..', '..', 'src', 'stats');

/** A module of the statistics. @template T @param {string} name @returns {Promise<T>} */
export async function load(name) {
  const { module } = await runnerImport(/** @type {string} */ (join(stats, name)));
  return /** @type {T} */ (module);
}
/** @type {typeof import('../../src/stats/random.ts')} */
const { randomFrom } = await load('random.ts');
/** @type {typeof import('../../src/stats/sampling.ts')} */
export const { drawSample } = await load('sampling.ts');

/** Segments of a simulated evaluation. */
export const SEGMENTS = 200;

/** Every draw of the simulation. */
export const random = randomFrom(20261121);
export const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** @param {number} mean */
export function poisson(mean) {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** Penalty points as MQM has them: many segments without an error, a few with several; hard segments are hard for every system. @param {number} systems */
export function penalties(systems) {
  const lists = Array.from({ length: systems }, () => new Float64Array(SEGMENTS));
  for (let i = 0; i < SEGMENTS; i++) {
    const hardness = 0.2 + 1.6 * random();
    for (const list of lists) list[i] = poisson(0.6 * hardness) + 5 * poisson(0.2 * hardness);
  }
  return lists;
}
export const MEAN_POINTS = 0.6 + 5 * 0.2;

/** Three labels; each rater sees the right one seven times in ten, else any. κ and α of the whole population are 0.49. @param {number} items @param {number} raters */
export function labels(items, raters) {
  return Array.from({ length: items }, () => {
    const right = Math.floor(random() * 3);
    return Array.from({ length: raters }, () => (random() < 0.7 ? right : Math.floor(random() * 3)));
  });
}

export function seed() {
  return Math.floor(random() * 2 ** 32);
}

/** @param {number} trials @param {number} chance */
export function binomial(trials, chance) {
  let count = 0;
  for (let i = 0; i < trials; i++) if (random() < chance) count++;
  return count;
}

/** @param {number} population @param {number} faulty @param {number} sampled */
export function hits(population, faulty, sampled) {
  const units = Array.from({ length: population }, (_, i) => i < faulty);
  return drawSample(units, sampled, random).filter(Boolean).length;
}
