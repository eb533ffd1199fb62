/** The sample beside the population as tidy tables. */
import { inEnglish } from "./printed-words.ts";
import type { RepresentationReport } from "./representation.ts";
import type { Table } from "./table.ts";

export function representationTables({ margins, watched, as_of }: RepresentationReport): readonly Table[] {
  return [
    {
      name: "representation",
      columns: [
        ...["question", "group", "options", "n", "base", "share", "low", "high", "population_share", "ratio"],
        ...["dissimilarity", "dissimilarity_by_chance", "date", "universe", "as_of"],
      ],
      rows: margins.flatMap(({ question, base, groups, dissimilarity, by_chance, date, universe }) =>
        groups.map(({ id, options, n, share, low, high, target, ratio }) => [
          ...[question, id, options.join("|"), n, base, share, low, high, target, ratio],
          ...[dissimilarity, by_chance, date, inEnglish(universe), as_of],
        ]),
      ),
    },
    {
      name: "watched",
      columns: ["group", "question", "options", "n", "base", "share", "low", "high", "population_share", "as_of"],
      rows: watched.map(({ id, question, options, n, base, share, low, high, target }) => [
        ...[id, question, options.join("|"), n, base, share, low, high, target, as_of],
      ]),
    },
  ];
}
