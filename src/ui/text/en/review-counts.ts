/** Counts in words, for the sentences of Review. */
export const segments = (count: number): string => (count === 1 ? '1 segment' : `${count} segments`);
export const problems = (count: number): string => (count === 0 ? 'No problem' : count === 1 ? '1 problem' : `${count} problems`);
export const documents = (count: number): string => (count === 1 ? '1 document' : `${count} documents`);
