/**
 * How many equal values follow each other at the most ("longstring"; Johnson 2005, J. Res. Personality 39, 103). Long runs
 * down a grid are what answering without reading looks like; so do some honest grids, which is why a run alone proves nothing.
 */
export function longestRun(values: readonly number[]): number {
  let longest = 0;
  let current = 0;
  values.forEach((value, at) => {
    current = at > 0 && value === values[at - 1] ? current + 1 : 1;
    longest = Math.max(longest, current);
  });
  return longest;
}
