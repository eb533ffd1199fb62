/** The segments as a tidy table. */
import type { Item } from "./items.ts";
import type { Report } from "./report.ts";
import type { Segmentation, WeightedSegmentation } from "./segments.ts";
import { type Cell, optionCell, type Table } from "./table.ts";
import { weightedSight } from "./told-segments.ts";

const END_COLUMNS = ["highest", "lowest"].flatMap((end) =>
  ["segment", "share", "n", "n_effective"].map((figure) => `${end}_${figure}`),
);
const TEST_COLUMNS = ["test", "statistic", "df", "p", "p_adjusted", "verdict"];
const RANGE_COLUMNS = ["range", "noise", ...END_COLUMNS, ...TEST_COLUMNS];

/** A row for each kind of figures: unweighted, and weighted where anything is. */
export function segmentsTable(report: Report, items: readonly Item[]): Table {
  const byId = new Map(items.map((item) => [item.id, item]));
  return {
    name: "segments",
    columns: ["question", "option", "by", "kind", ...RANGE_COLUMNS, "on_pages"],
    rows: report.segments.flatMap((row) => {
      const named = [row.question, optionCell(byId.get(row.question), row.option), row.by];
      return [
        [...named, "unweighted", ...rangeCells(row), row.sight],
        ...(row.weighted ? [[...named, "weighted", ...rangeCells(row.weighted), weightedSight(row, report)]] : []),
      ];
    }),
  };
}

type Ranged = Pick<Segmentation, "range" | "noise" | "test" | "beyond_noise"> &
  Readonly<Record<"highest" | "lowest", Segmentation["highest"] & Partial<WeightedSegmentation["highest"]>>>;

function rangeCells({ range, noise, highest, lowest, test, beyond_noise }: Ranged): readonly Cell[] {
  const end = ({ segment, share, n, n_effective }: Ranged["highest"]) => [segment, share, n, n_effective ?? null];
  return [
    ...[range, noise, ...end(highest), ...end(lowest)],
    ...(test
      ? [test.method, test.statistic, test.df.join(" and "), test.p, test.p_adjusted]
      : [null, null, null, null, null]),
    beyond_noise ? "beyond noise" : "cannot be told from noise",
  ];
}
