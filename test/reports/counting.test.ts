import { describe, expect, test } from "vitest";
import type { Response } from "../../server/records/response.ts";
import { shuffled } from "../../server/records/world.ts";
import { cleaningRule, STUDY } from "../../server/reports/cleaning.ts";
import type { Reading } from "../../server/reports/gather.ts";
import { reportOn } from "../../server/reports/report.ts";
import { seededRandom } from "../attack/seeded-random.ts";
import { smallDefinition } from "../support/definitions.ts";
import { aResponse, published, reading } from "./made.ts";

const tea = smallDefinition();
const request = { rule: STUDY, now: new Date(0), by: "drinks-tea" };

/** Alike in nothing for long, so that blocks of them differ. */
function various(count: number): readonly Response[] {
  return Array.from({ length: count }, (_, at) =>
    aResponse(
      tea,
      {
        ...(at % 11 === 0 ? {} : { "drinks-tea": at % 3 === 0 ? "no" : "yes" }),
        ...(at % 5 === 0 ? {} : { strength: 1 + (at % 5), cups: at % 7 }),
        ...(at % 2 === 0 ? { "taken-with": at % 4 === 0 ? ["milk", "sugar"] : ["lemon"] } : {}),
      },
      {
        language: at % 4 === 0 ? "ru" : "kk",
        month: at < count / 2 ? "2024-09" : "2024-10",
        duration: at % 13 === 0 ? null : 30 + (at % 300),
        flags: at % 90 === 0 ? ["too_fast"] : [],
      },
    ),
  );
}

describe("counting in blocks", () => {
  test("comes to the same, to the last digit, in whatever order the rows of several blocks lie", async () => {
    const rows = various(9000);
    const one = await reportOn(reading(rows), published(tea), request);
    const other = await reportOn(reading(shuffled(rows, seededRandom("rows"))), published(tea), request);
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
    expect(one.funnel.valid + one.excluded).toBe(9000);
    expect(one.checks).toMatchObject({ failed: [] });
  });

  test("is done again where responses came after their durations were asked for", async () => {
    const rows = various(300);
    let readings = 0;
    const honest = reading(rows);
    const late: Reading = {
      ...honest,
      responses: {
        ...honest.responses,
        durations: (survey) => reading(rows.slice(0, 20)).responses.durations(survey),
        pages: (survey) => {
          readings += 1;
          return honest.responses.pages(survey);
        },
      },
    };
    const rule = cleaningRule("robust-log") ?? STUDY;
    const made = await reportOn(late, published(tea), { ...request, rule });
    expect(made).toEqual(await reportOn(honest, published(tea), { ...request, rule }));
    expect(readings).toBe(2);
  });
});
