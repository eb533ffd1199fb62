/**
 * When citizens come, whatever the server does: a Poisson process whose rate goes up and down. Nobody waits for anybody before them to
 * be served, as nobody does at home; so a server that becomes slow is not spared the load that would show it (open loop; Schroeder,
 * Wierman and Harchol-Balter, NSDI 2006).
 */
import type { Chance } from "../simulation/chance.ts";

export interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** Arrivals a second where it begins and where it ends; in between along a line. */
  readonly from: number;
  readonly to: number;
}

/** From nothing to twice the planned peak, there for a while, and back. `seconds`: of all. */
export function ramp(peak: number, seconds: number): readonly Phase[] {
  const part = seconds / 5;
  return [
    { name: "up to the planned peak", seconds: part, from: 0, to: peak },
    { name: "up to twice of it", seconds: part, from: peak, to: 2 * peak },
    { name: "at twice the peak", seconds: part, from: 2 * peak, to: 2 * peak },
    { name: "down to the peak", seconds: part, from: 2 * peak, to: peak },
    { name: "down to nothing", seconds: part, from: peak, to: 0 },
  ];
}

/**
 * Milliseconds after the beginning, in order. By thinning (Lewis and Shedler 1979): arrivals at the phase's highest rate, each kept with
 * the share that the rate is of it at that moment.
 */
export function arrivalsIn(phases: readonly Phase[], chance: Pick<Chance, "fraction">): readonly number[] {
  const arrivals: number[] = [];
  let begins = 0;
  for (const { seconds, from, to } of phases) {
    const highest = Math.max(from, to);
    const gap = () => -Math.log(1 - chance.fraction()) / highest;
    for (let at = gap(); at < seconds; at += gap()) {
      const rate = from + ((to - from) * at) / seconds;
      if (chance.fraction() * highest < rate) arrivals.push((begins + at) * 1000);
    }
    begins += seconds;
  }
  return arrivals;
}

/** In which phase a moment lies, from 0; after the last one, how many there are. */
export function phaseAt(phases: readonly Phase[], milliseconds: number): number {
  let ends = 0;
  const at = phases.findIndex(({ seconds }) => {
    ends += seconds * 1000;
    return milliseconds < ends;
  });
  return at === -1 ? phases.length : at;
}
