// What score.bench.js measures, served on a page of its own: the metrics themselves, and the score worker over a database of made-up texts.
import { annotationId, emptyAnnotation } from '#core/annotation.ts';
import type { Annotation } from '#core/annotation.ts';
import type { ScoreRequest } from '#core/score-settings.ts';
import { WHOLE_SHEET } from '#core/score-settings.ts';
import { documentId, segmentId, systemId } from '#core/segment.ts';
import { Bleu } from '#metrics/bleu.ts';
import { Chrf } from '#metrics/chrf.ts';
import { corpusStats, sumStats } from '#metrics/corpus.ts';
import type { TextMetric } from '#metrics/metric.ts';
import { Ter } from '#metrics/ter.ts';
import { bootstrapP, meanAndHalf } from '#stats/bootstrap.ts';
import { Random } from '#stats/random.ts';
import { Resamples, resample } from '#stats/resampling.ts';
import type { Series } from '#stats/series.ts';
import { valueOf } from '#stats/series.ts';
import { StetDatabase } from '#storage/db.ts';
import { appendGestures } from '#storage/events.ts';
import { Workers } from '#workers/pool.ts';
import type { Seen } from '#workers/score-reader.ts';
import { allowOwnScripts } from '#workers/trusted-types.ts';

interface Corpus {
  readonly references: readonly string[];
  readonly systems: readonly (readonly string[])[];
}

interface Planted {
  readonly projectId: string;
  readonly segments: number;
  readonly systems: number;
  /** Each segment of each system with marks and a score, but for the first of each document. */
  readonly isJudged: boolean;
}

const DOCUMENT = 200;
/** Nothing is written while the bench computes, but for what it says. */
const SEEN: Seen = { texts: 'a', ratings: { log: 'bench', at: 0 } };

allowOwnScripts();
const db = new StetDatabase('stet');
const workers = new Workers();

function metrics(): readonly TextMetric[] {
  return [new Bleu(), new Chrf(), new Ter()];
}

/** Milliseconds to score every system by every metric from its texts, and the scores. */
function scoreCorpus({ references, systems }: Corpus): { ms: number; scores: number[][] } {
  const start = performance.now();
  const scores = metrics().map((metric) =>
    systems.map((system) => metric.score(sumStats(corpusStats(metric, paired(system, references)), metric.width))),
  );
  return { ms: performance.now() - start, scores };
}

/** Milliseconds to count what resampling needs, then to resample it and test every system against the first, and the p-values. */
function bootstrapCorpus({ references, systems }: Corpus, samples: number): { countMs: number; ms: number; ps: number[][] } {
  const start = performance.now();
  const series = metrics().map((metric) =>
    systems.map((system): Series => ({
      rows: corpusStats(metric, paired(system, references)),
      width: metric.width,
      value: (sums) => metric.score(sums),
    })),
  );
  const counted = performance.now();
  const running = resample(series.flat(), new Resamples({ units: references.length, samples, seed: 12345 }));
  let step = running.next();
  while (!step.done) step = running.next();
  const values = step.value;
  const ps = series.map((row, m) => {
    const base = values[m * systems.length];
    return row.map((one, s) => {
      const own = values[m * systems.length + s];
      if (!base || !own) throw new Error('a series has no values');
      meanAndHalf(own);
      const differences = own.map((value, i) => value - (base[i] ?? NaN));
      return bootstrapP(differences, valueOf(one) - valueOf(row[0] ?? one));
    });
  });
  return { countMs: counted - start, ms: performance.now() - counted, ps };
}

function paired(system: readonly string[], references: readonly string[]): { hypothesis: string; references: string[] }[] {
  return system.map((hypothesis, i) => ({ hypothesis, references: [references[i] ?? ''] }));
}

/** Sentences of made-up words, most of them from a few hundred common ones, and translations that differ from them here and there. */
class Writer {
  readonly #random = new Random(2026);

