/** Which list of the review page is open and where in it the person is; it lives in the address, so a reload keeps it. */
export type ReviewPlace =
  | { readonly list: 'start' }
  | { readonly list: 'sample'; readonly sampleId?: string; readonly unitId?: string; readonly systemId?: string }
  | { readonly list: 'differ'; readonly unitId?: string; readonly systemId?: string };

/** Reads `Route.query`; anything unknown is the newest sample. */
export function parsePlace(query: string | undefined): ReviewPlace {
  const values = new URLSearchParams(query);
  const list = values.get('list');
  if (list === 'start') return { list };
  const [sampleId, unitId, systemId] = ['sample', 'unit', 'system'].map((name) => values.get(name) ?? undefined);
  const unit = { ...(unitId === undefined ? {} : { unitId }), ...(systemId === undefined ? {} : { systemId }) };
  if (list === 'differ') return { list, ...unit };
  return { list: 'sample', ...unit, ...(sampleId === undefined ? {} : { sampleId }) };
}

/** The query of a place; `parsePlace` reads it back. */
export function queryOf(place: ReviewPlace): string {
  const values = new URLSearchParams();
  if (place.list !== 'sample') values.set('list', place.list);
  if (place.list === 'sample' && place.sampleId !== undefined) values.set('sample', place.sampleId);
  if (place.list !== 'start' && place.unitId !== undefined) values.set('unit', place.unitId);
  if (place.list !== 'start' && place.systemId !== undefined) values.set('system', place.systemId);
  return values.toString();
}
