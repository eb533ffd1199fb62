/** Cross tables in the staff's area, read by an attacker: the page, its files and the questions' own tables. */
import { randomBytes } from "node:crypto";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { intervalsOf, type Published } from "../release/linear-attack.ts";
import { responsesTo, shipped } from "../release/released.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";
import { administrator, fetched } from "./cast.ts";

const egov = shipped("egov-2024");
const PAGE = "/admin/surveys/egov-2024";
const rows = [...responsesTo(egov, 400)].map((response) => ({ ...response, key: randomBytes(16) }));

let pikir: Pikir;
let aizhan: Visitor;
beforeAll(async () => {
  pikir = await startPikir({ definitions: [egov, shipped("pest-experts")] });
  await pikir.storage.responses.importAll("egov-2024", "a".repeat(64), rows);
  aizhan = await administrator(pikir);
});
afterAll(() => pikir.stop());

const csvOf = async (path: string): Promise<readonly Record<string, string>[]> =>
  parse((await fetched(pikir, aizhan, path)).text, { columns: true, bom: true });

test("the page shows a crossing with what is hidden, how it was proven, and its files", async () => {
  const page = await aizhan.open(`${PAGE}/cross?question=obstacle&by=education`);
  expect(page.text).toMatch(/\d+ cells are hidden: \d+ for numbers under 10/);
  expect(Number(/narrowed down to less than (\d+) between/.exec(page.text)?.[1])).toBeGreaterThanOrEqual(9);
  const counts = [...page.text.matchAll(/n = (\d+)/g)].map(([, count]) => Number(count));
  expect(counts.length).toBeGreaterThan(5);
  expect(counts.filter((count) => count > 0 && count < 10)).toEqual([]);
  const links = page.body.querySelectorAll(".files a").map((link) => link.getAttribute("href") ?? "");
  expect(links.map((link) => link.split("?")[0])).toEqual(["csv", "xlsx"].map((as) => `${PAGE}/tables/cross.${as}`));
  const book = await fetched(pikir, aizhan, links[1] ?? "");
  expect(book.headers["content-type"]).toContain("spreadsheetml");
});

test("a table that is hidden whole says so, and not that hardly anybody answered", async () => {
  const small = await startPikir({ definitions: [egov] });
  await small.storage.responses.importAll("egov-2024", "a".repeat(64), rows.slice(0, 40));
  const page = await (await administrator(small)).open(`${PAGE}/cross?question=obstacle&by=region`);
  await small.stop();
  expect(page.text).toContain("would have to be hidden that it is not shown");
  expect(page.text).not.toContain("Fewer than 10 people answered");
});

test.each([
  ["obstacle", "education"],
  ["obstacle", "region"],
  ["timeliness", "age"],
])("nobody who has the page of %s by %s and both questions' tables finds a small number", async (question, by) => {
  const crossed = await csvOf(`${PAGE}/tables/cross.csv?question=${question}&by=${by}`);
  const own = await csvOf(`${PAGE}/tables/questions.csv?lang=en`);
  const totals = own.filter((row) => row.question === question);
  const options = totals.map(({ option }) => option);
  const segments = [...new Set(crossed.map(({ segment }) => segment))];
  const truth = segments.map((segment) => options.map((option) => countIn(question, option, by, segment)));
  const shown = segments.map((segment) =>
    options.map((option) => crossed.find((row) => row.segment === segment && row.option === option)),
  );
  const published: Published = {
    cells: truth,
    hiding: shown.map((cells) => cells.map((cell) => cell?.count === "")),
    rows: shown.map(([cell]) => (cell?.base === "" || cell === undefined ? undefined : Number(cell.base))),
    columns: totals.map(({ count }) => (count === "" ? undefined : Number(count))),
    all: Number(totals[0]?.base),
  };
  for (const [row, cells] of shown.entries())
    for (const [column, cell] of cells.entries()) {
      if (cell?.count === "") expect([cell.share, cell.low, cell.weighted_share]).toEqual(["", "", ""]);
      else expect(Number(cell?.count)).toBe(truth[row]?.[column]);
    }
  const open = intervalsOf(published).filter(({ row, column, low, high }) => {
    const count = truth[row]?.[column] ?? 0;
    return count > 0 && count < 10 && high - low < 9;
  });
  expect(published.hiding.flat().every(Boolean) ? [] : open).toEqual([]);
});

test("what cannot be crossed is not found, and a panel is never broken down", async () => {
  for (const query of [
    "question=obstacle&by=obstacle",
    "question=obstacle&by=advice",
    "question=__proto__&by=region",
    "",
  ])
    expect((await fetched(pikir, aizhan, `${PAGE}/tables/cross.csv?${query}`)).status, query).toBe(404);
  expect((await aizhan.open("/admin/surveys/pest-experts/cross")).address).toBe("/admin/surveys/pest-experts");
  const panel = "/admin/surveys/pest-experts/tables/cross.csv?question=impact.mandate&by=impact.mandate";
  expect((await fetched(pikir, aizhan, panel)).status).toBe(404);
});

/** Of those who answered the one; without a segment, of those who did not answer the other. */
function countIn(question: string, option: string | undefined, by: string, segment: string | undefined): number {
  return rows.filter(({ answers }) => String(answers[question]) === option && String(answers[by] ?? "") === segment)
    .length;
}
