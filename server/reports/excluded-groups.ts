/**
 * Whom a cleaning rule leaves out. A rule that means to leave out the careless and leaves out one language or one age more
 * than others changes whose voice is counted, so each is tested: is the part left out the same in every group? By Pearson's
 * test or an exact one, and with Holm's adjustment for all rules and groups of the report together, since of many tests some
 * find something by chance.
 */
import { holm } from "../statistics/holm.ts";
import { tableTest } from "../statistics/pearson.ts";
import type { CleaningRule } from "./cleaning.ts";
import { ANSWERED, type DataMatrix } from "./data-matrix.ts";
import type { Cleaned } from "./doubts.ts";

export interface ExcludedGroups {
  readonly rule: string;
  /** `language`, or the id of a question of kind one. */
  readonly by: string;
  readonly of: "language" | "question";
  readonly test: "pearson" | "fisher" | "pearson-permutation";
  readonly p: number;
  readonly p_adjusted: number;
  /** The adjusted test finds at 5% that the rule leaves out more of some groups than of others. */
  readonly uneven: boolean;
  /** Largest part left out first. */
  readonly groups: readonly ExcludedGroup[];
}

export interface ExcludedGroup {
  readonly group: string;
  /** Released responses in it. */
  readonly n: number;
  readonly excluded: number;
  /** excluded / n. */
  readonly share: number;
}

const LEVEL = 0.05;

/** What responses may be grouped by: a word for each group, and by row the group's place; -1 for none. */
export interface Grouping {
  readonly by: string;
  readonly of: ExcludedGroups["of"];
  readonly groups: readonly string[];
  placeOf(row: number): number;
}

/** The language, and these questions' answers. */
export function groupingsOf({ languages, columns }: DataMatrix, questions: readonly string[]): readonly Grouping[] {
  const asked = columns.filter(({ item }) => questions.includes(item.id));
  return [
    byLanguage(languages),
    ...asked.map(({ item, codes }) => ({
      by: item.id,
      of: "question" as const,
      groups: item.options.map(({ id }) => id),
      placeOf: (row: number) => Math.max(-1, (codes[row] ?? 0) - ANSWERED),
    })),
  ];
}

/** In alphabetical order: words come in the order of the rows, and a sum's last digits depend on the order. */
function byLanguage({ words, codes }: DataMatrix["languages"]): Grouping {
  const groups = words.toSorted();
  const places = words.map((word) => groups.indexOf(word));
  return { by: "language", of: "language", groups, placeOf: (row) => places[codes[row] ?? -1] ?? -1 };
}

/** A row for each rule that leaves anybody out and each grouping that can be tested. */
export function excludedGroups(
  size: number,
  rules: readonly { readonly rule: CleaningRule; readonly cleaned: Cleaned }[],
  groupings: readonly Grouping[],
): readonly ExcludedGroups[] {
  const found = rules
    .filter(({ cleaned }) => cleaned.excluded > 0)
    .flatMap(({ rule, cleaned }) => groupings.flatMap((grouping) => testedGroups(size, rule, cleaned, grouping)));
  const adjusted = holm(found.map(({ p }) => p));
  return found.map(({ groups, ...row }, at) => {
    const p_adjusted = adjusted[at] ?? 1;
    return { ...row, p_adjusted, uneven: p_adjusted < LEVEL, groups };
  });
}

function testedGroups(size: number, rule: CleaningRule, { kept }: Cleaned, grouping: Grouping) {
  const left = grouping.groups.map(() => 0);
  const stayed = grouping.groups.map(() => 0);
  for (let row = 0; row < size; row += 1) {
    const place = grouping.placeOf(row);
    if (place < 0) continue;
    const counts = kept[row] === 1 ? stayed : left;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const test = tableTest(left.map((excluded, at) => [excluded, stayed[at] ?? 0]));
  if (!test) return [];
  const groups = grouping.groups.flatMap((group, at): readonly ExcludedGroup[] => {
    const [excluded, n] = [left[at] ?? 0, (left[at] ?? 0) + (stayed[at] ?? 0)];
    return n === 0 ? [] : [{ group, n, excluded, share: excluded / n }];
  });
  return [
    {
      ...{ rule: rule.name, by: grouping.by, of: grouping.of, test: test.method, p: test.p },
      groups: groups.toSorted((a, b) => b.share - a.share),
    },
  ];
}
