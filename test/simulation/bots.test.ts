import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BOT_KINDS } from "../../scripts/simulation/bots.ts";
import { HONEST, honestShare, MOST_HONEST } from "../../scripts/simulation/flagged.ts";
import type { Outcome } from "../../scripts/simulation/simulation.ts";
import { summaryOf } from "../../scripts/simulation/summary.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import { simulateOn } from "../support/simulated.ts";

const CITIZENS = 30;
const EACH = 24;

/** Measured in full by `npm run simulate -- egov-2024 --citizens 2000 --bots`; here small, so that every run of the gate holds it. */
describe("bots of five kinds among honest citizens", () => {
  let pikir: Pikir;
  let outcome: Outcome;
  beforeAll(async () => {
    pikir = await startPikir();
    outcome = await simulateOn(pikir, { citizens: CITIZENS, bots: EACH, threads: 2 });
  }, 300_000);
  afterAll(() => pikir.stop());

  const of = (kind: string) => outcome.tally.flagged[kind];

  test("all get through: nothing is refused by a flag", () => {
    expect(outcome.tally.met).toEqual([]);
    expect(BOT_KINDS.map(({ name }) => of(name)?.sent)).toEqual(BOT_KINDS.map(() => EACH));
  });

  test("under one in two hundred of the honest is flagged", () => {
    expect(of(HONEST)?.sent).toBe(CITIZENS);
    expect(honestShare(outcome.tally.flagged)).toBeLessThan(MOST_HONEST);
  });

  test.each([
    ["fast script", "too_fast", EACH],
    ["patient script", "trap_filled", EACH],
    ["replayer", "challenge_failed", EACH - 1],
    ["farm", "seen_device", EACH - 20],
    ["headless browser", "seen_device", EACH - 20],
  ] as const)("each kind gives itself away: %s by %s", (kind, flag, count) => {
    expect(of(kind)?.by[flag]).toBe(count);
  });

  test("the summary has a line for each kind", () => {
    const summary = summaryOf(outcome);
    for (const kind of [HONEST, ...BOT_KINDS.map(({ name }) => name)]) expect(summary).toContain(kind);
    expect(summary).toMatch(/honest +30 +0 +0\.00%/);
  });
});
