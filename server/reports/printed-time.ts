/** The survey over time for a terminal: where people left, and how it went in each language and place. Days are in JSON and CSV. */
import { aligned, WIDTH, wrapped } from "./columns.ts";
import type { CountsOf } from "./over-time.ts";
import { percent, whole } from "./printed-words.ts";
import type { Report } from "./report.ts";

export function timeLines({ over_time: time }: Report): readonly string[] {
  if (!time) return [];
  const { drop_off, most_left, languages, places, channels, months, last_page } = time;
  return [
    "How it went",
    ...(most_left
      ? [
          `  Most left on the page ${most_left.page}: ${whole(most_left.left)} of ${whole(most_left.reached)}, ${percent(most_left.share)}.`,
        ]
      : []),
    ...aligned([
      ["page", "reached", "left", "share"],
      ...drop_off.map(({ page, reached, left, share }) => [page, whole(reached), whole(left), percent(share)]),
    ]),
    ...(last_page === null
      ? []
      : wrapped(
          `Nobody writes down when answers are sent: "last page" below is “${last_page}”, the last that everybody comes to.`,
          WIDTH - 2,
        ).map((line) => `  ${line}`)),
    ...stageLines("language", languages),
    ...stageLines("place", places),
    ...validLines("channel", channels),
    ...validLines("month", months),
  ];
}

function validLines<By extends string>(
  by: By,
  rows: readonly (Readonly<Record<By, string>> & { readonly valid: number })[],
): readonly string[] {
  if (rows.length === 0) return [];
  return aligned([[by, "valid"], ...rows.map((row) => [row[by], whole(row.valid)])]);
}

function stageLines<By extends string>(by: By, rows: readonly CountsOf<By>[]): readonly string[] {
  if (rows.length === 0) return [];
  return aligned([
    [by, "shown", "clicked", "started", "last page", "of started"],
    ...rows.map((row) => [
      ...[row[by], whole(row.shown), whole(row.clicked), whole(row.started), whole(row.last_page)],
      percent(row.to_last_page),
    ]),
  ]);
}
