/** What a row of an import file says of a response beside its answers. */
import type { Definition } from "../survey/definition.ts";
import { coarseDuration } from "./duration.ts";
import { FLAGS, type Flag, isFlag } from "./flag.ts";
import type { FactColumn } from "./import-columns.ts";
import { nearestOf, shownCell } from "./import-fault.ts";
import { dayBefore, dayOf } from "./month.ts";
import { OTHER, type Response } from "./response.ts";

export interface FactSetting {
  readonly definition: Pick<Definition, "languages">;
  /** `2024-10-05`, UTC: the month of rows in a file that has no dates at all. */
  readonly today: string;
  /** The screening rule, asked of the exact time before it is made coarse. */
  readonly isTooFast: (seconds: number) => boolean;
}

export type Facts = Pick<Response, "duration" | "language" | "month" | "flags">;
export type FactFault = { readonly column: FactColumn; readonly reason: string };
/** What stands in a column; undefined where the file has no such column. */
export type FactCells = Readonly<Record<FactColumn, string | undefined>>;

type Read<Value> = { readonly value: Value } | { readonly reason: string };

/**
 * Reads the four facts. A duration that is missing was not measured; a language that is missing is the survey's only
 * one or `other`; a date that is missing is a fault unless no row has one.
 */
export function factsFrom(
  cells: FactCells,
  setting: FactSetting,
): { readonly facts: Facts } | { readonly faults: readonly FactFault[] } {
  const seconds = readSeconds(cells.duration_seconds ?? "");
  const language = readLanguage(cells.language ?? "", setting.definition.languages);
  const day = readDay(cells.sent_on, setting.today);
  const flags = readFlags(cells.flags ?? "");
  if ("reason" in seconds || "reason" in language || "reason" in day || "reason" in flags)
    return { faults: faultsIn({ duration_seconds: seconds, language, sent_on: day, flags }) };
  const tooFast = seconds.value !== null && setting.isTooFast(seconds.value);
  return {
    facts: {
      duration: seconds.value === null ? null : coarseDuration(seconds.value),
      language: language.value,
      month: day.value.slice(0, 7),
      flags: FLAGS.filter((flag) => flags.value.includes(flag) || (tooFast && flag === "too_fast")),
    },
  };
}

function faultsIn(read: Readonly<Record<FactColumn, Read<unknown>>>): readonly FactFault[] {
  const columns: readonly FactColumn[] = ["duration_seconds", "language", "sent_on", "flags"];
  return columns.flatMap((column) => {
    const part = read[column];
    return "reason" in part ? [{ column, reason: part.reason }] : [];
  });
}

function readSeconds(cell: string): Read<number | null> {
  if (cell === "") return { value: null };
  if (!/^\d{1,9}([.,]\d{1,6})?$/.test(cell))
    return { reason: `${shownCell(cell)} is not a number of seconds; leave it empty where nobody measured` };
  return { value: Number(cell.replace(",", ".")) };
}

function readLanguage(cell: string, languages: readonly string[]): Read<string> {
  const [only = OTHER, another] = languages;
  if (cell === "") return { value: another === undefined ? only : OTHER };
  if (languages.includes(cell)) return { value: cell };
  return { reason: `${shownCell(cell)} is not a language of the survey, which has ${languages.join(", ")}` };
}

function readDay(cell: string | undefined, today: string): Read<string> {
  if (cell === undefined) return { value: today };
  if (cell === "") return { reason: "is empty: give the day, or take the whole column out" };
  if (!isDay(cell)) return { reason: `${shownCell(cell)} is not a day like 2024-10-05` };
  // East of Greenwich it may be tomorrow already.
  if (cell > dayBefore(today, -1)) return { reason: `${shownCell(cell)} has not come yet` };
  return { value: cell };
}

/** The calendar's days only: `Date` reads the 30th of February as the 1st of March. */
function isDay(cell: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(cell) ? Date.parse(cell) : Number.NaN;
  return !Number.isNaN(time) && dayOf(new Date(time)) === cell;
}

function readFlags(cell: string): Read<readonly Flag[]> {
  const words = cell
    .split("|")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const unknown = words.find((word) => !isFlag(word));
  if (unknown !== undefined) return { reason: `${shownCell(unknown)} is not a flag${nearestOf(unknown, FLAGS)}` };
  return { value: words.filter(isFlag) };
}
