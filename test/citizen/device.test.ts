import { afterEach, describe, expect, test } from "vitest";
import { aDefinition, words } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const TEA = "/s/tea-survey";
const [MINE, YOURS] = ["a1".repeat(32), "b2".repeat(32)];

let pikir: Pikir;
afterEach(() => pikir.stop());

async function teaHouse(device: number | undefined): Promise<void> {
  const { sections } = aDefinition().consent;
  const looking = { consent: { sections, device: words("The device is looked at.") }, screening: { device } };
  pikir = await startPikir({ definitions: [device === undefined ? aDefinition() : aDefinition(looking)] });
}

async function arrive(who: Visitor, name: string): Promise<Visitor> {
  await who.open(`${TEA}?lang=en`);
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  if (who.shown().address === `${TEA}/consent`) await who.fill();
  return who;
}

/** Answers the first page with a device signal, then the rest. */
async function answer(who: Visitor, device_mark: string): Promise<void> {
  pikir.pass(60);
  await who.fill({ "drinks-tea": "no", device_mark });
  await finish(who);
}

async function finish(who: Visitor): Promise<void> {
  while (who.shown().address.includes("/p/")) await who.fill();
  pikir.pass(60);
  expect((await who.fill()).address).toBe(`${TEA}/receipt`);
}

async function flags(): Promise<readonly string[]> {
  await pikir.mix();
  return (await pikir.responses()).map((response) => response.flags.join(" ")).sort();
}

const asksFor = (who: Visitor) => who.shown().body.querySelector("input[name=device_mark]") !== null;

describe("a device signal", () => {
  test("is asked for after the consent has said so, on the first page alone, and until that is sent", async () => {
    await teaHouse(1);
    const dana = pikir.visitor();
    await dana.open(`${TEA}?lang=en`);
    await dana.fill();
    const consent = await dana.fill({ identifier: identifierOf("Dana") });
    expect(consent.text).toContain("The device is looked at.");
    expect(consent.html).not.toMatch(/static\/(device|fingerprint)/);
    await dana.fill();
    expect(asksFor(dana)).toBe(true);
    expect(dana.shown().html).toMatch(/fingerprint\.[0-9a-f]+\.js/);
    await dana.fill({ "drinks-tea": "yes" });
    expect(asksFor(dana)).toBe(false);
    await dana.fill({}, "back");
    expect(asksFor(dana)).toBe(false);
  });

  test("is asked for nowhere else: without the switch there is no script and no field, and what is sent is not looked at", async () => {
    await teaHouse(undefined);
    for (const name of ["Dana", "Erlan"]) {
      const who = await arrive(pikir.visitor(), name);
      expect(asksFor(who)).toBe(false);
      expect(who.shown().html).not.toMatch(/static\/(device|fingerprint)/);
      await answer(who, MINE);
    }
    expect(await flags()).toEqual(["", ""]);
  });

  test("that came too often that day is flagged, and whoever sends it gets through", async () => {
    await teaHouse(1);
    for (const [name, mark] of [
      ["Dana", MINE],
      ["Erlan", MINE],
      ["Saule", YOURS],
    ] as const)
      await answer(await arrive(pikir.visitor(), name), mark);
    expect(await flags()).toEqual(["", "", "seen_device"]);
  });

  test("of the next day is another day's", async () => {
    await teaHouse(1);
    await answer(await arrive(pikir.visitor(), "Dana"), MINE);
    const today = (await arrive(pikir.visitor(), "Askar")).shown().body.querySelector("input[name=device_mark]");
    pikir.pass(86_400);
    const later = await arrive(pikir.visitor(), "Erlan");
    const key = later.shown().body.querySelector("input[name=device_mark]")?.getAttribute("data-key");
    expect(key).not.toBe(today?.getAttribute("data-key"));
    await answer(later, MINE);
    expect(await flags()).toEqual(["", ""]);
  });

  test("of who comes back on their own phone is no other's: a second tab, a new sign-in, a new beginning", async () => {
    await teaHouse(1);
    const dana = await arrive(pikir.visitor(), "Dana");
    const tab = dana.clone();
    await dana.fill({ "drinks-tea": "yes", device_mark: MINE });
    await tab.fill({ "drinks-tea": "yes", device_mark: MINE });
    await dana.fill({}, "stop");
    await dana.fill();
    expect(dana.shown().address).toBe(`${TEA}/stopped`);
    await answer(await arrive(pikir.visitor(), "Dana"), MINE);
    expect(await flags()).toEqual([""]);
  });

  test("that is missing or is none is nothing: without JavaScript, on an old phone, made up", async () => {
    await teaHouse(1);
    for (const [name, mark] of [
      ["a", ""],
      ["b", ""],
      ["c", "no hash"],
      ["d", "no hash"],
    ] as const)
      await answer(await arrive(pikir.visitor(), name), mark);
    expect(await flags()).toEqual(["", "", "", ""]);
  });
});
