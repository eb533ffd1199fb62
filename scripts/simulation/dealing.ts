/**
 * Dealing instead of drawing: as many cards of each kind as the shares ask for, shuffled. What was dealt comes out of the
 * report to the last answer, so that a lost or doubled response cannot hide behind chance.
 */
import type { Chance } from "./chance.ts";

/** Weights by name; only their proportions count. */
export type Shares = Readonly<Record<string, number>>;

/**
 * How many of `total` each name gets: the whole part of its quota, and one of those left over for the largest remainders
 * (Hamilton's method). The counts add up to `total`.
 */
export function counts(shares: Shares, total: number): ReadonlyMap<string, number> {
  const sum = Object.values(shares).reduce((added, share) => added + share, 0);
  const quotas = Object.entries(shares).map(([name, share]) => ({ name, quota: (total * share) / sum }));
  const dealt = new Map(quotas.map(({ name, quota }) => [name, Math.floor(quota)]));
  const left = total - [...dealt.values()].reduce((added, count) => added + count, 0);
  const byRemainder = [...quotas].sort((a, b) => (b.quota % 1) - (a.quota % 1));
  for (const { name } of byRemainder.slice(0, left)) dealt.set(name, (dealt.get(name) ?? 0) + 1);
  return dealt;
}

/** `total` names in random order. `exact`: dealt by `counts`; else each drawn for itself. */
export function dealt(shares: Shares, total: number, chance: Chance, exact: boolean): readonly string[] {
  if (!exact) return Array.from({ length: total }, () => chance.pick(shares));
  const cards = [...counts(shares, total)].flatMap(([name, count]) => Array<string>(count).fill(name));
  return chance.shuffled(cards);
}
