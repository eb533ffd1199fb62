/** The cleaning rules side by side as tidy tables. */
import type { CleaningReport } from "./cleaning-compared.ts";
import type { Item } from "./items.ts";
import { optionCell, type Table } from "./table.ts";

/** The rules; every share under each of them; whom each leaves out. */
export function cleaningTables({ rules, shares, groups }: CleaningReport, items: readonly Item[]): readonly Table[] {
  const names = rules.map(({ name }) => name);
  const byId = new Map(items.map((item) => [item.id, item]));
  return [
    {
      name: "cleaning-rules",
      columns: ["rule", "chosen", "excludes", "excluded", "valid", "excluded_share"],
      rows: rules.map(({ name, chosen, excludes, excluded, valid, share }) => [
        ...[name, chosen ? "yes" : "no", excludes.join("|"), excluded, valid, share],
      ]),
    },
    {
      name: "cleaning-shares",
      columns: ["question", "option", "kind", "low", "high", ...names],
      rows: shares.flatMap((row) => {
        const named = [row.question, optionCell(byId.get(row.question), row.option)];
        const cells = ({ low, high, by_rule }: typeof row | NonNullable<typeof row.weighted>) => [
          ...[low, high],
          ...names.map((name) => by_rule[name] ?? null),
        ];
        return [
          [...named, "unweighted", ...cells(row)],
          ...(row.weighted ? [[...named, "weighted", ...cells(row.weighted)]] : []),
        ];
      }),
    },
    {
      name: "cleaning-groups",
      columns: ["rule", "by", "group", "n", "excluded", "excluded_share", "test", "p", "p_adjusted", "verdict"],
      rows: groups.flatMap(({ rule, by, test, p, p_adjusted, uneven, groups: each }) =>
        each.map(({ group, n, excluded, share }) => [
          ...[rule, by, group, n, excluded, share, test, p, p_adjusted, uneven ? "uneven" : "not told from even"],
        ]),
      ),
    },
  ];
}
