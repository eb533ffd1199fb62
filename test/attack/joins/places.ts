/**
 * Joins by where a response lies. SQLite numbers the rows of an ordinary table as they come, takes new pages at the end
 * of the file, and fills a page from its end, so each of these can betray an order. Measured on plain builds: rowid 1.000,
 * overflow pages 0.998, places within a page 0.2.
 */
import type { SeenRow } from "../observation.ts";
import { rankCorrelation } from "../rank-correlation.ts";
import type { Result } from "../result.ts";
import type { Case, Join } from "./case.ts";

interface Lying {
  readonly person: number;
  readonly row: SeenRow;
}

export const places: Join = (the) => {
  const last = the.evidence.observations.filter(({ copy }) => copy.kind === "live").at(-1);
  const rows = last?.rows ?? [];
  const withRowids = rows.filter((row) => row.place.rowid !== undefined);
  const responses = lying(
    rows.filter((row) => row.table === "response"),
    the,
  );
  return [
    ordered("rowid order", lying(withRowids, the), ({ rowid = 0 }) => rowid),
    ordered("page order", responses, ({ page }) => page),
    withinPages(responses),
    ordered(
      "overflow page order",
      responses.filter(({ row }) => row.place.overflow !== undefined),
      ({ overflow = 0 }) => overflow,
    ),
    keyOrder(responses, the),
  ];
};

function lying(rows: readonly SeenRow[], { judge }: Case): readonly Lying[] {
  return rows.flatMap((row) => {
    const person = judge(row);
    return person === undefined ? [] : [{ person, row }];
  });
}

/** Guesses that the n-th by place is the n-th that sent. */
function ordered(join: string, rows: readonly Lying[], place: (place: SeenRow["place"]) => number): Result {
  const bySend = rows.toSorted((a, b) => a.person - b.person);
  const rights = [1, -1].map((direction) => {
    const byPlace = rows.toSorted((a, b) => direction * (place(a.row.place) - place(b.row.place)));
    return byPlace.filter((found, at) => found === bySend[at]).length;
  });
  const correlation = rankCorrelation(rows.map(({ person, row }) => [person, place(row.place)]));
  return { join, right: Math.max(...rights), of: rows.length, correlation, over: rows.length };
}

/** Places and sends as shares of their page's rows: only so can different pages be taken together. */
function withinPages(rows: readonly Lying[]): Result {
  const pages = new Set(rows.map(({ row }) => row.place.page));
  const pairs = [...pages].flatMap((number) => {
    const page = rows.filter(({ row }) => row.place.page === number);
    const people = page.map(({ person }) => person).sort((a, b) => a - b);
    const offsets = page.map(({ row }) => row.place.offset).sort((a, b) => a - b);
    return page.map(
      ({ person, row }) =>
        [people.indexOf(person) / page.length, offsets.indexOf(row.place.offset) / page.length] as const,
    );
  });
  return { join: "place in the page", correlation: rankCorrelation(pairs), over: pairs.length };
}

/** Keys are made apart from each other; were one made from the other, or both from a clock, their orders would agree. */
function keyOrder(responses: readonly Lying[], { evidence }: Case): Result {
  const pairs = responses.flatMap(({ person, row }) => {
    const urn = evidence.traces.get(person)?.urn;
    return urn === undefined
      ? []
      : [[Number.parseInt(urn.slice(0, 12), 16), Number.parseInt(row.key.slice(0, 12), 16)] as const];
  });
  return { join: "order of the keys", correlation: rankCorrelation(pairs), over: pairs.length };
}
