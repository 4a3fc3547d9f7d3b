import type { Annotation } from '#core/annotation.ts';

/** A segment of a system. */
export interface Unit {
  readonly unitId: string;
  readonly systemId: string;
}

/** A project's annotations by what they judge; one that changes touches only that. */
export class AnnotationIndex {
  readonly #byId = new Map<string, Annotation>();
  readonly #byUnit = new Map<string, Map<string, Map<string, Annotation>>>();

  constructor(annotations: readonly Annotation[]) {
    for (const annotation of annotations) this.#add(annotation);
  }

  /** By segment id. */
  ofSystem(systemId: string): ReadonlyMap<string, ReadonlyMap<string, Annotation>> {
    return this.#byUnit.get(systemId) ?? new Map<string, Map<string, Annotation>>();
  }

  /** Puts annotations as they are now, or takes out what is undefined; gives what was touched. */
  change(changes: readonly (readonly [id: string, now: Annotation | undefined])[]): readonly Unit[] {
    const touched: Unit[] = [];
    for (const [id, now] of changes) {
      const before = this.#byId.get(id);
      if (before) touched.push(before);
      // What stays where it was keeps its turn, so that sums do not depend on what was changed last.
      if (before && !(now && before.systemId === now.systemId && before.unitId === now.unitId)) {
        this.#byId.delete(id);
        this.#byUnit.get(before.systemId)?.get(before.unitId)?.delete(id);
      }
      if (now) {
        this.#add(now);
        touched.push(now);
      }
    }
    return touched;
  }

  #add(annotation: Annotation): void {
    const { id, systemId, unitId } = annotation;
    this.#byId.set(id, annotation);
    const units = this.#byUnit.get(systemId) ?? new Map<string, Map<string, Annotation>>();
    this.#byUnit.set(systemId, units);
    const own = units.get(unitId) ?? new Map<string, Annotation>();
    units.set(unitId, own);
    own.set(id, annotation);
  }
}
