import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const SURVEY = "/s/egov-2024";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

/** At the first page of questions, or at the check page. */
async function arrived(name: string, at: "questions" | "check" = "questions", from = ""): Promise<Visitor> {
  const who = pikir.visitor();
  await who.open(`${SURVEY}?lang=en${from}`);
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  await who.fill();
  for (let pages = 0; at === "check" && pages < 6; pages += 1) await who.fill();
  return who;
}

const secretOf = (who: Visitor) => who.shown().body.querySelector("form[data-keep]")?.getAttribute("data-keep");

describe("when an answer is lost on the way", () => {
  test.each(["/check", "/consent", "/p/services", "/receipt"])(
    "the session that has sent finds its receipt at %s, which says that the answers had arrived",
    async (address) => {
      const sender = await arrived("Aliya", "check");
      const cutOff = sender.clone();
      const code = /[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/.exec((await sender.fill()).text)?.[0] ?? "none";
      expect(sender.shown().text).not.toContain("had reached us");
      const found = await cutOff.open(SURVEY + address);
      expect(found.address).toBe(`${SURVEY}/receipt`);
      expect(found.text).toContain("Your answers had reached us the first time");
      expect(found.text).toContain(code);
      await pikir.mix();
      expect(await pikir.responses()).toHaveLength(1);
    },
  );

  test("another session of the same person is told that they have taken part, and sees no code", async () => {
    const sender = await arrived("Bolat", "check");
    const elsewhere = pikir.visitor();
    await elsewhere.open(`${SURVEY}?lang=en`);
    await elsewhere.fill();
    await elsewhere.fill({ identifier: identifierOf("Bolat") });
    await sender.fill();
    const told = await elsewhere.open(`${SURVEY}/check`);
    expect([told.status, /[0-9A-Z]{5}-[0-9A-Z]{5}-/.test(told.text)]).toEqual([409, false]);
  });

  test("stopping twice has stopped once, and never says of sent answers that they are deleted", async () => {
    const stopping = await arrived("Dana");
    await stopping.open(`${SURVEY}/stop`);
    const cutOff = stopping.clone();
    await stopping.fill();
    expect((await cutOff.fill()).address).toBe(`${SURVEY}/stopped`);
    expect((await cutOff.open(`${SURVEY}/check`)).address).toBe(SURVEY);

    const sender = await arrived("Erzhan", "check");
    const otherTab = sender.clone();
    await otherTab.open(`${SURVEY}/stop`);
    await sender.fill();
    expect((await otherTab.fill()).address).toBe(`${SURVEY}/receipt`);
  });
});

describe("the script of the pages", () => {
  test("is told where to go instead of being sent there, and everybody else is sent", async () => {
    const who = await arrived("Farhat");
    const body = `token=${who.fields().get("token")}&timeliness=4`;
    const told = await who.postOnce(`${SURVEY}/p/services?send`, body, { "X-Requested-With": "pikir" });
    expect([told.status, told.headers["location"], told.html]).toEqual([204, `${SURVEY}/p/obstacles`, ""]);
    const sent = await who.postOnce(`${SURVEY}/p/services?send`, body);
    expect([sent.status, sent.headers["location"]]).toEqual([303, `${SURVEY}/p/obstacles`]);
  });

  test("gets what opens the typed answers with pages of questions: a person's own, whatever the session", async () => {
    const [phone, tablet, other] = [await arrived("Gani"), await arrived("Gani"), await arrived("Hakim")];
    expect(secretOf(phone)).toMatch(/^[\w-]{43}$/);
    expect(secretOf(tablet)).toBe(secretOf(phone));
    expect(secretOf(other)).not.toBe(secretOf(phone));
    expect((await phone.open("/privacy")).html).not.toContain(secretOf(tablet));
  });

  test("keeps nothing on a kiosk, which stays one when a citizen has signed out", async () => {
    const who = await arrived("Ilyas", "questions", "&from=kiosk-astana");
    expect(who.shown().html).toContain("<body data-kiosk>");
    expect(secretOf(who)).toBeUndefined();
    await who.post("/sign-out", { token: who.fields().get("token") ?? "" });
    expect((await who.open("/")).html).toContain("<body data-kiosk>");
    expect((await pikir.visitor().open(`${SURVEY}?from=kiosks`)).html).not.toContain("data-kiosk");
  });
});
