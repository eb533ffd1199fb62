/** Errors and intervals of figures that are told in steps: of nothing but the rounded figure and an effective size. */
import { wilsonOfShare } from "../statistics/proportion.ts";
import { tQuantile } from "../statistics/students-t.ts";

export interface ToldBounds {
  readonly se: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's interval around every share that is rounded to this one. `size`: the effective size, above 0. `certain`: that share is 0 or 1
 * itself, and not rounded to it; its error is 0 then. To four digits, the error to two.
 */
export function shareBounds(
  share: number,
  { step, size, certain }: { readonly step: number; readonly size: number; readonly certain: boolean },
): ToldBounds {
  const [least, most] = [Math.max(0, share - step / 2), Math.min(1, share + step / 2)];
  const inside = Math.min(Math.max(share, step / 2), 1 - step / 2);
  return {
    low: fourDigits(wilsonOfShare(certain ? share : least, size).low ?? 0),
    high: fourDigits(wilsonOfShare(certain ? share : most, size).high ?? 1),
    se: certain ? 0 : twoDigits(Math.sqrt((inside * (1 - inside)) / size)),
  };
}

/** Student's t around every mean that is rounded to this one. `sd`: of the answers. */
export function meanBounds(
  mean: number,
  { step, size, sd }: { readonly step: number; readonly size: number; readonly sd: number },
): ToldBounds {
  const se = sd / Math.sqrt(size);
  const reach = tQuantile(0.975, Math.max(1, size - 1)) * se + step / 2;
  return { low: fourDigits(mean - reach), high: fourDigits(mean + reach), se: twoDigits(se) };
}

function fourDigits(value: number): number {
  return Number(value.toFixed(4));
}

function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
