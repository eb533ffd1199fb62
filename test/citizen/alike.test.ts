import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { identifierOf, type Pikir, SHIPPED, startPikir } from "../support/pikir.ts";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await pikir.stop();
});

/** From the first page to the fourth page of questions; resolves to the pages that were shown on the way. */
async function walk(name: string, first: string) {
  const who = pikir.visitor();
  const shown = [await who.open(first), await who.fill(), await who.fill({ identifier: identifierOf(name) })];
  for (let pages = 0; pages < 4; pages += 1) shown.push(await who.fill());
  return shown;
}

describe("pages that are alike for everybody", () => {
  test("are rendered once, however many come, whoever they are and wherever the invitation hung", async () => {
    const rendered = vi.spyOn((await SHIPPED).views, "render");
    const aigerims = await walk("Aigerim", "/s/egov-2024?from=home&lang=kk");
    const before = rendered.mock.calls.length;
    expect(before).toBe(aigerims.length);
    const bolats = await walk("Bolat", "/s/egov-2024?from=portal&lang=kk");
    // Options of the first two pages of questions stand in each citizen's own order.
    expect(rendered.mock.calls.slice(before).map(([name]) => name)).toEqual(["citizen/question", "citizen/question"]);
    expect(bolats.map(({ address }) => address.replace(/\?.*/, ""))).toEqual(
      aigerims.map(({ address }) => address.replace(/\?.*/, "")),
    );
    const token = (page: (typeof bolats)[number] | undefined) =>
      page?.body.querySelector("input[name=token]")?.getAttribute("value");
    expect(token(bolats.at(-1))).not.toBe(token(aigerims.at(-1)));
  });

  test("with words of somebody's own are shown at their own addresses alone, with nothing that a link wrote beside them", async () => {
    const who = pikir.visitor();
    await who.open("/s/egov-2024?lang=kk");
    await who.fill();
    await who.fill({ identifier: identifierOf("Aigerim") });
    const consent = await who.open("/s/egov%2D2024/consent?x=1&lang=ru");
    expect(consent.address).toBe("/s/egov-2024/consent");
    expect(consent.body.querySelector("html")?.getAttribute("lang")).toBe("ru");
    expect(consent.body.querySelector("input[name=challenge_solution]")?.getAttribute("value")).toMatch(/^\w{100}/);
    await who.fill();
    for (let pages = 0; pages < 6; pages += 1) await who.fill({ go: "skip" });
    await who.fill();
    const code = (await who.open("/s/egov-2024/receipt")).body.querySelector(".code")?.text;
    expect(code).toMatch(/\w{4}-\w{4}/);
    for (const written of ["receipt?x=1", "RECEIPT", "receipt?lang=kk&code=1"]) {
      const receipt = await who.open(`/s/egov-2024/${written}`);
      expect(receipt.address.replace(/\?lang=.*/, "")).toBe("/s/egov-2024/receipt");
      expect(receipt.body.querySelector(".code")?.text).toBe(code);
      expect(receipt.body.querySelector("svg.qr path")?.getAttribute("d")?.length).toBeGreaterThan(1000);
    }
  });

  test("stay there, however many addresses somebody makes up", async () => {
    await walk("Aigerim", "/s/egov-2024?lang=kk");
    const stranger = pikir.visitor();
    for (let at = 0; at < 320; at += 1) await stranger.open(`/s/egov-2024?lang=a${at}&change=${at}&survey=${at}`);
    const rendered = vi.spyOn((await SHIPPED).views, "render");
    await pikir.visitor().open("/s/egov-2024?lang=kk");
    expect(rendered).not.toHaveBeenCalled();
  });
});
