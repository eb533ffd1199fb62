/** The published study's table of obstacles, from single responses to the printed digits. Wilson by statsmodels and R prop.test. */
import { expect, test } from "vitest";
import { STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { aDefinition, words } from "../support/definitions.ts";
import { aResponse, published, reading } from "./made.ts";

/** Where the paper's interval differs from what its own counts give, ours stands here: unclear-algorithm, legislation, conciliation. */
const TABLE: readonly (readonly [string, number, string, string])[] = [
  ["technical-errors", 6367, "23.29", "22.79–23.80"],
  ["bureaucracy", 4166, "15.24", "14.82–15.67"],
  ["staff-competence", 3950, "14.45", "14.04–14.87"],
  ["unclear-algorithm", 3294, "12.05", "11.67–12.44"],
  ["legislation", 2561, "9.37", "9.03–9.72"],
  ["conciliation", 1767, "6.46", "6.18–6.76"],
  ["low-integration", 1695, "6.20", "5.92–6.49"],
  ["accountability", 1449, "5.30", "5.04–5.57"],
  ["evaluation-control", 1167, "4.27", "4.04–4.52"],
];

/** The printed counts add up to four more than n; with "other" less by those four they are a table of single answers. */
const OTHER = 920;

const definition = aDefinition({
  pages: [
    {
      id: "obstacles",
      title: words("Obstacles"),
      questions: [
        {
          kind: "one",
          id: "obstacle",
          text: words("The main obstacle?"),
          options: [...TABLE.map(([id]) => id), "other"].map((id) => ({ id, label: words(id) })),
        },
      ],
    },
  ],
});

function* answered() {
  for (const [id, count] of TABLE) yield* copies(id, count);
  yield* copies("other", OTHER);
}

function* copies(obstacle: string, count: number) {
  const response = aResponse(definition, { obstacle });
  for (let at = 0; at < count; at += 1) yield response;
}

function question(report: Report) {
  const found = report.questions.obstacle;
  if (found?.kind !== "one") throw new Error("the report has no table of obstacles");
  return found;
}

test("the study's shares and intervals follow from its counts to the last printed digit", async () => {
  const made = await reportOn(reading({ [Symbol.iterator]: answered }), published(definition), {
    rule: STUDY,
    now: new Date(0),
  });
  const { base, options } = question(made);
  expect(base).toBe(27_336);
  for (const [id, count, share, interval] of TABLE) {
    const cell = options[id];
    expect(cell?.count).toBe(count);
    expect(percent(cell?.share)).toBe(share);
    expect(`${percent(cell?.low)}–${percent(cell?.high)}`).toBe(interval);
  }
  expect(Object.values(options).reduce((sum, { count }) => sum + count, 0)).toBe(base);
});

function percent(share: number | null | undefined): string {
  return typeof share === "number" ? (share * 100).toFixed(2) : "nothing";
}
