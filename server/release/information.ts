/**
 * What a repair costs: the part of the keys' information that the file no longer has. A value of share p carries -log2(p) bits;
 * a recoded one still tells its group, a withheld one tells nothing. It is the non-uniform entropy of A. Gionis and T. Tassa,
 * "k-Anonymization with minimal loss of information", IEEE TKDE 21 (2009), which ARX uses, too.
 */

/** By code of a variable: the bits that one record's value carries. A code that nobody has carries none. */
export function bitsOf(counts: readonly number[]): readonly number[] {
  const records = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? 0 : Math.log2(records / count)));
}

/** How many records have each code, `weights` records at each place. */
export function countsOf(codes: ArrayLike<number>, weights: ArrayLike<number>, size: number): number[] {
  const counts = Array.from({ length: size }, () => 0);
  for (let at = 0; at < codes.length; at += 1)
    counts[codes[at] ?? 0] = (counts[codes[at] ?? 0] ?? 0) + (weights[at] ?? 0);
  return counts;
}
