/** The funnel's counts: how many journeys came so far, by day, language and place. Sums only; no row is about a person. */
export const STAGES = [
  "shown",
  "clicked",
  "consent_shown",
  "agreed",
  "declined",
  "started",
  "reached",
  "stopped",
] as const;

export type Stage = (typeof STAGES)[number];

export interface Count {
  readonly survey: string;
  /** `2024-10-05`, UTC. */
  readonly day: string;
  readonly stage: Stage;
  /** For `reached` the page's id, else empty. */
  readonly page: string;
  readonly language: string;
  /** Where the invitation hung; `direct` without one, `other` past the limit of places. */
  readonly place: string;
  readonly count: number;
}

/** The same added up over languages and places. */
export type DayCount = Pick<Count, "day" | "stage" | "page" | "count">;

export const DIRECT = "direct";
export const OTHER_PLACE = "other";
/** How many places a survey's counters tell apart: the addresses are open, so anybody could invent names. */
export const MOST_PLACES = 100;

/**
 * A place as it may be counted: a short slug; anything else is `other`. It is the one word that whoever writes an address
 * can put into our tables, so no number long enough to be somebody's telephone or identity is taken.
 */
export function placeFrom(from: string | undefined): string {
  if (from === undefined || from === "") return DIRECT;
  const isSlug = /^[a-z0-9][a-z0-9-]{0,39}$/.test(from);
  return isSlug && !/\d{6}/.test(from.replaceAll("-", "")) ? from : OTHER_PLACE;
}
