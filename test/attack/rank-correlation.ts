/** Spearman's rank correlation: Pearson's of the ranks, ties sharing the mean of theirs (Spearman, 1904). 0 where one side never varies. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const x = ranks(pairs.map(([first]) => first));
  const y = ranks(pairs.map(([, second]) => second));
  const middle = (pairs.length + 1) / 2;
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, rank, at) => sum + (rank - middle) * ((b[at] ?? middle) - middle), 0);
  const spread = Math.sqrt(product(x, x) * product(y, y));
  return spread === 0 ? 0 : product(x, y) / spread;
}

function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const result = new Array<number>(values.length).fill(0);
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && order[end]?.value === order[first]?.value) end += 1;
    for (const { at } of order.slice(first, end)) result[at] = (first + end + 1) / 2;
    first = end;
  }
  return result;
}
