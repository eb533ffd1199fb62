/** The part of the port that counts the funnel: what is told by day, language and place, and what is held back for now. */
import type { Count, DayCount } from "../records/funnel.ts";

export interface Counters {
  add(counts: readonly Count[]): Promise<void>;
  of(survey: string): Promise<readonly Count[]>;
  /** Added up over languages and places: few rows, for whoever looks often. In the order of days, stages and pages. */
  daily(survey: string): Promise<readonly DayCount[]>;
  /** The sum over the days before this one. Counts only grow, so while it is the same none of them has changed. */
  sumBefore(survey: string, day: string): Promise<number>;
}

/** Counts that are held back: what a row says only the server can open. */
export interface HeldCounts {
  find(survey: string): Promise<Uint8Array | undefined>;
  /** Compare and swap: `stale` if the row no longer holds `replacing` (undefined: no row yet). */
  save(survey: string, sealed: Uint8Array, replacing: Uint8Array | undefined): Promise<"saved" | "stale">;
  remove(survey: string): Promise<void>;
}
