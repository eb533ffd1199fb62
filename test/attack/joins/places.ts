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
  const responses = lying(rows.filter((row) => row.table === "response"), the);
  return [
    ordered("rowid order", lying(withRowids, the), ({ rowid = 0 }) => rowid),
    ordered("page order", responses, ({ page }) => page),
    ordered("place in the page", withinPages(responses), ({ offset }) => offset),
    ordered("overflow page order", responses.filter(({ row }) => row.place.overflow !== undefined), ({ overflow = 0 }) => overflow),
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

/** Places as the share of their page's rows that lie further in front: only so can different pages be taken together. */
function withinPages(rows: readonly Lying[]): readonly Lying[] {
  const pages = new Set(rows.map(({ row }) => row.place.page));
  return [...pages].flatMap((number) => {
    const page = rows.filter(({ row }) => row.place.page === number);
    const bySend = page.toSorted((a, b) => a.person - b.person);
    const offsets = page.map(({ row }) => row.place.offset).sort((a, b) => a - b);
    return page.map((found) => ({
      person: bySend.indexOf(found) / page.length,
      row: { ...found.row, place: { ...found.row.place, offset: offsets.indexOf(found.row.place.offset) / page.length } },
    }));
  });
}

/** Keys are made apart from each other; were one made from the other, or both from a clock, their orders would agree. */
function keyOrder(responses: readonly Lying[], { evidence }: Case): Result {
  const pairs = responses.flatMap(({ person, row }) => {
    const urn = evidence.traces.get(person)?.urn;
    return urn === undefined ? [] : [[Number.parseInt(urn.slice(0, 12), 16), Number.parseInt(row.key.slice(0, 12), 16)] as const];
  });
  return { join: "order of the keys", correlation: rankCorrelation(pairs), over: pairs.length };
}
