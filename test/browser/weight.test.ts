import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Outcome, weighPages } from "../../scripts/weigh/weighing.ts";
import { definitionIn } from "../../server/publishing.ts";
import { hasChromium, launchChromium, type Served, servePikir } from "../support/browser.ts";
import { ROOT } from "../support/pikir.ts";

/** What fits the first round trip of a new connection: ten packets, headers included. */
const FIRST_ROUND_TRIP = 14 * 1024;

describe.skipIf(!hasChromium)("in a real browser, headers included", () => {
  let browser: Browser;
  let served: Served;
  let outcome: Outcome;
  beforeAll(async () => {
    browser = await launchChromium();
    served = await servePikir();
    outcome = await weighPages(browser, {
      origin: served.origin,
      survey: "egov-2024",
      language: "kk",
      pages: definitionIn(join(ROOT, "db", "surveys", "egov-2024.yaml")).pages.map(({ id }) => id),
      line: undefined,
      rounds: 1,
      progress: () => undefined,
    });
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
  });

  test("what a page needs to be read fits the first round trip and is at most one request beside the page", () => {
    expect(outcome.pages.length).toBe(15);
    const tooMuch = outcome.pages.filter(
      ({ cold: { needed } }) => needed.bytes > FIRST_ROUND_TRIP || needed.requests > 2,
    );
    expect(tooMuch.map(({ name, cold }) => [name, cold.needed])).toEqual([]);
  });

  test("a whole journey, the device signal included, is less than a fourteenth of LimeSurvey's 1.44 MB", () => {
    expect(outcome.journey.bytes).toBeGreaterThan(20_000);
    expect(outcome.journey.bytes).toBeLessThan(1_440_000 / 14);
    expect(outcome.journey.requests).toBeLessThan(40);
  });
});
