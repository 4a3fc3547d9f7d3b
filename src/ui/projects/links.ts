import type { ProjectPage } from '#state/route.ts';
import { hashOf } from '#state/route.ts';

/** The address of a project's page, for links. */
export function hashFor(page: ProjectPage, projectId: string): string {
  return hashOf({ page, projectId });
}
