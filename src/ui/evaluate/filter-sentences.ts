import type { Typology } from '#core/typology.ts';
import { categoryNames } from '#core/typology.ts';
import type { PlotSource } from '#plots/plot.ts';
import { nameOf } from '#plots/plot.ts';
import type { Words } from '#ui/text/words.svelte.ts';

/** Which part of the project the sheet is about, a sentence for each thing that is filtered by; none for all of it. */
export function filterSentences(words: Words, source: PlotSource, typology: Typology): readonly string[] {
  const text = words.text.evaluate.report;
  const { systemIds, documentIds, annotatorIds, categories, severities, text: sought, isPattern } = source.sheet.request.filter;
  const documents = new Map(source.documents.map(({ id, name }) => [id, name]));
  const marks = [
    ...categories.map((path) => categoryNames(typology, path).join(' / ')),
    ...severities.map((severity) => words.text.evaluate.severities[severity]),
  ];
  return [
    ...(systemIds.length > 0 ? [text.filteredSystems(words.list(systemIds.map((id) => nameOf(source, id))))] : []),
    ...(documentIds.length > 0 ? [text.filteredDocuments(words.list(documentIds.map((id) => documents.get(id) ?? id)))] : []),
    ...(annotatorIds.length > 0 ? [text.filteredPeople(words.list(annotatorIds.map((id) => source.annotatorNames?.get(id) ?? id)))] : []),
    ...(marks.length > 0 ? [text.filteredMarks(words.list(marks))] : []),
    ...(sought === '' ? [] : [isPattern ? text.filteredPattern(sought) : text.filteredText(sought)]),
  ];
}
