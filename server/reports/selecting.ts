/** Whom a cleaning rule keeps of what was counted, and what they weigh. */
import type { MarginsRead } from "../survey/margins-reading.ts";
import type { Counting } from "./cleaning-compared.ts";
import type { SurveyCounts } from "./counting.ts";
import type { People } from "./margin-groups.ts";
import { peopleIn } from "./strata.ts";
import { type Selection, tallyOf } from "./tally.ts";
import { type PeopleWeighed, weighPeople } from "./weighting.ts";

export interface Selected extends Pick<PeopleWeighed, "report" | "remarks"> {
  readonly valid: number;
  readonly excluded: number;
  readonly people: People;
  readonly selection: Selection;
}

/** `rule`: its place among those that were counted by. */
export function selected(
  { strata, size, words }: SurveyCounts,
  rule: number,
  margins: MarginsRead | undefined,
): Selected {
  // Every response has one language.
  const counts = Int32Array.from(strata.rules, (_, stratum) =>
    words.languages.tables.reduce((sum, table) => sum + (table.counts[stratum] ?? 0), 0),
  );
  const people = peopleIn(strata, counts, rule);
  const valid = people.counts.reduce((sum, count) => sum + count, 0);
  const { places, weights, report, remarks } = weighPeople(people, valid, margins);
  const none = weights?.length ?? 1;
  const bit = 1 << rule;
  const chosen = Int32Array.from(strata.rules, (kept, stratum) =>
    (kept & bit) === 0 ? none : (places[strata.cells[stratum] ?? 0] ?? none),
  );
  return {
    ...{ valid, excluded: size - valid, people, report, remarks },
    selection: { strata: chosen, cells: places, weights },
  };
}

export function countingOf({ items }: Pick<SurveyCounts, "items">, selection: Selection): Counting {
  return { tallies: items.map((item) => tallyOf(item, selection)), isWeighted: selection.weights !== null };
}
