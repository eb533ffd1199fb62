import { describe, expect, test } from "vitest";
import { STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { aDefinition, smallDefinition, words } from "../support/definitions.ts";
import { aCount, aResponse, published, reading, times } from "./made.ts";

const NOW = new Date("2024-11-03T10:00:00Z");

const page = (id: string, question: string, when?: { question: string; is: string }) => ({
  id,
  title: words(id),
  ...(when ? { when } : {}),
  questions: [
    {
      kind: "one" as const,
      id: question,
      text: words(question),
      options: ["a", "b"].map((option) => ({ id: option, label: words(option) })),
    },
  ],
});

const three = aDefinition({
  pages: [page("first", "q-one"), page("only-some", "q-two", { question: "q-one", is: "a" }), page("last", "q-three")],
});

const on = (day: string, rest: object = {}) => ({ survey: three.id, day, ...rest });
const COUNTS = [
  aCount("shown", 100, on("2024-10-05", { place: "home" })),
  aCount("started", 40, on("2024-10-05", { place: "home" })),
  aCount("reached", 40, on("2024-10-05", { page: "first", place: "home" })),
  aCount("reached", 12, on("2024-10-05", { page: "only-some", language: "other", place: "other" })),
  aCount("reached", 30, on("2024-10-05", { page: "last", place: "home" })),
  aCount("started", 20, on("2024-10-06", { language: "ru", place: "clinic" })),
  aCount("reached", 20, on("2024-10-06", { page: "first", language: "ru", place: "clinic" })),
  aCount("reached", 18, on("2024-10-06", { page: "last", language: "ru", place: "clinic" })),
];

const answered = (count: number, q: "a" | "b", month: string, rest = {}) =>
  times(count, aResponse(three, { "q-one": q }, { month, ...rest }));

async function timed(
  responses = [...answered(20, "a", "2024-10"), ...answered(10, "b", "2024-11", { language: "ru", channel: "paper" })],
) {
  const made: Report = await reportOn(reading(responses, COUNTS, 46), published(three), { rule: STUDY, now: NOW });
  if (!made.over_time) throw new Error("no time");
  return { ...made.over_time, checks: made.checks };
}

describe("from the counters", () => {
  test("starts and arrivals at the last page by day, and by place", async () => {
    const { days, places, last_page } = await timed();
    expect(last_page).toBe("last");
    expect(days).toEqual([
      {
        day: "2024-10-05",
        shown: 100,
        clicked: 0,
        consent_shown: 0,
        agreed: 0,
        declined: 0,
        started: 40,
        last_page: 30,
        to_last_page: 0.75,
      },
      {
        day: "2024-10-06",
        shown: 0,
        clicked: 0,
        consent_shown: 0,
        agreed: 0,
        declined: 0,
        started: 20,
        last_page: 18,
        to_last_page: 0.9,
      },
    ]);
    expect(places.map(({ place, started, to_last_page }) => [place, started, to_last_page])).toEqual([
      ["clinic", 20, 0.9],
      ["home", 40, 0.75],
      ["other", 0, null],
    ]);
  });

  test("by language beside the valid responses in it; by channel", async () => {
    const { languages, channels } = await timed();
    expect(languages.map(({ language, started, valid }) => [language, started, valid])).toEqual([
      ["kk", 40, 20],
      ["other", 0, 0],
      ["ru", 20, 10],
    ]);
    expect(channels).toEqual([
      { channel: "paper", valid: 10 },
      { channel: "web", valid: 20 },
    ]);
  });

  test("who left on which page, and where most did; a page that only some come to is no step of everybody's", async () => {
    const { drop_off, most_left } = await timed();
    expect(drop_off).toEqual([
      { page: "first", reached: 60, left: 12, share: 0.2 },
      { page: "last", reached: 48, left: 2, share: 2 / 48 },
    ]);
    expect(most_left?.page).toBe("first");
  });
});

describe("from the responses", () => {
  test("every share by month with its base and interval", async () => {
    const { months, shares, checks } = await timed();
    expect(months).toEqual([
      { month: "2024-10", valid: 20 },
      { month: "2024-11", valid: 10 },
    ]);
    const a = shares.find(({ question, option }) => question === "q-one" && option === "a");
    expect(a?.months.map(({ month, count, base, share }) => [month, count, base, share])).toEqual([
      ["2024-10", 20, 20, 1],
      ["2024-11", 0, 10, 0],
    ]);
    expect(a?.months[0]?.low).toBeCloseTo(0.8389, 4);
    expect(checks.failed).toEqual([]);
  });

  test("several answers count each, and one month is no comparison", async () => {
    const tea = smallDefinition();
    const milk = (month: string) => aResponse(tea, { "drinks-tea": "yes", "taken-with": ["milk"] }, { month });
    const made = await reportOn(reading([milk("2024-09"), milk("2024-10")]), published(tea), { rule: STUDY, now: NOW });
    const row = made.over_time?.shares.find(({ question, option }) => question === "taken-with" && option === "milk");
    expect(row?.months.map(({ count, base }) => [count, base])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const single = await reportOn(reading([milk("2024-09")]), published(tea), { rule: STUDY, now: NOW });
    expect(single.over_time?.shares).toEqual([]);
  });

  test("an empty survey has no days, no page that anybody left, and no rate", async () => {
    const made = await reportOn(reading([]), published(three), { rule: STUDY, now: NOW });
    expect(made.over_time).toMatchObject({
      days: [],
      places: [],
      channels: [],
      most_left: null,
      months: [],
      shares: [],
    });
    expect(made.over_time?.drop_off[0]).toEqual({ page: "first", reached: 0, left: 0, share: null });
  });
});
