/** The cleaning rules side by side for a terminal. */
import type { CleaningReport, SharesByRule } from "./cleaning-compared.ts";
import { aligned, WIDTH, wrapped } from "./columns.ts";
import { percent, whole } from "./printed-words.ts";
import type { Report } from "./report.ts";

/** The shares that depend on the rule most; all are in the JSON and the CSV. */
const PRINTED = 10;

export function cleaningLines({ cleaning_compared }: Report): readonly string[] {
  if (!cleaning_compared) return [];
  const { rules } = cleaning_compared;
  return [
    "Cleaning rules side by side",
    ...aligned(
      [
        ["", "left out", "of all", "valid"],
        ...rules.map(({ name, chosen, excluded, share, valid, many }) => [
          `${name}${chosen ? " (chosen)" : ""}`,
          ...[whole(excluded), percent(share), whole(valid)],
          many ? "more than 1%" : "",
        ]),
      ],
      [4],
    ),
    ...shareLines(cleaning_compared),
    ...unevenLines(cleaning_compared),
  ];
}

function shareLines({ shares, rules }: CleaningReport): readonly string[] {
  const moved = shares.filter((row) => spread(row) > 0).toSorted((a, b) => spread(b) - spread(a));
  if (moved.length === 0)
    return rules.every(({ valid }) => valid === 0) ? [] : ["  Every share is the same under every rule."];
  const rows = moved
    .slice(0, PRINTED)
    .map(({ question, option, low, high, weighted }) => [
      `${question} ${option}`,
      `${percent(low)} to ${percent(high)}`,
      ...(weighted ? [`${percent(weighted.low)} to ${percent(weighted.high)}`] : []),
    ]);
  const head = ["", "under all rules", ...(moved[0]?.weighted ? ["weighted"] : [])];
  const intro = `  The shares that depend on the rule most, of ${whole(moved.length)} that do (of ${whole(shares.length)}):`;
  return [intro, ...aligned([head, ...rows])];
}

/** How far a share moves between the rules. */
function spread({ low, high }: SharesByRule): number {
  return low === null || high === null ? 0 : high - low;
}

function unevenLines({ groups }: CleaningReport): readonly string[] {
  const uneven = groups.filter((each) => each.uneven);
  const told = uneven.flatMap(({ rule, by, groups: each, p_adjusted }) => {
    const [most, least] = [each[0], each.at(-1)];
    if (!most || !least) return [];
    const p = p_adjusted < 0.001 ? "p < 0.001" : `p = ${p_adjusted.toFixed(3)}`;
    const words = `Warning: the rule "${rule}" leaves out ${percent(most.share)} of ${by} ${most.group} and ${percent(least.share)} of ${least.group} (adjusted ${p}).`;
    return wrapped(words, WIDTH - 2).map((line) => `  ${line}`);
  });
  if (told.length > 0 || groups.length === 0) return told;
  return wrapped(
    `No rule is found to hit a group unevenly (${groups.length} tests at 5%, Holm's adjustment).`,
    WIDTH - 2,
  ).map((line) => `  ${line}`);
}
