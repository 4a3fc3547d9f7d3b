import type { Annotation, AnnotationKey, Verdict } from '#core/annotation.ts';
import { annotationId, emptyAnnotation, VERDICT_ANSWER } from '#core/annotation.ts';
import { setComment, setStatus } from '#core/edit.ts';
import type { Gesture } from '#core/event.ts';
import type { ReviewUnit } from '#core/review-unit.ts';
import type { Sample, SampleUnit } from '#core/sample.ts';
import { sampleUnits } from '#core/sample.ts';
import type { StetDatabase } from '#storage/db.ts';
import type { GestureQueue } from '#state/editor-queue.svelte.ts';
import { Live } from '#state/live.svelte.ts';
import { reviewReversal } from '#state/review-history.ts';
import { verdictOf } from '#state/review-tally.ts';

const ROUND = 1;

/** What names a unit of a sample. */
export type UnitKey = Pick<SampleUnit, 'unitId' | 'systemId'>;

/** One person's verdicts on one sample: annotations of their own, with the sample as their item. */
export class ReviewVerdicts {
  readonly sample: Sample;
  readonly annotatorId: string;
  readonly #db: StetDatabase;
  readonly #queue: GestureQueue;
  readonly #committed: Live<ReadonlyMap<string, Annotation>>;
  /** What this tab has committed, until the database's own answer has caught up: the screen never steps back. */
  #appended = $state.raw<ReadonlyMap<string, Annotation>>(new Map());

  constructor(db: StetDatabase, sample: Sample, annotatorId: string, queue: GestureQueue) {
    this.#db = db;
    this.sample = sample;
    this.annotatorId = annotatorId;
    this.#queue = queue;
    this.#committed = new Live(async () => {
      const found = await db.annotations.bulkGet(sampleUnits(sample).map((unit) => annotationId(this.#key(unit))));
      return new Map(found.flatMap((annotation) => (annotation ? [[annotation.id, annotation] as const] : [])));
    }, new Map());
  }

  get isReady(): boolean {
    return this.#committed.isReady;
  }

  /** Takes over what this tab commits; returns the function that ends that. */
  follow(): () => void {
    return this.#queue.onCommit(({ annotation }) => {
      if (annotation.itemId === this.sample.id) this.#appended = new Map(this.#appended).set(annotation.id, annotation);
    });
  }

  /** With what is not committed yet painted over it. */
  of(unit: UnitKey): Annotation {
    const key = this.#key(unit);
    const id = annotationId(key);
    const [read, appended] = [this.#committed.current.get(id), this.#appended.get(id)];
    const latest = appended && appended.updatedAt > (read?.updatedAt ?? 0) ? appended : read;
    return this.#queue.paint(latest ?? emptyAnnotation(key));
  }

  give(unit: ReviewUnit, verdict: Verdict): void {
    const known = this.of(unit);
    const key = this.#key(unit);
    if (verdictOf(known) !== verdict) this.#add({ key, kind: 'set', field: `answers.${VERDICT_ANSWER}`, value: verdict }, unit);
    if (known.status !== 'done') this.#add(setStatus(key, 'done'), unit);
  }

  comment(unit: ReviewUnit, comment: string): void {
    if ((this.of(unit).comment ?? '') !== comment) this.#add(setComment(this.#key(unit), comment), unit);
  }

  /** Takes back the last step in this sample, or brings it back; the unit it was about, undefined where there is none. */
  async reverse(direction: 'undo' | 'redo'): Promise<UnitKey | undefined> {
    const { annotatorId, sample } = this;
    const own = { projectId: sample.projectId, annotatorId, sampleId: sample.id };
    return this.#queue.turn(() => reviewReversal(this.#db, own, direction));
  }

  #add(gesture: Gesture, unit: ReviewUnit): void {
    void this.#queue.add(gesture, { textSha256: sha256(`${unit.source}\u0000${unit.target ?? ''}`) });
  }

  #key({ unitId, systemId }: UnitKey): AnnotationKey {
    const { id, projectId } = this.sample;
    return { projectId, level: 'segment', unitId, systemId, annotatorId: this.annotatorId, round: ROUND, itemId: id };
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
