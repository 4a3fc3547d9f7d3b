/** Pearson's correlation. */
export function pearson(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [x, y] = [value - meanA, (b[i] ?? 0) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  });
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

/** Spearman's rank correlation; ties get their mean rank. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  return pearson(ranks(a), ranks(b));
}

/** The chance that a bad one gets a higher risk than a good one (area under the ROC curve); 0.5 where there are none of a kind. */
export function auc(risks: readonly number[], isBad: readonly boolean[]): number {
  const bad = isBad.filter(Boolean).length;
  const good = isBad.length - bad;
  if (bad === 0 || good === 0) return 0.5;
  const sum = ranks(risks).reduce((total, rank, i) => total + (isBad[i] === true ? rank : 0), 0);
  return (sum - (bad * (bad + 1)) / 2) / (bad * good);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const found = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1;
    for (const i of order.slice(start, end)) found[i] = (start + 1 + end) / 2;
    start = end;
  }
  return found;
}
