import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import { inDepth } from "../support/depth.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";
import { simulateOn } from "../support/simulated.ts";

const CITIZENS = inDepth(60, 400);
const POOL = 20;

/** The same citizens, by their seed, on one database. */
async function reportOfSimulation(pikir: Pikir): Promise<Report> {
  const outcome = await simulateOn(pikir, { citizens: CITIZENS, seed: 7, pool: POOL });
  expect(outcome.tally.met).toEqual([]);
  const survey = (await pikir.storage.surveys.all()).find(({ id }) => id === outcome.survey);
  if (!survey) throw new Error("no simulated survey");
  return reportOn(pikir.storage, survey, { rule: STUDY, now: new Date("2024-11-01"), by: "region" });
}

describe.skipIf(installedPostgres() === undefined)("the same simulation on SQLite and on PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  test(`of ${CITIZENS} citizens comes to the same report, to the last digit`, async () => {
    const url = await postgres.database();
    const [sqlite, other] = [
      await startPikir(),
      await startPikir({ open: () => openPostgres({ url, part: "operating" }) }),
    ];
    try {
      const report = await reportOfSimulation(sqlite);
      expect(report.funnel.valid).toBe(CITIZENS);
      expect(JSON.stringify(await reportOfSimulation(other))).toBe(JSON.stringify(report));
    } finally {
      await Promise.all([sqlite.stop(), other.stop()]);
    }
  }, 300_000);
});
