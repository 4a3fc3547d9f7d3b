/**
 * Hybrid logical clock (Kulkarni et al. 2014) as text that sorts: 15 digits of epoch milliseconds, `-`, 6 digits of counter.
 * It never runs backwards, whatever the device's clock does.
 */
export function tick(last: string, now: number): string {
  const [wall, counter] = parse(last);
  const ms = Math.floor(now);
  return ms > wall ? format(ms, 0) : format(wall, counter + 1);
}

/** Epoch milliseconds of a clock value. */
export function clockTime(at: string): number {
  return parse(at)[0];
}

/** The clock value of a plain time, used for rows of files. */
export function clockAt(ms: number, counter = 0): string {
  return format(Math.max(0, Math.floor(ms)), counter);
}

function parse(at: string): [number, number] {
  return [Number(at.slice(0, 15)) || 0, Number(at.slice(16)) || 0];
}

function format(ms: number, counter: number): string {
  return `${String(ms).padStart(15, '0')}-${String(counter).padStart(6, '0')}`;
}
