import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aDefinition } from "../support/definitions.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const OPEN = aDefinition({ id: "tea-feedback", access: "open", eligibility: {} });

let pikir: Pikir;
beforeAll(async () => {
  pikir = await startPikir({ definitions: [OPEN, aDefinition()] });
});
afterAll(() => pikir.stop());

function participations(): Promise<number> {
  return pikir.storage.participations.count("tea-feedback");
}

async function answer(who: Visitor): Promise<void> {
  await who.open("/s/tea-feedback?lang=en");
  await who.fill();
  await who.fill();
  await who.fill({ "drinks-tea": "no" });
  await who.fill({}, "skip");
  await who.fill();
}

describe("an open survey", () => {
  test.each([
    ["kk", "бір адам бірнеше рет жауап бере алады"],
    ["ru", "один человек может ответить"],
    ["en", "one person could answer several times"],
  ])("says in %s on its first page and before consent that one can answer again", async (language, words) => {
    const who = pikir.visitor();
    expect((await who.open(`/s/tea-feedback?lang=${language}`)).text).toContain(words);
    const consent = await who.fill();
    expect(consent.address).toBe("/s/tea-feedback/consent");
    expect(consent.body.querySelector(".notice")?.text).toBeTruthy();
  });

  test("asks nobody to sign in, and takes one response from a visit", async () => {
    const [who, before] = [pikir.visitor(), await participations()];
    await answer(who);
    expect(who.shown().address).toBe("/s/tea-feedback/receipt");
    await who.open("/s/tea-feedback?lang=en");
    expect((await who.fill()).address).toBe("/s/tea-feedback/receipt");
    await pikir.storage.participations.ageAcknowledgements();
    await pikir.storage.participations.ageAcknowledgements();
    await who.open("/s/tea-feedback");
    const again = await who.fill();
    expect([again.status, again.heading()]).toEqual([409, "Answers have been sent from this browser"]);
    expect(await participations()).toBe(before + 1);
  });

  test("lets the next person on this device answer once the visit is finished", async () => {
    const [who, before] = [pikir.visitor(), await participations()];
    await answer(who);
    await who.open("/s/tea-feedback");
    await who.fill();
    await who.fill();
    expect(who.shown().address).toBe("/");
    await answer(who);
    expect(who.shown().address).toBe("/s/tea-feedback/receipt");
    expect(await participations()).toBe(before + 2);
  });

  test("takes one response of a session that sends many times at once", async () => {
    const [who, before] = [pikir.visitor(), await participations()];
    await who.open("/s/tea-feedback?lang=en");
    await who.fill();
    await who.fill();
    await who.fill({ "drinks-tea": "no" });
    await who.fill({}, "skip");
    const ends = await Promise.all(Array.from({ length: 10 }, () => who.clone().fill()));
    expect(new Set(ends.map(({ address }) => address))).toEqual(new Set(["/s/tea-feedback/receipt"]));
    expect(await participations()).toBe(before + 1);
  });

  test("locks what was not sent after an hour away, and says so", async () => {
    const who = pikir.visitor();
    await who.open("/s/tea-feedback?lang=en");
    await who.fill();
    await who.fill();
    pikir.pass(3700);
    const late = await who.fill({ "drinks-tea": "yes" });
    expect([late.status, late.heading()]).toEqual([403, "Please start again"]);
    await who.open("/s/tea-feedback");
    await who.fill();
    await who.fill();
    expect(who.shown().body.querySelector("input[checked]")).toBeNull();
  });

  test("gives no way into a survey that one signs in to", async () => {
    const who = pikir.visitor();
    await who.open("/s/tea-feedback");
    await who.fill();
    expect((await who.open("/s/tea-survey/consent")).address).toBe("/s/tea-survey");
    expect((await who.open("/sign-in?survey=tea-feedback")).address).toBe("/s/tea-feedback");
  });
});
