/** Which group of a margin people belong to: as the margins' file has the groups, and after small ones were joined. */
import { collapse } from "../statistics/collapsing.ts";
import { type Margin, targetsOf } from "../survey/margins.ts";
import type { MarginReport, WeightingNote } from "./weights-report.ts";

/** The part of the valid responses that may lack an answer to a margin's question before it is a warning. */
const MANY_MISSING = 0.05;

/** Who counts, by cell: people alike in all margins. */
export interface People {
  readonly counts: ArrayLike<number>;
  /** By margin, by cell: the group of the margins' file; -1 where it is not known. */
  readonly groups: readonly ArrayLike<number>[];
}

export interface GroupedMargin {
  readonly report: MarginReport;
  /** By cell: the group's place after joining; -1 where it is not known. */
  readonly groups: Int16Array;
  readonly targets: readonly number[];
  readonly notes: readonly WeightingNote[];
}

/** `at`: the margin's place among those of the people. `least`: groups of fewer people are joined to the group that they name. */
export function groupedBy(margin: Margin, at: number, people: People, least: number): GroupedMargin {
  const { question, universe, source, date } = margin;
  const groups = Int16Array.from({ length: people.counts.length }, (_, cell) => people.groups[at]?.[cell] ?? -1);
  const counts = margin.groups.map(() => 0);
  let missing = 0;
  for (const [cell, group] of groups.entries()) {
    const count = people.counts[cell] ?? 0;
    if (group >= 0) counts[group] = (counts[group] ?? 0) + count;
    else missing += count;
  }
  const answered = counts.reduce((sum, count) => sum + count, 0);
  const shares = targetsOf(margin);
  const joined = joinedGroups(margin, counts, shares, least);
  const homes = Int16Array.from([-1, ...joined.homes]);
  for (const [cell, group] of groups.entries()) groups[cell] = homes[group + 1] ?? -1;
  const reported = margin.groups.map(({ id, label, options }, at) => ({
    id,
    ...(label ? { label } : {}),
    options,
    n: counts[at] ?? 0,
    share: answered === 0 ? null : (counts[at] ?? 0) / answered,
    target: shares[at] ?? 0,
  }));
  const lacking: readonly WeightingNote[] =
    missing > MANY_MISSING * (missing + answered)
      ? [{ kind: "missing", margin: question, n: missing, of: missing + answered }]
      : [];
  return {
    report: { question, universe, source, date, missing, groups: reported },
    groups,
    targets: joined.targets,
    notes: [...joined.notes, ...lacking],
  };
}

function joinedGroups(margin: Margin, counts: readonly number[], shares: readonly number[], least: number) {
  const given = margin.groups.map(({ id, into }, at) => ({ id, into, n: counts[at] ?? 0, share: shares[at] ?? 0 }));
  const { home, groups, joined, tooSmall } = collapse(given, least);
  const { question } = margin;
  const nOf = (id: string) => groups.find((group) => group.id === id)?.n ?? 0;
  const named = (id: string) => {
    const label = margin.groups.find((group) => group.id === id)?.label;
    return { group: id, ...(label ? { label } : {}) };
  };
  const empty = tooSmall.filter((id) => nOf(id) === 0);
  const notes: readonly WeightingNote[] = [
    ...joined.map(({ id, n, into }) => {
      const { label } = named(into);
      return {
        kind: "joined" as const,
        margin: question,
        ...named(id),
        n,
        into,
        ...(label ? { into_label: label } : {}),
      };
    }),
    ...tooSmall.flatMap((id) =>
      nOf(id) === 0 ? [] : [{ kind: "few" as const, margin: question, ...named(id), n: nOf(id), least }],
    ),
    ...(empty.length > 0 ? [{ kind: "empty" as const, margin: question, groups: empty.map(named) }] : []),
  ];
  const homes = given.map(({ id }) => groups.findIndex((group) => group.id === home.get(id)));
  return { homes, targets: groups.map(({ share }) => share), notes };
}
