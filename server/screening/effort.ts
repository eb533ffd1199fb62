/**
 * How much a challenge asks of a browser: so many tries at the most, half of them on the average, each a PBKDF2 of `COST`
 * rounds. A cheap phone, six times slower than this machine, is done within about two seconds at the usual effort (README,
 * "Screening", has the measurement). Under load it is dearer; nobody waits for it even then.
 */
export const COST = 1000;

const USUAL = 500;
/** Consent screens a minute, and the effort from there on. The study's busiest hour had one a minute. */
const STEPS = [
  { from: 600, effort: 4 * USUAL },
  { from: 120, effort: 2 * USUAL },
] as const;

/** `perMinute`: how many challenges were given in the last minute. */
export function effortAt(perMinute: number): number {
  return STEPS.find(({ from }) => perMinute >= from)?.effort ?? USUAL;
}
