import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { publish } from "../../server/publishing.ts";
import { aDefinition, smallDefinition, words } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const TEA = "tea-survey";
const NEW_TEXT = "Your answers will be read by two institutes.";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir({ definitions: [smallDefinition()] });
});
afterEach(() => pikir.stop());

async function toConsent(name: string): Promise<Visitor> {
  const who = pikir.visitor();
  await who.open(`/s/${TEA}?lang=en`);
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  return who;
}

async function publishAnother(given: Parameters<typeof aDefinition>[0]): Promise<void> {
  const config = { keysDir: `${pikir.dataDir}/keys`, keyCopy: undefined };
  await publish(aDefinition(given), { storage: pikir.storage, config, now: pikir.now() });
  pikir.pass(2);
}

const another = () =>
  publishAnother({ consent: { sections: [{ heading: words("What is asked"), body: words(NEW_TEXT) }] } });

async function counted(): Promise<Readonly<Record<string, number>>> {
  await pikir.app.flush();
  const counts = await pikir.storage.counters.of(TEA);
  return Object.fromEntries(counts.map(({ stage, page, count }) => [`${stage} ${page}`.trim(), count]));
}

const versionOn = (text: string) =>
  /ersion of the consent text\s*([0-9a-f]{12})|Text version ([0-9a-f]{12})/.exec(text);

describe("a consent text that is replaced while somebody reads it", () => {
  test("is not what they agree to: they are shown the new one, calmly, and nothing is counted twice", async () => {
    const who = await toConsent("Aliya");
    await another();
    const again = await who.fill();
    expect([again.status, again.address, again.heading()]).toEqual([200, `/s/${TEA}/consent`, "Before you decide"]);
    expect(again.text).toContain("This text was changed while you were reading it.");
    expect(again.text).toContain(NEW_TEXT);
    expect(await counted()).toEqual({ consent_shown: 1 });
    expect((await who.fill()).address).toBe(`/s/${TEA}/p/tea`);
    expect(await counted()).toEqual({ consent_shown: 1, agreed: 1, started: 1, "reached tea": 1 });
  });

  test("can be declined as it was", async () => {
    const who = await toConsent("Berik");
    await another();
    expect((await who.fill({}, "decline")).address).toBe(`/s/${TEA}/declined`);
  });

  test("does not come between who has agreed already and their answers", async () => {
    const who = await toConsent("Dana");
    const tab = who.clone();
    await who.fill();
    await another();
    expect((await tab.fill()).address).toBe(`/s/${TEA}/p/tea`);
  });

  test("is no reason to ask again where only the questions have changed", async () => {
    const who = await toConsent("Erlan");
    await publishAnother({ minutes: 4 });
    expect((await who.fill()).address).toBe(`/s/${TEA}/p/tea`);
  });
});

describe("a receipt", () => {
  test("of a repeated send names the text that was agreed to, not a newer one", async () => {
    const who = await toConsent("Galym");
    const agreedTo = versionOn(who.shown().text)?.[2];
    let shown = await who.fill();
    while (!shown.address.endsWith("/check")) shown = await who.fill();
    const lost = who.clone();
    lost.cookies = new Map(who.cookies);
    const fields = Object.fromEntries(who.fields());
    const receipt = await who.fill();
    expect(versionOn(receipt.text)?.[1]).toBe(agreedTo);
    await another();
    const retried = await lost.post(`/s/${TEA}/check`, fields);
    expect(retried.address).toBe(`/s/${TEA}/receipt`);
    expect(versionOn(retried.text)?.[1]).toBe(agreedTo);
  });
});
