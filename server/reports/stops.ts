/** Where people stop on their way from the consent screen to the end, whoever lost most first. */
import type { Definition } from "../survey/definition.ts";
import { type Counted, type Funnel, rate } from "./funnel.ts";
import { dropOff } from "./over-time.ts";

export interface Stop {
  /** `declined`, `undecided` (neither agreed nor declined), `agreed` (and saw no question), or `page`. */
  readonly at: "declined" | "undecided" | "agreed" | "page";
  /** Of `page`: its id. */
  readonly page: string;
  readonly came: number;
  readonly left: number;
  /** left / came; null where nobody came. */
  readonly share: number | null;
}

/**
 * The path has no fork: whoever left at one of these is in no later one. Counts are written apart from sends and page by page, so
 * for seconds a later stage may be ahead of an earlier one; nobody is said to have left then.
 */
export function stopsOf(funnel: Funnel, definition: Definition, counts: readonly Counted[]): readonly Stop[] {
  const { consent_shown: asked, agreed, declined, started, sent } = funnel;
  const stop = (at: Stop["at"], page: string, came: number, gone: number): Stop => {
    const left = Math.max(0, gone);
    return { at, page, came, left, share: rate(left, came) };
  };
  const stops = [
    stop("declined", "", asked, declined),
    stop("undecided", "", asked, asked - agreed - declined),
    stop("agreed", "", agreed, agreed - started),
    ...dropOff(definition, counts, sent).map(({ page, reached, left }) => stop("page", page, reached, left)),
  ];
  return stops.filter(({ came }) => came > 0).toSorted((a, b) => b.left - a.left);
}
