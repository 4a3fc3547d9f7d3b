import type { PlotFrame } from '#plots/plot.ts';
import { FONT, GRID, INK, QUIET } from '#plots/plot.ts';
import type { Scale } from '#plots/scale.ts';
import type { Svg } from '#plots/svg.ts';
import { svg } from '#plots/svg.ts';

/** Narrower than this, a row's name stands above what is drawn for it. */
const NARROW = 480;
const LEAST_WIDTH = 240;
const MOST_LABEL = 220;

/** What a sheet needs to know. */
export type ChartFrame = Pick<PlotFrame, 'id' | 'width' | 'dir' | 'lang'>;

/** The sheet that a plot is drawn on. Inline coordinates: 0 is where reading begins, whichever side that is. */
export class Chart {
  readonly width: number;
  readonly isNarrow: boolean;
  /** Where rows begin after their names; 0 where the names stand above. */
  readonly labelWidth: number;
  readonly #frame: ChartFrame;

  constructor(frame: ChartFrame) {
    this.#frame = frame;
    this.width = Math.max(LEAST_WIDTH, Math.round(frame.width));
    this.isNarrow = this.width < NARROW;
    this.labelWidth = this.isNarrow ? 0 : Math.min(MOST_LABEL, Math.round(this.width * 0.3));
  }

  /** Where a box of that width begins on the page. */
  at(start: number, boxWidth = 0): number {
    return this.#frame.dir === 'rtl' ? this.width - start - boxWidth : start;
  }

  /** The finished picture. Without a body it says `empty`. */
  finish(
    id: string,
    { title, description, empty }: { readonly title: string; readonly description: string; readonly empty: string },
    height: number,
    body: readonly Svg[],
  ): string {
    const { lang, dir } = this.#frame;
    const own = `${this.#frame.id}-${id}`;
    const isEmpty = body.length === 0;
    const tall = isEmpty ? 32 : height;
    const inside = isEmpty ? [this.text(empty, 0, 20, { quiet: true })] : body;
    return svg`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${own}-title ${own}-description" width="${this.width}" height="${tall}" viewBox="0 0 ${this.width} ${tall}" font-family="${FONT}" font-size="13" lang="${lang}" direction="${dir}"><title id="${own}-title">${title}</title><desc id="${own}-description">${isEmpty ? empty : description}</desc>${inside}</svg>`
      .text;
  }

  /** An id of something within the picture, unlike that of any other picture on the page. */
  own(id: string): string {
    return `${this.#frame.id}-${id}`;
  }

  text(words: string, start: number, y: number, { quiet = false, anchor = 'start', size = 13, bold = false }: TextLook = {}): Svg {
    const weight = bold ? 600 : 400;
    return svg`<text x="${this.at(start)}" y="${y}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${quiet ? QUIET : INK}">${words}</text>`;
  }

  /** A row's name, cut to fit, whole in its title. */
  rowName(name: string, y: number): Svg {
    const room = this.isNarrow ? this.width : this.labelWidth;
    return svg`<text x="${this.at(0)}" y="${y}" fill="${INK}"><title>${name}</title>${shortened(name, room)}</text>`;
  }

  /** Hairlines and numbers of a scale between two inline places; the numbers stand under `bottom`. */
  axis(scale: Scale, { start, room, top, bottom }: AxisPlace, written: (tick: number) => string): readonly Svg[] {
    return scale.ticks.map((tick, i) => {
      const at = start + scale.share(tick) * room;
      const anchor = i === 0 && start === 0 ? 'start' : i === scale.ticks.length - 1 && start + room >= this.width ? 'end' : 'middle';
      return svg`<g><line x1="${this.at(at)}" x2="${this.at(at)}" y1="${top}" y2="${bottom}" stroke="${GRID}"/>${this.text(written(tick), at, bottom + 15, { quiet: true, size: 11, anchor })}</g>`;
    });
  }
}

interface TextLook {
  readonly quiet?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly bold?: boolean;
}

interface AxisPlace {
  readonly start: number;
  readonly room: number;
  readonly top: number;
  readonly bottom: number;
}

/** Cut to fit, by a width that letters of the font seldom exceed. */
export function shortened(label: string, room: number): string {
  const most = Math.max(8, Math.floor((room - 8) / 7));
  const letters = [...label];
  return letters.length <= most ? label : `${letters.slice(0, most - 1).join('')}…`;
}
