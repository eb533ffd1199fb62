import { expect, test } from "vitest";
import type { Count } from "../../server/records/funnel.ts";
import { cubeOf, sumsBy } from "../../server/reports/counter-cube.ts";

const plain: Count = {
  ...{ survey: "bridges", day: "2024-10-05", stage: "started", page: "", language: "kk", place: "home", count: 1 },
};
const COUNTS: readonly Count[] = [
  { ...plain, count: 3 },
  { ...plain, language: "ru", count: 5 },
  { ...plain, stage: "reached", page: "first", count: 2 },
  { ...plain, stage: "reached", page: "second", count: 1 },
  { ...plain, day: "2024-10-06", place: "portal", count: 7 },
];

test("counts are added up by day, language or place, each stage and page apart", () => {
  const cube = cubeOf(COUNTS);
  const days = sumsBy(cube, "day");
  expect(days.words).toEqual(["2024-10-05", "2024-10-06"]);
  expect([days.of("2024-10-05", "started"), days.of("2024-10-06", "started")]).toEqual([8, 7]);
  expect(sumsBy(cube, "language").of("kk", "reached", "first")).toBe(2);
  expect(sumsBy(cube, "place").of("home", "started")).toBe(8);
});

test("what was never counted is none, whatever it is", () => {
  const sums = sumsBy(cubeOf(COUNTS), "day");
  expect([sums.of("2024-10-07", "started"), sums.of("2024-10-05", "shown"), sums.of("2024-10-05", "reached")]).toEqual([
    0, 0, 0,
  ]);
  expect(sumsBy(cubeOf([]), "place").words).toEqual([]);
});

test("days from a day on are left out, and rows that are not chosen", () => {
  const cube = cubeOf(COUNTS, "2024-10-06");
  expect(cube.days).toEqual(["2024-10-05"]);
  expect(
    sumsBy(cube, "day", (row) => cube.languages[cube.at.language[row] ?? 0] === "ru").of("2024-10-05", "started"),
  ).toBe(5);
});
