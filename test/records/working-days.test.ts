import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { dayInKazakhstan, dueAfter, readCalendar, workingDaysBetween } from "../../server/records/working-days.ts";
import { ROOT } from "../support/pikir.ts";

const content = parse(readFileSync(join(ROOT, "db", "holidays", "kazakhstan.yaml"), "utf8"));
const calendar = readCalendar(content);

describe("working days in Kazakhstan", () => {
  // Counted by hand on the printed calendars.
  test.each([
    ["Monday to Friday of an ordinary week", "2026-11-23", 4, "2026-11-27"],
    ["over a weekend", "2026-11-27", 1, "2026-11-30"],
    ["reported on a Saturday", "2026-11-28", 1, "2026-11-30"],
    ["over Independence Day, a Wednesday", "2026-12-14", 3, "2026-12-18"],
    ["over the Nauryz of 2026, whose Saturday and Sunday were moved", "2026-03-20", 1, "2026-03-26"],
    ["onto the Saturday that was worked for 8 May 2024", "2024-05-03", 1, "2024-05-04"],
    ["over the May of 2024", "2024-05-03", 4, "2024-05-13"],
    [
      "over the turn of the year, with the Friday that Sunday 5 January 2025 was worked for",
      "2024-12-31",
      1,
      "2025-01-05",
    ],
    ["over Orthodox Christmas", "2026-01-06", 1, "2026-01-08"],
  ])("%s", (_name, from, days, due) => {
    expect(dueAfter(from, days, calendar)).toBe(due);
    expect(workingDaysBetween(from, due, calendar)).toBe(days);
  });

  // The official balance of working time for the five-day week.
  test("2024 and 2025 have as many as the official balance of working time says", () => {
    expect(workingDaysBetween("2023-12-31", "2024-12-31", calendar)).toBe(249);
    expect(workingDaysBetween("2024-12-31", "2025-12-31", calendar)).toBe(246);
  });

  test("every public holiday is off, and one that falls on a weekend makes a later working day off", () => {
    const fixed = [
      "01-01",
      "01-02",
      "03-08",
      "03-21",
      "03-22",
      "03-23",
      "05-01",
      "05-07",
      "05-09",
      "07-06",
      "10-25",
      "12-16",
    ];
    for (const [year, { off }] of calendar.years) {
      const constitution = year <= 2025 ? ["08-30"] : year >= 2027 ? ["03-15"] : [];
      const holidays = [...fixed, ...constitution].map((day) => `${year}-${day}`).sort();
      const weekend = (day: string) => [0, 6].includes(new Date(day).getUTCDay());
      for (const day of holidays) if (!weekend(day)) expect(off, day).toContain(day);
      // Each one on a weekend has a weekday off within four days that is no holiday itself.
      const moved = [...off].filter((day) => !holidays.includes(day));
      for (const day of holidays.filter(weekend))
        expect(
          moved.some((other) => other > day && Date.parse(other) - Date.parse(day) <= 4 * 86_400_000),
          day,
        ).toBe(true);
    }
  });

  test("a term ends on a working day, and so many working days later", () => {
    const start = fc
      .integer({ min: 0, max: 900 })
      .map((at) => new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 120 }), (from, days) => {
        const due = dueAfter(from, days, calendar);
        if (typeof due !== "string") throw new Error("in a year that is there");
        expect(workingDaysBetween(from, due, calendar)).toBe(days);
        const before = new Date(Date.parse(due) - 86_400_000).toISOString().slice(0, 10);
        expect(workingDaysBetween(from, before, calendar)).toBe(days - 1);
      }),
    );
  });

  test("are refused for a year that nobody knows, and for no number of days", () => {
    expect(dueAfter("2027-12-30", 5, calendar)).toEqual({ unknownYear: 2028 });
    expect(workingDaysBetween("2023-01-01", "2023-02-01", calendar)).toEqual({ unknownYear: 2023 });
    for (const days of [0, -1, 1.5, 1001]) expect(() => dueAfter("2026-11-27", days, calendar)).toThrow(RangeError);
  });

  test.each([
    [{ 2026: { off: [{ day: "2025-01-01", why: "x" }], worked: [] } }, "no day of 2026"],
    [{ 2026: { off: [{ day: "2026-11-28", why: "x" }], worked: [] } }, "off as a weekend"],
    [{ 2026: { off: [], worked: ["2026-11-27"] } }, "worked anyway"],
    [{ 2026: { off: [{ day: "2026-02-30", why: "x" }], worked: [] } }, "no day of 2026"],
  ])("a calendar that cannot be meant so is not read: %j", (years, message) => {
    expect(() => readCalendar({ years })).toThrow(message);
  });

  test("a day begins five hours before that of UTC", () => {
    expect(dayInKazakhstan(new Date("2026-11-27T18:59:00Z"))).toBe("2026-11-27");
    expect(dayInKazakhstan(new Date("2026-11-27T19:00:00Z"))).toBe("2026-11-28");
  });
});
