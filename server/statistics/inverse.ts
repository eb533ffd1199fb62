/**
 * A quantile is a distribution function read backwards. Halving an interval that holds it needs nothing but that the
 * function goes one way. The interval is one of logarithms: 60 halvings then find a value of 10^-12 as exactly, digit by
 * digit, as one of 1000.
 */
const SMALLEST = Math.log(Number.MIN_VALUE);
const HALVINGS = 70;

/** Where a function of x > 0 that `grows` or `falls` takes the value `part`; `most`: an x known to lie beyond. */
export function quantileOf(
  part: (x: number) => number,
  wanted: number,
  way: "grows" | "falls",
  most: number = 1,
): number {
  let [low, high] = [SMALLEST, Math.log(most)];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (part(Math.exp(middle)) < wanted === (way === "grows")) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
