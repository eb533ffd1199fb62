/** Quantiles of what was timed, by the nearest rank. */

/** `share`: 0.95 for p95. NaN of nothing. */
export function quantile(sample: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(sample).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(sample: ArrayLike<number>): number {
  return quantile(sample, 0.5);
}
