/** Cross tables in the staff's area, read by an attacker: the page, its files and the questions' own tables. */
import { randomBytes } from "node:crypto";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { questionsOf } from "../../server/survey/definition.ts";
import { attackOn, type Place, type Sum } from "../release/linear-attack.ts";
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
  expect(page.text).toMatch(/\d+ numbers are hidden: \d+ because they or their group are under 10/);
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
])("nobody who has %s by %s, the same turned round and both questions' tables finds a small number", async (a, b) => {
  const [own, straight, turned] = [
    await csvOf(`${PAGE}/tables/questions.csv?lang=en`),
    await csvOf(`${PAGE}/tables/cross.csv?question=${a}&by=${b}`),
    itemKind(a) === "one" ? await csvOf(`${PAGE}/tables/cross.csv?question=${b}&by=${a}`) : [],
  ];
  const lines = (question: string) => [
    ...own.filter((row) => row.question === question).map(({ option }) => option),
    "",
  ];
  const [rowsOf, columnsOf] = [lines(b), lines(a)];
  const truth = rowsOf.map((row) => columnsOf.map((column) => countIn(a, column, b, row)));
  const at = (page: typeof own, segment: string | undefined, option: string | undefined) =>
    page.find((line) => line.segment === segment && line.option === option);
  const cells = rowsOf.map((row, r) =>
    columnsOf.map((column, c) => {
      const told = [at(straight, row, column), at(turned, column, row)].filter((line) => line !== undefined);
      for (const line of told) expectTold(line, truth[r]?.[c] ?? 0);
      return told.some(({ count }) => count !== "") ? truth[r]?.[c] : undefined;
    }),
  );
  const across = rowsOf.map((_, r) => columnsOf.map((_none, c): Place => [r, c]));
  const down = columnsOf.map((_, c) => rowsOf.map((_none, r): Place => [r, c]));
  const bases = (page: typeof own, segments: typeof rowsOf, places: typeof across) =>
    segments.flatMap((segment, place) =>
      sumOf(page.find((line) => line.segment === segment)?.base, places[place]?.slice(0, -1)),
    );
  const totals = (question: string, options: typeof rowsOf, places: typeof across) =>
    options.flatMap((option, place) =>
      sumOf(own.find((line) => line.question === question && line.option === option)?.count, places[place]),
    );
  const base = (question: string) => own.find((line) => line.question === question)?.base;
  const attack = attackOn({
    cells,
    sums: [
      ...[
        bases(straight, rowsOf, across),
        bases(turned, columnsOf, down),
        totals(b, rowsOf, across),
        totals(a, columnsOf, down),
      ],
      ...[sumOf(base(b), across.slice(0, -1).flat()), sumOf(base(a), down.slice(0, -1).flat())],
      sumOf(straight[0]?.valid, across.flat()),
    ].flat(),
  });
  expect(cells.flat().some((count) => count !== undefined && count > 0)).toBe(true);
  const small = across.flat().filter(([r, c]) => {
    const count = truth[r]?.[c] ?? 0;
    return count > 0 && count < 10 && (r < rowsOf.length - 1 || c < columnsOf.length - 1);
  });
  const found = small.map((place) => ({ place, ...attack([place]) })).filter(({ low, high }) => high - low < 9);
  expect(found).toEqual([]);
});

test("a pair of single answers hides the same cells whichever way round, and no share of a hidden base is told", async () => {
  const straight = await csvOf(`${PAGE}/tables/cross.csv?question=obstacle&by=education`);
  const turned = await csvOf(`${PAGE}/tables/cross.csv?question=education&by=obstacle`);
  const hidden = (page: typeof straight, named: (row: Readonly<Record<string, string>>) => string) =>
    page
      .filter((row) => row.count === "" && row.segment !== "")
      .map(named)
      .toSorted();
  expect(hidden(straight, (row) => `${row.segment} ${row.option}`)).toEqual(
    hidden(turned, (row) => `${row.option} ${row.segment}`),
  );
  for (const page of [straight, turned])
    for (const { base, share, low, weighted_share } of page)
      if (base === "") expect([share, low, weighted_share]).toEqual(["", "", ""]);
      else expect(Number(base) > 0 && Number(base) < 10).toBe(false);
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

function expectTold(line: Readonly<Record<string, string>>, count: number): void {
  if (line.count === "") expect([line.share, line.low, line.weighted_share]).toEqual(["", "", ""]);
  else expect(Number(line.count)).toBe(count);
}

function sumOf(count: string | undefined, of: readonly Place[] | undefined): readonly Sum[] {
  return count === undefined || count === "" || !of ? [] : [{ of, count: Number(count) }];
}

function itemKind(id: string) {
  return questionsOf(egov).find((question) => question.id === id)?.kind;
}

/** An empty answer is none. */
function countIn(question: string, option: string | undefined, by: string, segment: string | undefined): number {
  return rows.filter(
    ({ answers }) => String(answers[question] ?? "") === option && String(answers[by] ?? "") === segment,
  ).length;
}
