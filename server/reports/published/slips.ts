/**
 * What cannot be true in printed tables: each finding is a contradiction in the printed figures themselves and says which of
 * them disagree. Nothing is found where the figures agree, and what is found is no proof of which of them is wrong.
 */
import { largestDeviation, meanGranularity, percentGranularity } from "../../statistics/granularity.ts";
import { wilson } from "../../statistics/proportion.ts";
import { breakdownSlips } from "./breakdown-slips.ts";
import type { Slip } from "./slip.ts";
import type { MeansTable, PublishedTable, RatesTable, SharesTable } from "./tables.ts";

/** Every contradiction, in the order of the tables. */
export function slipsIn(tables: readonly PublishedTable[]): readonly Slip[] {
  return tables.flatMap(slipsOf);
}

function slipsOf(table: PublishedTable): readonly Slip[] {
  switch (table.kind) {
    case "single":
    case "several":
      return shareSlips(table);
    case "means":
      return meanSlips(table);
    case "breakdown":
      return breakdownSlips(table);
    case "rates":
      return rateSlips(table);
  }
}

function shareSlips(table: SharesTable): readonly Slip[] {
  return [...sumSlips(table), ...table.rows.flatMap((row) => rowSlips(row, table))];
}

function sumSlips({ id: name, kind, base, partial, rows, decimals }: SharesTable): readonly Slip[] {
  if (kind === "several" || partial) return [];
  const slip = (words: string): Slip => ({ table: name, row: null, check: "sum", words });
  const counts = rows.flatMap(({ count }) => (count === undefined ? [] : [count]));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const off = total - base;
  const percents = rows.flatMap(({ percent }) => (percent === undefined ? [] : [percent]));
  const sum = percents.reduce((all, percent) => all + percent, 0);
  const rounding = (0.5 * rows.length) / 10 ** decimals;
  return [
    ...(counts.length === rows.length && off !== 0
      ? [
          slip(
            `the counts add up to ${whole(total)}, ${whole(Math.abs(off))} ${off > 0 ? "more" : "fewer"} than the ${whole(base)} people who gave one answer each`,
          ),
        ]
      : []),
    ...(percents.length === rows.length && Math.abs(sum - 100) > rounding + 1e-9
      ? [slip(`the percentages add up to ${sum.toFixed(decimals)}, which rounding does not explain`)]
      : []),
  ];
}

function rowSlips(row: SharesTable["rows"][number], table: SharesTable): readonly Slip[] {
  const { base, decimals } = table;
  const slip = (check: Slip["check"], words: string): Slip => ({ table: table.id, row: row.id, check, words });
  if (row.count === undefined) {
    if (row.percent === undefined) return [];
    const { possible, nearest } = percentGranularity(row.percent, decimals, base);
    const [below, above] = nearest.map((value) => `${value.toFixed(decimals + 1)}%`);
    return possible
      ? []
      : [
          slip(
            "granularity",
            `${row.percent}% of ${whole(base)} people is no whole number of them; nearest are ${below} and ${above}`,
          ),
        ];
  }
  const share = row.count / base;
  const { low, high } = wilson(row.count, base);
  const expected = [low ?? 0, high ?? 0].map((bound) => (bound * 100).toFixed(decimals));
  const printed = [row.low, row.high].map((bound) => bound?.toFixed(decimals));
  return [
    ...(row.percent !== undefined && !isRounded(share * 100, row.percent, decimals)
      ? [
          slip(
            "share",
            `${whole(row.count)} of ${whole(base)} are ${(share * 100).toFixed(decimals)}%, and ${row.percent.toFixed(decimals)}% is printed`,
          ),
        ]
      : []),
    ...(row.low !== undefined && row.high !== undefined && printed.join() !== expected.join()
      ? [
          slip(
            "interval",
            `the Wilson interval of ${whole(row.count)} of ${whole(base)} is ${expected.join(" to ")}, and ${printed.join(" to ")} is printed`,
          ),
        ]
      : []),
  ];
}

function meanSlips({ id: name, base, from, to, decimals, rows }: MeansTable): readonly Slip[] {
  return rows.flatMap(({ id, mean, sd }): readonly Slip[] => {
    const slip = (check: Slip["check"], words: string): Slip => ({ table: name, row: id, check, words });
    if (mean < from || mean > to)
      return [slip("granularity", `a mean of ${mean} lies outside the scale of ${from} to ${to}`)];
    const { possible, nearest } = meanGranularity(mean, decimals, base);
    const [below, above] = nearest.map((value) => value.toFixed(decimals + 1));
    const most = largestDeviation(mean, base, from, to);
    const slack = 1 / 10 ** decimals;
    return [
      ...(possible
        ? []
        : [
            slip(
              "granularity",
              `${whole(base)} whole numbers cannot have a mean of ${mean.toFixed(decimals)}; nearest are ${below} and ${above}`,
            ),
          ]),
      ...(sd !== undefined && most !== null && sd > most + slack
        ? [
            slip(
              "deviation",
              `answers from ${from} to ${to} with this mean cannot have a standard deviation above ${most.toFixed(decimals)}, and ${sd} is printed`,
            ),
          ]
        : []),
    ];
  });
}

function rateSlips({ id: name, decimals, rows }: RatesTable): readonly Slip[] {
  return rows.flatMap(({ id, part, whole: base, percent }): readonly Slip[] => {
    const rate = (part / base) * 100;
    if (isRounded(rate, percent, decimals)) return [];
    const twice = isRoundedTwice(rate, percent, decimals) ? ", which comes of rounding twice" : "";
    const words = `${whole(part)} of ${whole(base)} are ${rate.toFixed(decimals)}%, and ${percent.toFixed(decimals)}% is printed${twice}`;
    return [{ table: name, row: id, check: "rate", words }];
  });
}

/** Half a unit of the last digit, either way. */
function isRounded(exact: number, printed: number, decimals: number): boolean {
  return Math.abs(exact - printed) <= 0.5 / 10 ** decimals + 1e-9;
}

/** 14.4498 as 14.45, and that as 14.5. */
function isRoundedTwice(exact: number, printed: number, decimals: number): boolean {
  const once = Math.round(exact * 10 ** (decimals + 1)) / 10 ** (decimals + 1);
  return isRounded(once, printed, decimals);
}

function whole(count: number): string {
  return count.toLocaleString("en");
}
