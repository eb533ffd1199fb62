import { describe, expect, test } from "vitest";
import { daysCompared } from "../../server/reports/days-compared.ts";
import { funnelOf } from "../../server/reports/funnel.ts";
import { stopsOf } from "../../server/reports/stops.ts";
import { smallDefinition } from "../support/definitions.ts";
import { aCount } from "./made.ts";

const NOBODY = { sent: 0, imported: 0, released: 0, withdrawn: 0, excluded: 0 };

describe("where people stop", () => {
  const stops = (counts: ReturnType<typeof aCount>[], sent = 0) =>
    stopsOf(funnelOf(smallDefinition(), { ...NOBODY, counts, sent }), smallDefinition(), counts);

  test("is told of the consent screen and of every page that everybody comes to, whoever lost most first", () => {
    const counts = [
      aCount("consent_shown", 100),
      aCount("agreed", 70),
      aCount("declined", 12),
      aCount("started", 69),
      aCount("reached", 69, { page: "tea" }),
    ];
    expect(
      stops(counts)
        .slice(0, 4)
        .map(({ at, page, left, share }) => [at, page, left, share]),
    ).toEqual([
      ["page", "tea", 69, 1],
      ["undecided", "", 18, 0.18],
      ["declined", "", 12, 0.12],
      ["agreed", "", 1, 1 / 70],
    ]);
  });

  test("is nowhere while nobody came, and never less than nobody", () => {
    expect(stops([])).toEqual([]);
    const ahead = [aCount("consent_shown", 3), aCount("agreed", 5), aCount("started", 6)];
    expect(stops(ahead).every(({ left }) => left >= 0)).toBe(true);
  });
});

describe("today beside last week", () => {
  test("compares whole days with whole days, and tells today apart", () => {
    const on = (day: string, count: number) => aCount("started", count, { day });
    const counts = [
      ...[on("2024-10-15", 4), on("2024-10-14", 10), on("2024-10-08", 20)],
      ...[on("2024-10-07", 100), on("2024-10-01", 11), on("2024-09-30", 1000)],
    ];
    expect(daysCompared(smallDefinition(), counts, "2024-10-15").find(({ stage }) => stage === "started")).toEqual({
      ...{ stage: "started", today: 4, weekAgo: 20, week: 30, weekBefore: 111, change: 30 / 111 - 1, hidden: false },
    });
  });

  test("is hidden where a day is few, and where it is hidden with an earlier one that is", () => {
    const hidden = (...counts: readonly (readonly [day: string, count: number])[]) =>
      daysCompared(
        smallDefinition(),
        counts.map(([day, count]) => aCount("started", count, { day })),
        "2024-10-15",
      ).find(({ stage }) => stage === "started")?.hidden;
    expect(hidden(["2024-10-15", 4], ["2024-10-14", 10])).toBe(false);
    expect(hidden(["2024-10-14", 9], ["2024-10-01", 30])).toBe(true);
    expect(hidden(["2024-10-14", 12], ["2024-09-01", 5], ["2024-09-02", 30])).toBe(true);
    expect(hidden(["2024-10-14", 40], ["2024-09-01", 5], ["2024-09-02", 30])).toBe(false);
  });

  test("has no change where there was nothing to change", () => {
    expect(daysCompared(smallDefinition(), [], "2024-10-15").map(({ change }) => change)).toEqual(Array(5).fill(null));
  });
});
