/** Which group of a margin each response belongs to: as the margins' file has the groups, and after small ones were joined. */
import { collapse } from "../statistics/collapsing.ts";
import { type Margin, targetsOf } from "../survey/margins.ts";
import { ANSWERED, type DataMatrix } from "./data-matrix.ts";
import type { MarginReport, WeightingNote } from "./weights-report.ts";

/** The part of the valid responses that may lack an answer to a margin's question before it is a warning. */
const MANY_MISSING = 0.05;

export interface GroupedMargin {
  readonly report: MarginReport;
  /** By row: the group's place after joining; -1 where it is not known or the row does not count. */
  readonly groups: Int16Array;
  readonly targets: readonly number[];
  readonly notes: readonly WeightingNote[];
}

/** `kept`: by row, 1 where it counts. `least`: groups of fewer people are joined to the group that they name. */
export function groupedBy(margin: Margin, matrix: DataMatrix, kept: Uint8Array, least: number): GroupedMargin {
  const { question, universe, source, date } = margin;
  const column = matrix.columns.find(({ item }) => item.id === question);
  const places = (column?.item.options ?? []).map(({ id }) =>
    margin.groups.findIndex(({ options }) => options.includes(id)),
  );
  // By code, which no row is outside of: looking beside an array is slow a million times.
  const groupOf = Int16Array.from([...Array<number>(ANSWERED).fill(-1), ...places]);
  const codes = column?.codes;
  const groups = new Int16Array(matrix.size).fill(-1);
  const counts = margin.groups.map(() => 0);
  let missing = 0;
  for (let row = 0; row < matrix.size; row += 1) {
    if (kept[row] !== 1) continue;
    const group = groupOf[codes?.[row] ?? 0] ?? -1;
    groups[row] = group;
    if (group >= 0) counts[group] = (counts[group] ?? 0) + 1;
    else missing += 1;
  }
  const answered = counts.reduce((sum, count) => sum + count, 0);
  const shares = targetsOf(margin);
  const joined = joinedGroups(margin, counts, shares, least);
  const homes = Int16Array.from([-1, ...joined.homes]);
  for (let row = 0; row < groups.length; row += 1) groups[row] = homes[(groups[row] ?? -1) + 1] ?? -1;
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
