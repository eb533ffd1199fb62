/**
 * Fisher's exact test of a table of two by two. Given how many are in each group and how many say yes in all, the number of
 * yes in the first group follows a hypergeometric distribution if the groups do not differ. The p-value is the probability of
 * all tables that are no likelier than the one found (R. A. Fisher, "Statistical methods for research workers" (1934); R's
 * `fisher.test`). It needs no large numbers, unlike Pearson's (`pearson.ts`).
 */
import { logGamma } from "./gamma.ts";

/** Tables as likely as the one found, but for rounding, count as no likelier. */
const AS_LIKELY = 1 + 1e-7;

/** Two-sided. `yes` of `n` in each of the two groups. Throws RangeError for counts that are not whole or exceed their group. */
export function fisherExact(
  one: { readonly yes: number; readonly n: number },
  other: { readonly yes: number; readonly n: number },
): number {
  for (const { yes, n } of [one, other])
    if (!Number.isSafeInteger(yes) || !Number.isSafeInteger(n) || yes < 0 || yes > n)
      throw new RangeError(`${yes} of ${n} people is no count.`);
  const yes = one.yes + other.yes;
  const [least, most] = [Math.max(0, yes - other.n), Math.min(yes, one.n)];
  const logs = Array.from({ length: most - least + 1 }, (_, at) => {
    const inOne = least + at;
    return logChoose(one.n, inOne) + logChoose(other.n, yes - inOne);
  });
  const likeliest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - likeliest));
  const found = (weights[one.yes - least] ?? 0) * AS_LIKELY;
  const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);
  return Math.min(1, sum(weights.filter((weight) => weight <= found)) / sum(weights));
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}