  sentence(): string[] {
    return Array.from({ length: 6 + this.#random.below(30) }, () => this.#word());
  }

  variant(words: readonly string[], errors: number): string {
    const made = words.flatMap((word) => {
      const chance = this.#random.below(100);
      if (chance >= errors) return [word];
      if (chance % 3 === 0) return [];
      return chance % 3 === 1 ? [this.#word()] : [word, this.#word()];
    });
    if (this.#random.below(3) === 0) made.push(...made.splice(this.#random.below(made.length + 1), 2));
    return `${made.join(' ')}.`;
  }

  #word(): string {
    const rank = Math.floor(20_000 ** this.#random.next());
    const syllables = ['ka', 'ber', 'lo', 'min', 'ta', 'schu', 'ne', 'ri', 'gol', 'ös', 'pa', 'dent'];
    let word = '';
    for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / syllables.length)) word += syllables[rest % syllables.length] ?? '';
    return rank % 17 === 0 ? `${word},` : word;
  }
}

/** Fills the database with a project of made-up texts. */
async function plant({ projectId, segments, systems, isJudged }: Planted): Promise<void> {
  const writer = new Writer();
  await db.projects.put({
    id: projectId,
    name: projectId,
    sourceLang: 'en',
    targetLang: 'de',
    protocols: ['MQM', 'ESA'],
    typologyId: 'mqm-core',
    createdAt: 0,
  });
  await db.systems.bulkPut(
    Array.from({ length: systems }, (_, s) => ({ id: systemId(projectId, s), projectId, name: `System ${s}`, origin: 'import' as const })),
  );
  for (let order = 0; order * DOCUMENT < segments; order++) {
    const id = documentId(projectId, order);
    const sentences = Array.from({ length: Math.min(DOCUMENT, segments - order * DOCUMENT) }, () => writer.sentence());
    await db.transaction('rw', [db.documents, db.segments, db.hypotheses, db.annotations], async () => {
      await db.documents.put({ id, projectId, name: `Document ${order}`, order });
      await db.segments.bulkPut(
        sentences.map((words, index) => ({
          id: segmentId(id, index),
          projectId,
          documentId: id,
          index,
          source: words.toReversed().join(' '),
          references: { ref: `${words.join(' ')}.` },
        })),
      );
      await db.hypotheses.bulkPut(
        Array.from({ length: systems }, (_, s) => ({
          documentId: id,
          systemId: systemId(projectId, s),
          projectId,
          texts: sentences.map((words) => writer.variant(words, 25 + s)),
        })),
      );
      if (!isJudged) return;
      await db.annotations.bulkPut(
        sentences
          .slice(1)
          .flatMap((_, before) =>
            Array.from({ length: systems }, (__, s) => judgement(projectId, segmentId(id, before + 1), s, (before * 7 + s) % 101)),
          ),
      );
    });
  }
}

function judgement(projectId: string, unitId: string, system: number, score: number): Annotation {
  const key = {
    projectId,
    level: 'segment',
    unitId,
    systemId: systemId(projectId, system),
    annotatorId: `${projectId}.a0`,
    round: 1,
  } as const;
  const errors = Array.from({ length: score % 3 }, (_, i) => ({
    id: `${unitId} ${i}`,
    parts: [],
    category: score % 2 === 0 ? 'accuracy/mistranslation' : 'fluency/grammar',
    severity: score % 5 === 0 ? ('major' as const) : ('minor' as const),
    origin: 'human' as const,
  }));
  return { ...emptyAnnotation(key), id: annotationId(key), errors, scores: { ESA: score }, status: 'done', updatedAt: score };
}

/** Seconds to the whole sheet, and how often progress was heard. */
async function wholeSheet(projectId: string): Promise<{ seconds: number; heard: number; values: (number | undefined)[] }> {
  let heard = 0;
  const start = performance.now();
  const sheet = await workers.score.sheet(projectId, WHOLE_SHEET, SEEN, { progress: () => heard++ });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, heard, values: sheet.systems.flatMap(({ values }) => values.map((one) => one?.low)) };
}

/** Milliseconds from giving a computation up until it has stopped. */
async function abortSheet(projectId: string): Promise<number> {
  const controller = new AbortController();
  const request: ScoreRequest = { ...WHOLE_SHEET, settings: { ...WHOLE_SHEET.settings, seed: 7 } };
  const running = workers.score.sheet(projectId, request, SEEN, { signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 400));
  const start = performance.now();
  controller.abort();
  const ended = await running.then(
    () => 'finished',
    (error: unknown) => (error instanceof DOMException ? error.name : String(error)),
  );
  if (ended !== 'AbortError') throw new Error(`the computation was to be given up and ${ended}`);
  return performance.now() - start;
}

/** Judges the first segment of one document and system, which nobody had, as the editor does; gives the time of the commit in milliseconds since 1970. */
async function judge(projectId: string, document: number, system: number): Promise<number> {
  const { id: _, ...key } = judgement(projectId, segmentId(documentId(projectId, document), 0), system, 0);
  const set = (field: string, value: unknown) => ({ key, kind: 'set', field, value }) as const;
  const stamp = { now: () => Date.now(), newId: () => crypto.randomUUID(), appVersion: 'bench' };
  await appendGestures(db, [set('scores.ESA', 40 + document), set('status', 'done')], stamp);
  return performance.timeOrigin + performance.now();
}

export const scorePage = { scoreCorpus, bootstrapCorpus, plant, wholeSheet, abortSheet, judge };
Object.assign(globalThis, { scorePage });
