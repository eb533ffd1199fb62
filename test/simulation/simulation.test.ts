import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { counts } from "../../scripts/simulation/dealing.ts";
import { NotPossible } from "../../scripts/simulation/simulated-survey.ts";
import type { Outcome } from "../../scripts/simulation/simulation.ts";
import type { Response } from "../../server/records/response.ts";
import { aDefinition } from "../support/definitions.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import { simulateOn, study } from "../support/simulated.ts";

const CITIZENS = 60;
const SURVEY = "egov-2024-sim";

/** Of them bots enough to see some among sixty. */
const profile = { ...study(), bots: 0.1 };

function runOn(pikir: Pikir, citizens: number, signal?: AbortSignal, survey = "egov-2024"): Promise<Outcome> {
  return simulateOn(pikir, { citizens, survey, profile, signal });
}

describe("sixty citizens who behave as in the study", () => {
  let pikir: Pikir;
  let outcome: Outcome;
  let responses: readonly Response[];
  beforeAll(async () => {
    pikir = await startPikir();
    outcome = await runOn(pikir, CITIZENS);
    responses = await pikir.responses(SURVEY);
  });
  afterAll(() => pikir.stop());

  const honest = () => responses.filter(({ flags }) => flags.length === 0);

  test("all walk to where they were to walk, and meet nothing unexpected", () => {
    expect(outcome.tally.met).toEqual([]);
    // 92 shown, 65 clicked, 62 began, and 6 bots on top.
    expect(outcome.tally.fates).toMatchObject({ banner: 27, left: 2, completed: 66 });
    expect(outcome.expected).toBe(98);
  });

  test("every stage counts what was dealt to it, once a journey", async () => {
    const counted = await pikir.storage.counters.of(SURVEY);
    const stage = (name: string, page = "") =>
      counted.filter((each) => each.stage === name && each.page === page).reduce((sum, { count }) => sum + count, 0);
    const { consent = 0, declined = 0 } = outcome.tally.fates;
    expect([stage("shown"), stage("clicked")]).toEqual([98, 71]);
    expect([stage("consent_shown"), stage("declined")]).toEqual([68 + consent + declined, declined]);
    expect([stage("agreed"), stage("started"), stage("reached", "services")]).toEqual([68, 68, 68]);
    expect(await pikir.storage.participations.count(SURVEY)).toBe(66);
    expect(new Set(counted.map(({ place }) => place))).toEqual(new Set(["home", "services"]));
  });

  test("all that was sent is released, and every bot of it flagged, and nobody else", () => {
    expect(outcome.unreleased).toBe(0);
    expect(responses).toHaveLength(66);
    const flagged = responses.filter(({ flags }) => flags.includes("too_fast"));
    expect(flagged).toHaveLength(6);
    expect(flagged.every(({ duration }) => duration !== null && duration < 60)).toBe(true);
    expect(honest()).toHaveLength(CITIZENS);
  });

  test("the answers come out as they were dealt", () => {
    const dealt = counts(study().answers.obstacle ?? {}, CITIZENS);
    const given = honest().map(({ answers }) => String(answers.obstacle));
    const tallied = new Map([...dealt.keys()].map((id) => [id, given.filter((each) => each === id).length]));
    expect(tallied).toEqual(dealt);
    const cities = honest().filter(({ answers }) => /^(almaty|astana|shymkent)$/.test(String(answers.region)));
    expect(cities.length).toBeGreaterThan(10);
    expect(cities.every(({ answers }) => !/town|village/.test(String(answers.settlement)))).toBe(true);
    expect(honest().filter(({ answers }) => answers["purchasing-power"] !== undefined).length).toBeGreaterThanOrEqual(
      35,
    );
  });

  test("the simulated clock times them: median 4.8 minutes, over two months", () => {
    const durations = honest()
      .map(({ duration }) => duration ?? 0)
      .sort((a, b) => a - b);
    expect(durations[0]).toBeGreaterThanOrEqual(75);
    expect(durations[CITIZENS / 2]).toBeGreaterThan(270);
    expect(durations[CITIZENS / 2]).toBeLessThan(306);
    expect(new Set(honest().map(({ month }) => month))).toEqual(new Set(["2024-09", "2024-10"]));
  });

  test("who comes without the pass is not let in, and sees no such survey listed", async () => {
    const visitor = pikir.visitor();
    expect((await visitor.open(`/s/${SURVEY}?lang=en`)).status).toBe(403);
    expect((await visitor.open(`/s/${SURVEY}?pass=guessed`)).status).toBe(403);
    expect((await visitor.open("/?lang=en")).html).not.toContain(SURVEY);
    expect(await pikir.storage.participations.count("egov-2024")).toBe(0);
  });

  test("the same seed once more brings other citizens, and no second copy", async () => {
    const again = await runOn(pikir, 5);
    expect(again.tally.met).toEqual([]);
    expect(await pikir.storage.participations.count(SURVEY)).toBe(66 + 6);
    const copy = (await pikir.storage.surveys.all()).find(({ id }) => id === SURVEY);
    expect(copy?.simulated).toBe(true);
    expect(copy?.versions).toHaveLength(1);
    expect(copy?.versions[0]?.definition.title.en).toBe("Public services online: your opinion (simulation)");
  });
});

describe("a simulation", () => {
  let pikir: Pikir;
  beforeAll(async () => {
    pikir = await startPikir({
      definitions: [aDefinition(), aDefinition({ id: "tea" }), aDefinition({ id: "tea-sim" })],
    });
  });
  afterAll(() => pikir.stop());

  test("walks any survey, its conditions and kinds of questions included", async () => {
    const outcome = await runOn(pikir, 8, undefined, "tea-survey");
    expect(outcome.tally.met).toEqual([]);
    expect(await pikir.responses("tea-survey-sim")).toHaveLength(9);
  });

  test("may run twice at once with the same seed", async () => {
    const before = await pikir.storage.participations.count("tea-survey-sim");
    const both = await Promise.all([
      runOn(pikir, 4, undefined, "tea-survey"),
      runOn(pikir, 4, undefined, "tea-survey"),
    ]);
    expect(both.flatMap(({ tally }) => tally.met)).toEqual([]);
    expect(await pikir.storage.participations.count("tea-survey-sim")).toBe(before + 8);
  });

  test("refuses an unknown survey, a simulated one, and a real one that bears the copy's name", async () => {
    await expect(runOn(pikir, 1, undefined, "coffee")).rejects.toThrow(/no survey "coffee"; choose one of tea/);
    await expect(runOn(pikir, 1, undefined, "tea-survey-sim")).rejects.toThrow(NotPossible);
    await expect(runOn(pikir, 1, undefined, "tea")).rejects.toThrow(/"tea-sim" is real/);
  });

  test("stops when told to, and what was sent so far is released", async () => {
    const before = await pikir.storage.participations.count("tea-survey-sim");
    const outcome = await runOn(pikir, 30, AbortSignal.abort(), "tea-survey");
    expect(outcome.tally.fates).toEqual({});
    expect(await pikir.storage.participations.count("tea-survey-sim")).toBe(before);
  });
});
