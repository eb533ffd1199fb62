/** One request of a citizen, parsed at the door: what a handler may know of it. */
import type { CitizenSession } from "../records/session.ts";
import type { FormFields } from "./form.ts";
import type { Translate } from "./languages.ts";

export interface Visit {
  /** The address without its query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** Only the first value of a repeated name. */
  readonly query: Readonly<Record<string, string>>;
  /** The query as it came, with its question mark. */
  readonly search: string;
  readonly fields: FormFields;
  readonly now: Date;
  readonly language: string;
  readonly translate: Translate;
  readonly session: CitizenSession;
  /** A post with this session's own token; what it asks for may be done. */
  readonly proven: boolean;
  /** Who takes part, as this session or the one that has just ended knows them; null for a new browser. */
  readonly latest: Pick<CitizenSession, "person" | "guests"> | null;
  /** The languages this page is offered in. */
  readonly offered: readonly string[];
  /** Where the request came from, as one network: an IPv4 address or an IPv6 /64; undefined where an address names none. */
  readonly network: string | undefined;
  /** The cookie was ours, and its time is over. */
  readonly sessionEnded: boolean;
  /** Changes what the browser carries from the next answer on. */
  keep(changes: Partial<CitizenSession>): void;
}

/** Fields of our forms that are no question's. Those with an underscore cannot be: no id has one. */
const CONTROLS = ["go", "token", "language", "other_remarks", "challenge_solution", "device_mark"] as const;

export function control(visit: Visit, name: (typeof CONTROLS)[number]): string | undefined {
  return visit.fields[name]?.[0];
}

/** The fields that are questions'. */
export function answerFields(visit: Visit): FormFields {
  const controls: readonly string[] = CONTROLS;
  return Object.fromEntries(Object.entries(visit.fields).filter(([name]) => !controls.includes(name)));
}

/** Whether the field was filled in that nobody sees (`views/partials/trap.hbs`). */
export function fellIntoTrap(visit: Visit): boolean {
  return (control(visit, "other_remarks") ?? "").trim() !== "";
}
