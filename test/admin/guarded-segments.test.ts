/**
 * An attack on the page of segments: whoever reads it has the questions' own tables, too. Everything that fits the figures is tried out, and
 * what a segment's few silent people may number is what fits.
 */
import { describe, expect, test } from "vitest";
import { guardedSegments } from "../../server/admin/report/guarded-segments.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { aResponse, published, reading, times } from "../reports/made.ts";
import { aDefinition, words } from "../support/definitions.ts";

const one = (id: string, options: readonly string[]) => ({
  ...{ kind: "one" as const, id, text: words(id) },
  options: options.map((option) => ({ id: option, label: words(option) })),
});
const DEFINITION = aDefinition({
  pages: [
    {
      id: "all",
      title: words("All"),
      questions: [
        one("region", ["abai", "almaty", "astana"]),
        one("sex", ["male", "female"]),
        one("drink", ["tea", "kumis"]),
      ],
    },
  ],
});
const SURVEY = published(DEFINITION);

/** Of one region: so many who drink tea, kumis, and did not say; of each two thirds men, rounded. */
function people(region: string, ...counts: readonly [tea: number, kumis: number, silent: number]) {
  return counts.flatMap((count, at) =>
    times(count, 0).map((_, person) => {
      const drink = ["tea", "kumis"][at];
      return aResponse(DEFINITION, { region, sex: person % 3 < 2 ? "male" : "female", ...(drink ? { drink } : {}) });
    }),
  );
}

function made(...all: readonly (readonly ReturnType<typeof aResponse>[])[]): Promise<Report> {
  return reportOn(reading(all.flat()), SURVEY, { rule: STUDY, now: new Date(0) });
}

/** How many of a segment may have said nothing, given the tables of both questions and the rows of their segments. */
function possible(report: Report, rows: Report["segments"], by: string, segment: string): readonly number[] {
  const [drink, breakdown] = [report.questions["drink"], report.questions[by]];
  if (drink?.kind !== "one" || breakdown?.kind !== "one") throw new Error("no such tables");
  const row = rows.find((each) => each.option === "tea" && each.question === "drink" && each.by === by);
  if (!row) throw new Error(`nothing is told of drinks by ${by}`);
  const sizes = Object.entries(breakdown.options).map(([id, { count }]) => ({ id, size: count }));
  const shown = [row.highest, row.lowest].map((end) => {
    const size = sizes.find(({ id }) => id === end.segment)?.size ?? 0;
    return { id: end.segment, size, pairs: fitting(size, end, row.sight === "rounded") };
  });
  const unseen = sizes.filter(({ id }) => shown.every((end) => end.id !== id)).reduce((sum, { size }) => sum + size, 0);
  const [target, other] = segment === row.highest.segment ? shown : shown.toReversed();
  const silent = new Set<number>();
  for (const one of target?.pairs ?? [])
    for (const another of other?.pairs ?? []) {
      const n = drink.base - one.n - another.n;
      const tea = (drink.options["tea"]?.count ?? 0) - one.tea - another.tea;
      if (tea >= 0 && tea <= n && n <= unseen) silent.add((target?.size ?? 0) - one.n);
    }
  return [...silent].toSorted((a, b) => a - b);
}

/** How many may have answered and drunk tea in a segment of this size. */
function fitting(size: number, end: Report["segments"][number]["highest"], isRounded: boolean) {
  const fits = (n: number, tea: number): boolean => {
    if (!isRounded) return n === end.n && tea / n === end.share;
    const step = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((each) => each * n >= 5) ?? 1;
    return Math.abs(Math.round(tea / n / step) * step - end.share) < 1e-9;
  };
  // Whole tens of the silent are told.
  const least = isRounded ? Math.max(1, end.n - 9) : end.n;
  return times(end.n - least + 1, least).flatMap((from, more) =>
    times(from + more + 1, from + more).flatMap((n, tea) => (n <= size && fits(n, tea) ? [{ n, tea }] : [])),
  );
}

describe("the page of segments and the questions' own tables together", () => {
  test("would tell exactly how few of a region left a question out, and as rounded do not tell whether anybody did", async () => {
    const report = await made(people("abai", 40, 17, 3), people("almaty", 40, 33, 13), people("astana", 24, 36, 0));
    expect(
      possible(
        report,
        report.segments.map((row) => ({ ...row, sight: "exact" })),
        "region",
        "abai",
      ),
    ).toEqual([3]);
    const told = possible(report, guardedSegments(report, SURVEY), "region", "abai");
    expect(told).toEqual(expect.arrayContaining([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  });

  test("tell of two segments no more than the question's own table does", async () => {
    const report = await made(people("abai", 40, 20, 3), people("almaty", 40, 30, 0), people("astana", 24, 36, 0));
    expect(
      possible(
        report,
        report.segments.map((row) => ({ ...row, sight: "exact" })),
        "sex",
        "male",
      ),
    ).toEqual([2]);
    expect(report.questions["drink"]?.skipped).toBe(3);
    expect(possible(report, guardedSegments(report, SURVEY), "sex", "male")).toEqual([0, 1, 2, 3]);
  });

  test("show rounded shares with no test's figures, and exact ones where nothing small follows from them", async () => {
    const report = await made(people("abai", 40, 17, 3), people("almaty", 40, 33, 13), people("astana", 24, 36, 0));
    const row = guardedSegments(report, SURVEY).find(({ option, by }) => option === "tea" && by === "region");
    expect(row).toMatchObject({ sight: "rounded", test: null, range: 0.3 });
    expect(row?.highest).toEqual({ segment: "abai", share: 0.7, n: 60 });
    const whole = await made(people("abai", 40, 20, 0), people("almaty", 40, 33, 0), people("astana", 24, 36, 0));
    const told = guardedSegments(whole, SURVEY);
    expect(told.length).toBeGreaterThan(4);
    expect(told.map(({ sight, highest, test: found }) => [sight, highest, found])).toEqual(
      whole.segments
        .filter(({ sight }) => sight !== "hidden")
        .map(({ highest, test: found }) => ["exact", highest, found]),
    );
  });
});
