/**
 * What cannot be true in printed tables: each finding is a contradiction in the printed figures themselves and says which of
 * them disagree. Nothing is found where the figures agree, and what is found is no proof of which of them is wrong.
 */
import { largestDeviation, meanGranularity, percentGranularity } from "../../statistics/granularity.ts";
import { wilson } from "../../statistics/proportion.ts";
import { breakdownSlips } from "./breakdown-slips.ts";
import type { Slip, Telling } from "./slip.ts";
import type { MeansTable, PublishedTable, RatesTable, SharesTable } from "./tables.ts";

/** Every contradiction, in the order of the tables. */
export function slipsIn(tables: readonly PublishedTable[], telling: Telling): readonly Slip[] {
  return tables.flatMap((table) => slipsOf(table, telling));
}

function slipsOf(table: PublishedTable, telling: Telling): readonly Slip[] {
  switch (table.kind) {
    case "single":
    case "several":
      return [...sumSlips(table, telling), ...table.rows.flatMap((row) => rowSlips(row, table, telling))];
    case "means":
      return table.rows.flatMap((row) => meanSlips(row, table, telling));
    case "breakdown":
      return breakdownSlips(table, telling);
    case "rates":
      return table.rows.flatMap((row) => rateSlips(row, table, telling));
  }
}

function sumSlips(
  { id: name, kind, base, partial, rows, decimals }: SharesTable,
  { say, figure }: Telling,
): readonly Slip[] {
  if (kind === "several" || partial) return [];
  const slip = (words: string): Slip => ({ table: name, row: null, check: "sum", words });
  const counts = rows.flatMap(({ count }) => (count === undefined ? [] : [count]));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const off = total - base;
  const percents = rows.flatMap(({ percent }) => (percent === undefined ? [] : [percent]));
  const sum = percents.reduce((all, percent) => all + percent, 0);
  const rounding = (0.5 * rows.length) / 10 ** decimals;
  const told = { total: figure(total), off: figure(Math.abs(off)), base: figure(base) };
  return [
    ...(counts.length === rows.length && off !== 0
      ? [slip(off > 0 ? say("checkTables.more", told) : say("checkTables.fewer", told))]
      : []),
    ...(percents.length === rows.length && Math.abs(sum - 100) > rounding + 1e-9
      ? [slip(say("checkTables.percents", { sum: figure(sum, decimals) }))]
      : []),
  ];
}

function rowSlips(row: SharesTable["rows"][number], table: SharesTable, telling: Telling): readonly Slip[] {
  const { say, figure } = telling;
  const { base, decimals } = table;
  const { count, percent } = row;
  const slip = (check: Slip["check"], words: string): Slip => ({ table: table.id, row: row.id, check, words });
  if (count === undefined) return percent === undefined ? [] : percentSlips(row.id, percent, table, telling);
  const share = count / base;
  const { low, high } = wilson(count, base);
  const expected = [low ?? 0, high ?? 0].map((bound) => (bound * 100).toFixed(decimals));
  const printed = [row.low, row.high].map((bound) => bound?.toFixed(decimals));
  const told = { count: figure(count), base: figure(base) };
  const isShare = percent === undefined || isRounded(share * 100, percent, decimals);
  const isInterval = row.low === undefined || row.high === undefined || printed.join() === expected.join();
  const [right, wrong] = [expected, printed].map((bounds) => bounds.map((bound) => figure(Number(bound), decimals)));
  return [
    ...(isShare
      ? []
      : [
          slip(
            "share",
            say("checkTables.share", {
              ...told,
              right: figure(share * 100, decimals),
              printed: figure(percent, decimals),
            }),
          ),
        ]),
    ...(isInterval
      ? []
      : [
          slip(
            "interval",
            say("checkTables.interval", {
              ...told,
              ...{ low: right?.[0] ?? "", high: right?.[1] ?? "" },
              ...{ printedLow: wrong?.[0] ?? "", printedHigh: wrong?.[1] ?? "" },
            }),
          ),
        ]),
  ];
}

/** GRIM of a percentage. */
function percentSlips(
  row: string,
  percent: number,
  { id, base, decimals }: SharesTable,
  { say, figure }: Telling,
): readonly Slip[] {
  const { possible, nearest } = percentGranularity(percent, decimals, base);
  if (possible) return [];
  const [below = "", above = ""] = nearest.map((value) => figure(value, decimals + 1));
  const words = say("checkTables.noPeople", { percent: figure(percent), base: figure(base), below, above });
  return [{ table: id, row, check: "granularity", words }];
}

function meanSlips(
  { id, mean, sd }: MeansTable["rows"][number],
  { id: name, base, from, to, decimals }: MeansTable,
  { say, figure }: Telling,
): readonly Slip[] {
  const slip = (check: Slip["check"], words: string): Slip => ({ table: name, row: id, check, words });
  const scale = { from: figure(from), to: figure(to) };
  if (mean < from || mean > to)
    return [slip("granularity", say("checkTables.outside", { ...scale, mean: figure(mean) }))];
  const { possible, nearest } = meanGranularity(mean, decimals, base);
  const [below = "", above = ""] = nearest.map((value) => figure(value, decimals + 1));
  const most = largestDeviation(mean, base, from, to);
  const slack = 1 / 10 ** decimals;
  const told = { base: figure(base), mean: figure(mean, decimals), below, above };
  return [
    ...(possible ? [] : [slip("granularity", say("checkTables.noMean", told))]),
    ...(sd !== undefined && most !== null && sd > most + slack
      ? [slip("deviation", say("checkTables.deviation", { ...scale, most: figure(most, decimals), sd: figure(sd) }))]
      : []),
  ];
}

function rateSlips(
  { id, part, whole: base, percent }: RatesTable["rows"][number],
  { id: name, decimals }: RatesTable,
  { say, figure }: Telling,
): readonly Slip[] {
  const rate = (part / base) * 100;
  if (isRounded(rate, percent, decimals)) return [];
  const told = {
    ...{ count: figure(part), base: figure(base) },
    ...{ right: figure(rate, decimals), printed: figure(percent, decimals) },
  };
  const words = isRoundedTwice(rate, percent, decimals)
    ? say("checkTables.twice", told)
    : say("checkTables.share", told);
  return [{ table: name, row: id, check: "rate", words }];
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
