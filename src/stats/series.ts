/** A statistic that depends on its units only through sums: a mean, a corpus score. */
export interface Series {
  /** `width` numbers for each unit, one unit after the other; zeros for a unit that has none. */
  readonly rows: Float64Array | Uint32Array;
  readonly width: number;
  /** How many members each unit has: segments of a document, 0 for a unit without a value. One each where not given. */
  readonly members?: Float64Array;
  /** The statistic of `members` members whose numbers add up to `sums`, which is not to be kept. NaN of none. */
  readonly value: (sums: Float64Array, members: number) => number;
  /** The same object for all states of what changes now and then: where few units differ, one state's resamples are had from another's. */
  readonly line?: object;
  /**
   * Whether a randomisation counts exchanges that are level with what was seen, as an exact test asks: without them equal systems are refused too often where many are level, as sums of a few weights are. sacreBLEU's own test of corpus
   * scores leaves them out.
   */
  readonly countsTies?: boolean;
}

/** The statistic of every unit once. */
export function valueOf({ rows, width, members, value }: Series): number {
  const sums = new Float64Array(width);
  for (let w = 0; w < width; w++) {
    let sum = 0;
    for (let i = w; i < rows.length; i += width) sum += rows[i] ?? 0;
    sums[w] = sum;
  }
  return value(sums, members ? members.reduce((sum, count) => sum + count, 0) : rows.length / width);
}

/** The mean of one number a unit; NaN is a unit without a value. */
export function meanSeries(values: Float64Array): Series {
  const value = ([sum = NaN]: Float64Array, members: number): number => (members === 0 ? NaN : sum / members);
  const countsTies = true;
  if (!values.some(Number.isNaN)) return { rows: values, width: 1, value, countsTies };
  return {
    rows: values.map((one) => (Number.isNaN(one) ? 0 : one)),
    width: 1,
    members: values.map((one) => (Number.isNaN(one) ? 0 : 1)),
    value,
    countsTies,
  };
}

/** Units that have members. */
export function filledUnits({ rows, width, members }: Series): number {
  return members ? members.reduce((count, own) => count + (own > 0 ? 1 : 0), 0) : rows.length / width;
}

/** Whether two series of the same statistic have the same numbers and members. */
export function isSameSeries(a: Series, b: Series): boolean {
  const isEqual = (some: Series['rows'], others: Series['rows']): boolean =>
    some.length === others.length && some.every((one, i) => one === others[i]);
  return a.width === b.width && hasSameMembers(a, b) && isEqual(a.rows, b.rows);
}

/** Whether two series have as many members in every unit. */
export function hasSameMembers({ members: a }: Series, { members: b }: Series): boolean {
  return a === b || (a !== undefined && b !== undefined && a.every((count, i) => count === b[i]));
}

/** A series without the units in which the other has no members. */
export function withoutOthers({ rows, width, members, value, countsTies = false }: Series, other: Series): Series {
  const own = rows.slice();
  const left = members?.slice() ?? new Float64Array(rows.length / width).fill(1);
  for (let unit = 0; unit < left.length; unit++) {
    if ((other.members?.[unit] ?? 1) > 0) continue;
    left[unit] = 0;
    own.fill(0, unit * width, (unit + 1) * width);
  }
  return { rows: own, width, members: left, value, countsTies };
}

/** The same statistic of the same numbers, with units made of several: `groups[i]` is the place of unit i's group. */
export function grouped({ rows, width, members, value, countsTies = false }: Series, groups: Uint32Array, count: number): Series {
  const sums = new Float64Array(count * width);
  const sizes = new Float64Array(count);
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i] ?? 0;
    sizes[group] = (sizes[group] ?? 0) + (members ? (members[i] ?? 0) : 1);
    for (let w = 0; w < width; w++) sums[group * width + w] = (sums[group * width + w] ?? 0) + (rows[i * width + w] ?? 0);
  }
  return { rows: sums, width, members: sizes, value, countsTies };
}

/** A series' numbers by place in the row, then its members where they differ. */
export function columnsOf({ rows, width, members }: Series): readonly Float64Array[] {
  const units = rows.length / width;
  const columns = Array.from({ length: width }, (_, w) => {
    const column = new Float64Array(units);
    for (let i = 0; i < units; i++) column[i] = rows[i * width + w] ?? 0;
    return column;
  });
  return members ? [...columns, members] : columns;
}
