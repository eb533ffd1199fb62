/** The segments as a tidy table. */
import type { Item } from "./items.ts";
import type { Report } from "./report.ts";
import type { Segmentation, WeightedSegmentation } from "./segments.ts";
import { type Cell, optionCell, type Table } from "./table.ts";

const END_COLUMNS = ["highest_segment", "highest_share", "highest_n", "lowest_segment", "lowest_share", "lowest_n"];
const TEST_COLUMNS = ["test", "statistic", "df", "p", "p_adjusted", "verdict"];
const RANGE_COLUMNS = ["range", "noise", ...END_COLUMNS, ...TEST_COLUMNS];

/** A row for each kind of figures: unweighted, and weighted where anything is. */
export function segmentsTable({ segments }: Report, items: readonly Item[]): Table {
  const byId = new Map(items.map((item) => [item.id, item]));
  return {
    name: "segments",
    columns: ["question", "option", "by", "kind", ...RANGE_COLUMNS],
    rows: segments.flatMap((row) => {
      const named = [row.question, optionCell(byId.get(row.question), row.option), row.by];
      return [
        [...named, "unweighted", ...rangeCells(row)],
        ...(row.weighted ? [[...named, "weighted", ...rangeCells(row.weighted)]] : []),
      ];
    }),
  };
}

function rangeCells({
  range,
  noise,
  highest,
  lowest,
  test,
  beyond_noise,
}: Omit<WeightedSegmentation, "highest" | "lowest"> & Pick<Segmentation, "highest" | "lowest">): readonly Cell[] {
  return [
    ...[range, noise],
    ...[highest.segment, highest.share, highest.n, lowest.segment, lowest.share, lowest.n],
    ...(test
      ? [test.method, test.statistic, test.df.join(" and "), test.p, test.p_adjusted]
      : [null, null, null, null, null]),
    beyond_noise ? "beyond noise" : "cannot be told from noise",
  ];
}
