import { Live } from '#state/live.svelte.ts';
import type { StetDatabase } from '#storage/db.ts';

/** The states that a project's texts and systems go through, each with a name of its own; '' before the first is known. */
export function textStates(db: StetDatabase, projectId: string, newId: () => string): Live<string> {
  // Counting is what the queries need to be asked again; the answer is a new name for the state that has come about.
  return new Live(async () => {
    await db.projects.get(projectId);
    for (const table of [db.documents, db.segments, db.systems, db.hypotheses]) await table.where('projectId').equals(projectId).count();
    return newId();
  }, '');
}
