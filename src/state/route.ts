export const PROJECT_PAGES = ['annotate', 'review', 'evaluate', 'models', 'share'] as const;
export type ProjectPage = (typeof PROJECT_PAGES)[number];

/** Where the person is; lives in the URL's hash, since static hosts rewrite nothing. */
export type Route =
  | { readonly page: 'projects' | 'models' }
  | {
      readonly page: ProjectPage;
      readonly projectId: string;
      readonly documentId?: string;
      readonly systemId?: string;
      /** 0-based. */
      readonly segmentIndex?: number;
      /** What follows `?` in the hash, such as a filter or a sample. */
      readonly query?: string;
    };

/** The route of a hash; anything unknown is the projects page. */
export function parseRoute(hash: string): Route {
  const [path = '', query] = hash.replace(/^#\/?/, '').split('?', 2);
  const [first, projectId, page, documentId, systemId, index] = path.split('/').map(decode);
  if (first === 'models') return { page: 'models' };
  const known = PROJECT_PAGES.find((candidate) => candidate === page);
  if (first !== 'p' || !projectId || !known) return { page: 'projects' };
  const segmentIndex = index === undefined ? NaN : Number(index);
  return {
    page: known,
    projectId,
    ...(documentId ? { documentId } : {}),
    ...(systemId ? { systemId } : {}),
    ...(Number.isInteger(segmentIndex) && segmentIndex >= 0 ? { segmentIndex } : {}),
    ...(query ? { query } : {}),
  };
}

/** The hash of a route; `parseRoute` reads it back. */
export function hashOf(route: Route): string {
  if (!('projectId' in route)) return route.page === 'projects' ? '#/' : `#/${route.page}`;
  const steps = ['p', route.projectId, route.page];
  if (route.documentId !== undefined && route.systemId !== undefined) {
    steps.push(route.documentId, route.systemId);
    if (route.segmentIndex !== undefined) steps.push(String(route.segmentIndex));
  }
  return `#/${steps.map(encodeURIComponent).join('/')}${route.query ? `?${route.query}` : ''}`;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch (cause) {
    if (cause instanceof URIError) return '';
    throw cause;
  }
}
