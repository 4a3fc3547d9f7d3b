import type { HypothesisPack, Segment } from '#core/segment.ts';
import type { PlacedHypothesis } from '#formats/format.ts';

/** Gathers translations into packs: one a document and system, texts by the segment's place. */
export class Packs {
  readonly #projectId: string;
  readonly #packs = new Map<string, { readonly documentId: string; readonly systemId: string; readonly texts: (string | null)[] }>();
  readonly #lengths = new Map<string, number>();
  #characters = 0;

  constructor(projectId: string) {
    this.#projectId = projectId;
  }

  /** Characters held now: what memory they take. */
  get characters(): number {
    return this.#characters;
  }

  add(hypotheses: readonly PlacedHypothesis[]): void {
    for (const { documentId, systemId, index, text } of hypotheses) {
      const key = `${documentId} ${systemId}`;
      let pack = this.#packs.get(key);
      if (!pack) {
        pack = { documentId, systemId, texts: [] };
        this.#packs.set(key, pack);
      }
      while (pack.texts.length < index) pack.texts.push(null);
      pack.texts[index] = text;
      this.#characters += text.length;
    }
  }

  /** Documents grow as their segments come; a pack is as long as its document. */
  count(segments: readonly Segment[]): void {
    for (const { documentId, index } of segments) this.#lengths.set(documentId, Math.max(this.#lengths.get(documentId) ?? 0, index + 1));
  }

  /** Takes out what was gathered since the last time, laid over what storage has of the same packs. */
  take(stored: ReadonlyMap<string, HypothesisPack>): readonly HypothesisPack[] {
    const taken = [...this.#packs].map(([key, { documentId, systemId, texts }]): HypothesisPack => {
      const before = stored.get(key)?.texts ?? [];
      const length = Math.max(this.#lengths.get(documentId) ?? 0, texts.length, before.length);
      return {
        documentId,
        systemId,
        projectId: this.#projectId,
        texts: Array.from({ length }, (_, index) => texts[index] ?? before[index] ?? null),
      };
    });
    this.#packs.clear();
    this.#characters = 0;
    return taken;
  }

  /** The keys of the packs that `take` would give. */
  get keys(): [string, string][] {
    return [...this.#packs.values()].map(({ documentId, systemId }) => [documentId, systemId]);
  }
}
