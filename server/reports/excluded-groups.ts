/**
 * Whom a cleaning rule leaves out. A rule that means to leave out the careless and leaves out one language or one age more
 * than others changes whose voice is counted, so each is tested: is the part left out the same in every group? By Pearson's
 * test or an exact one, and with Holm's adjustment for all rules and groups of the report together, since of many tests some
 * find something by chance.
 */
import { holm } from "../statistics/holm.ts";
import { tableTest } from "../statistics/pearson.ts";
import { ANSWERED } from "./answer-codes.ts";
import type { CleaningRule } from "./cleaning.ts";
import type { CountedWords, SurveyCounts } from "./counting.ts";
import type { Strata } from "./strata.ts";

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

/** What responses may be grouped by: a word for each group, and its people by stratum. */
export interface Grouping {
  readonly by: string;
  readonly of: ExcludedGroups["of"];
  readonly groups: readonly string[];
  readonly people: (group: number, stratum: number) => number;
}

/** The language, and these questions' answers. */
export function groupingsOf({ words, items }: SurveyCounts, questions: readonly string[]): readonly Grouping[] {
  const asked = items.filter(({ item }) => questions.includes(item.id));
  return [
    byLanguage(words.languages),
    ...asked.map(({ item, table }) => ({
      by: item.id,
      of: "question" as const,
      groups: item.options.map(({ id }) => id),
      people: (group: number, stratum: number) => table.counts[stratum * table.width + ANSWERED + group] ?? 0,
    })),
  ];
}

/** In alphabetical order: words come in the order of the rows, and a sum's last digits depend on the order. */
function byLanguage({ words, tables }: CountedWords): Grouping {
  const groups = words.toSorted();
  const places = groups.map((group) => words.indexOf(group));
  const people = (group: number, stratum: number) => tables[places[group] ?? -1]?.counts[stratum] ?? 0;
  return { by: "language", of: "language", groups, people };
}

/** A rule, and the bit of those whom it keeps. */
export interface RuleKept {
  readonly rule: CleaningRule;
  readonly bit: number;
  readonly excluded: number;
}

/** A row for each rule that leaves anybody out and each grouping that can be tested. */
export function excludedGroups(
  strata: Strata,
  rules: readonly RuleKept[],
  groupings: readonly Grouping[],
): readonly ExcludedGroups[] {
  const found = rules
    .filter(({ excluded }) => excluded > 0)
    .flatMap((rule) => groupings.flatMap((grouping) => testedGroups(strata, rule, grouping)));
  const adjusted = holm(found.map(({ p }) => p));
  return found.map(({ groups, ...row }, at) => {
    const p_adjusted = adjusted[at] ?? 1;
    return { ...row, p_adjusted, uneven: p_adjusted < LEVEL, groups };
  });
}

function testedGroups({ rules }: Strata, { rule, bit }: RuleKept, grouping: Grouping) {
  const left = grouping.groups.map(() => 0);
  const stayed = grouping.groups.map(() => 0);
  for (const [stratum, kept] of rules.entries()) {
    const counts = (kept & bit) !== 0 ? stayed : left;
    for (let group = 0; group < counts.length; group += 1)
      counts[group] = (counts[group] ?? 0) + grouping.people(group, stratum);
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
