/** Where the public holidays are read from: once, when the first due date is asked for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readCalendar, type WorkingCalendar } from "./records/working-days.ts";

export function calendarIn(folder: string): () => WorkingCalendar {
  let read: WorkingCalendar | undefined;
  return () => {
    read ??= readCalendar(parse(readFileSync(join(folder, "kazakhstan.yaml"), "utf8")));
    return read;
  };
}
