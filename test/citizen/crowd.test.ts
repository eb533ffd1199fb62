import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Behind } from "../../server/records/queue.ts";
import { aDefinition } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const TEA = aDefinition({ id: "tea" });
const PANEL = aDefinition({ id: "tea-panel", access: "codes", eligibility: {} });

/** Somebody on their first page, signed in. */
async function comes(to: Pikir): Promise<Visitor> {
  const who = to.visitor({ "Accept-Language": "en" });
  await who.open("/s/tea");
  await who.fill();
  await who.fill({ identifier: identifierOf("Madina") });
  return who;
}

describe("while the server is far behind", () => {
  let behind: Behind = "no";
  let crowded: Pikir;
  beforeAll(async () => {
    crowded = await startPikir({ queue: 10, behind: () => behind, definitions: [TEA, PANEL] });
  });
  afterAll(() => crowded.stop());

  /** What a series of `/metrics` stands at. */
  async function told(series: string): Promise<number> {
    const { html } = await crowded.visitor().open("/metrics");
    return Number(new RegExp(`^${series} (\\d+)$`, "m").exec(html)?.[1]);
  }

  test.each([
    ["/", "kk", "Сәл күте тұрыңыз"],
    ["/s/tea?from=home", "ru", "Подождите немного, пожалуйста"],
    ["/s/tea?lang=en&from=home", "kk", "One moment, please"],
    ["/sign-in?survey=tea", "en", "One moment, please"],
    ["/s/tea-panel/code", "en", "One moment, please"],
  ])(
    "whoever comes new to %s is asked to wait, and their browser asks again by itself",
    async (address, language, heading) => {
      behind = "far";
      const who = crowded.visitor({ "Accept-Language": language });
      const shown = await who.open(address);
      expect([shown.status, shown.heading()]).toEqual([200, heading]);
      expect(Number(shown.headers.refresh)).toBeGreaterThanOrEqual(20);
      expect(Number(shown.headers.refresh)).toBeLessThanOrEqual(40);
      // In all languages, of nobody, and of no address.
      for (const words of ["Very many people", "очень много людей", "өте көп адам"])
        expect(shown.text).toContain(words);
      expect(shown.headers["set-cookie"]).toBeUndefined();
      expect(shown.html).not.toContain("from=home");
      expect(shown.body.querySelector("main a.button")?.getAttribute("href")).toBe("");
      behind = "no";
      expect((await who.open(address)).heading()).not.toBe(heading);
    },
  );

  test("whoever has signed in, stands in line or is inside goes on, and nobody is kept from what is not the way in", async () => {
    const [madina, form] = [await comes(crowded), crowded.visitor({ "Accept-Language": "en" })];
    await form.open("/sign-in?survey=tea");
    behind = "far";
    const askar = await form.fill({ identifier: identifierOf("Askar") });
    expect(askar.text).toContain("You are next.");
    for (const who of [madina, form]) expect((await who.open("/s/tea")).body.querySelector("main form")).not.toBeNull();
    while (!madina.shown().address.endsWith("/receipt")) await madina.fill();
    expect(madina.shown().heading()).toBe("Your answers have been sent");
    for (const address of ["/privacy", "/withdraw", "/s/tea/results"])
      expect((await crowded.visitor().open(address)).headers.refresh).toBeUndefined();
    const putOff = await told("pikir_put_off_total");
    // Their time is over: they come new.
    crowded.pass(61 * 60);
    expect((await form.open("/s/tea")).heading()).toBe("One moment, please");
    expect(await told("pikir_put_off_total")).toBe(putOff + 1);
    behind = "no";
  });

  test("without PIKIR_QUEUE everybody is shown everything", async () => {
    const open = await startPikir({ behind: () => "far", definitions: [TEA] });
    expect((await comes(open)).shown().heading()).toBe("Before you decide");
    await open.stop();
  });
});
