/** The survey over time as tidy tables. */
import type { Item } from "./items.ts";
import type { CountsOf, OverTime } from "./over-time.ts";
import { type Cell, optionCell, type Table } from "./table.ts";

const STAGES = ["shown", "clicked", "consent_shown", "agreed", "declined", "started", "last_page"] as const;

export function timeTables(time: OverTime, items: readonly Item[]): readonly Table[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  return [
    stageTable("day", time.days),
    stageTable("language", time.languages, ({ valid }) => valid),
    stageTable("place", time.places),
    {
      name: "by-channel",
      columns: ["channel", "valid"],
      rows: time.channels.map(({ channel, valid }) => [channel, valid]),
    },
    {
      name: "drop-off",
      columns: ["page", "reached", "left", "left_share"],
      rows: time.drop_off.map(({ page, reached, left, share }) => [page, reached, left, share]),
    },
    {
      name: "by-month",
      columns: ["question", "option", "month", "count", "base", "share", "low", "high"],
      rows: time.shares.flatMap(({ question, option, months }) =>
        months.map(({ month, count, base, share, low, high }) => [
          ...[question, optionCell(byId.get(question), option), month, count, base, share, low, high],
        ]),
      ),
    },
  ];
}

function stageTable<By extends string, Row extends CountsOf<By>>(
  by: By,
  rows: readonly Row[],
  valid?: (row: Row) => Cell,
): Table {
  return {
    name: `by-${by}`,
    columns: [by, ...STAGES, "to_last_page", ...(valid ? ["valid"] : [])],
    rows: rows.map((row) => [
      ...[row[by], ...STAGES.map((stage) => row[stage]), row.to_last_page],
      ...(valid ? [valid(row)] : []),
    ]),
  };
}
