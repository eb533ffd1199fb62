import { describe, expect, test } from "vitest";
import { definitionIn } from "../../server/publishing.ts";
import type { BacklogChange, BacklogItem, BacklogStatus } from "../../server/records/backlog.ts";
import { fixedOn, keptIn } from "../../server/records/backlog.ts";
import { readCalendar } from "../../server/records/working-days.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { indicatorsOf, mentionsOf, repeatAfter } from "../../server/reports/feedback.ts";
import { reportOn } from "../../server/reports/report.ts";
import { ROOT } from "../support/pikir.ts";
import { aResponse, published, reading, times } from "./made.ts";

const FEEDBACK = definitionIn(`${ROOT}/db/surveys/service-feedback.yaml`);
const survey = published(FEEDBACK);
const calendar = readCalendar({ years: { 2026: { off: [], worked: [] } } });

const in_ = (month: string, obstacle: string) => aResponse(FEEDBACK, { obstacle }, { month });

async function reportOf(of: readonly (readonly [count: number, month: string, obstacle: string])[]) {
  const responses = of.flatMap(([count, month, obstacle]) => times(count, in_(month, obstacle)));
  return reportOn(reading(responses), survey, { rule: STUDY, now: new Date("2026-12-01") });
}

const change = (status: BacklogStatus, on: string): BacklogChange => ({ status, unit: "IT", on, who: "Айжан" });

function item(dueOn: string, ...changes: readonly [BacklogChange, ...BacklogChange[]]): BacklogItem {
  const plain = { survey: "service-feedback", id: "a".repeat(16), category: "technical-errors", service: "passport" };
  return { ...plain, days: 5, reportedOn: changes[0].on, dueOn, changes };
}

describe("a problem", () => {
  test("is fixed since the last time it became so, and not once it is opened again", () => {
    expect(fixedOn(item("2026-11-10", change("reported", "2026-11-02")))).toBeUndefined();
    const fixed = item(
      "2026-11-10",
      change("reported", "2026-11-02"),
      change("fixed", "2026-11-05"),
      change("fixed", "2026-11-09"),
    );
    expect(fixedOn(fixed)).toBe("2026-11-05");
    const again = item(
      "2026-11-10",
      ...fixed.changes,
      change("in-progress", "2026-11-12"),
      change("fixed", "2026-11-20"),
    );
    expect([fixedOn(again), keptIn(again, "2026-11-21")]).toEqual(["2026-11-20", "late"]);
  });
});

describe("mentions after a fix", () => {
  const before = [
    [60, "2026-08", "technical-errors"],
    [40, "2026-08", "bureaucracy"],
  ] as const;

  test("are fewer where Fisher's test says that chance would hardly do it", async () => {
    const report = await reportOf([
      ...before,
      [15, "2026-09", "bureaucracy"],
      [20, "2026-10", "technical-errors"],
      [80, "2026-10", "bureaucracy"],
    ]);
    const repeat = repeatAfter(report, "obstacle", "technical-errors", "2026-09-15");
    // R: fisher.test(matrix(c(60, 40, 20, 80), 2))$p.value is 1.1e-08.
    expect(repeat).toMatchObject({
      verdict: "fewer",
      before: { mentions: 60, responses: 100 },
      after: { mentions: 20, responses: 100 },
    });
    expect("p" in repeat && repeat.p < 1e-7).toBe(true);
    expect(mentionsOf(report, survey, "obstacle", "technical-errors")).toEqual({ count: 80, base: 215 });
  });

  test("cannot be told from noise where they differ by little, and are more where they are", async () => {
    const noise = await reportOf([...before, [13, "2026-10", "technical-errors"], [10, "2026-10", "bureaucracy"]]);
    expect(repeatAfter(noise, "obstacle", "technical-errors", "2026-09-15").verdict).toBe("noise");
    const more = await reportOf([...before, [95, "2026-10", "technical-errors"], [15, "2026-10", "bureaucracy"]]);
    expect(repeatAfter(more, "obstacle", "technical-errors", "2026-09-15").verdict).toBe("more");
  });

  test("are not compared where a month has few: problems fixed in different months would give its count back", async () => {
    const after = [100, "2026-11", "bureaucracy"] as const;
    const mentions = await reportOf([
      ...before,
      [3, "2026-10", "technical-errors"],
      [97, "2026-10", "bureaucracy"],
      after,
    ]);
    const responses = await reportOf([...before, [9, "2026-10", "bureaucracy"], after]);
    for (const report of [mentions, responses])
      for (const fixed of ["2026-09-15", "2026-10-15"])
        expect(repeatAfter(report, "obstacle", "technical-errors", fixed)).toEqual({ verdict: "too-few" });
    const none = await reportOf([...before, [97, "2026-10", "bureaucracy"], after]);
    expect(repeatAfter(none, "obstacle", "technical-errors", "2026-09-15")).toMatchObject({
      verdict: "fewer",
      before: { mentions: 60, responses: 100 },
      after: { mentions: 0, responses: 197 },
    });
  });

  test("are not compared on fewer than ten responses, or on one month alone", async () => {
    const few = await reportOf([...before, [9, "2026-10", "bureaucracy"]]);
    expect(repeatAfter(few, "obstacle", "technical-errors", "2026-09-15")).toEqual({ verdict: "too-few" });
    expect(repeatAfter(await reportOf(before), "obstacle", "technical-errors", "2026-09-15")).toEqual({
      verdict: "too-few",
    });
  });
});

describe("the indicators of the loop", () => {
  const reported = change("reported", "2026-11-02");
  const items = [
    item("2026-11-09", reported, change("fixed", "2026-11-04")), // 2 working days
    item("2026-11-09", reported, change("fixed", "2026-11-09")), // 5
    item("2026-11-09", reported, change("fixed", "2026-11-16")), // 10, late
    item("2026-11-09", reported), // overdue
    item("2026-12-09", reported), // not due yet
    item("2026-11-09", reported, change("declined", "2026-11-03")),
  ];

  test("are medians and shares, each with what it is of", () => {
    const found = indicatorsOf(items, [{ verdict: "too-few" }], "2026-11-20", calendar);
    expect(found.time_to_fix).toEqual({ n: 3, median: 5, least: 2, most: 10 });
    expect(found.within_agreement).toMatchObject({ count: 2, base: 4, share: 0.5 });
    expect(found.repeat).toEqual({ fewer: 0, more: 0, noise: 0, "too-few": 1 });
  });

  test("say nothing where there is nothing", () => {
    const found = indicatorsOf([], [], "2026-11-20", calendar);
    expect(found.time_to_fix).toEqual({ n: 0, median: null, least: null, most: null });
    expect(found.within_agreement).toMatchObject({ base: 0, share: null });
  });
});
