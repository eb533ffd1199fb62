import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { everyKindDefinition } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Filled, Visitor } from "../support/visitor.ts";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

/** From the survey's first page to its first page of questions. */
async function arrive(who: Visitor, name: string, address = "/s/egov-2024"): Promise<void> {
  await who.open(address);
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  await who.fill();
}

describe("a citizen's path", () => {
  test.each([
    ["kk", "Жауаптарыңыз"],
    ["ru", "Ваши ответы"],
    ["en", "Your answers have been sent"],
  ])("Aigerim walks it from the invitation to the receipt in %s, without JavaScript", async (language) => {
    const aigerim = pikir.visitor();
    const start = await aigerim.open(`/s/egov-2024?lang=${language}&from=home`);
    expect(start.status).toBe(200);
    expect(start.body.querySelector("html")?.getAttribute("lang")).toBe(language);
    expect((await aigerim.fill()).address).toBe("/sign-in?survey=egov-2024");
    expect((await aigerim.fill({ identifier: identifierOf("Aigerim") })).address).toBe("/s/egov-2024/consent");
    expect((await aigerim.fill()).address).toBe("/s/egov-2024/p/services");
    const answer = (filled: Filled) => {
      pikir.pass(18);
      return aigerim.fill(filled);
    };
    await answer({ timeliness: "4", ease: "5", effect: "faster" });
    await answer({ obstacle: "technical-errors", "single-channel": "unsure" });
    await answer({ region: "astana", settlement: "major-city", sex: "female", age: "30-45" });
    await answer({ education: "higher", employment: "employed", vulnerability: ["large-family", "carer"] });
    await answer({ problem: "  Қателер көп\r\nжиі ", improve: "" });
    expect(aigerim.shown().address).toBe("/s/egov-2024/p/more");
    const check = await aigerim.fill({}, "skip");
    expect(check.address).toBe("/s/egov-2024/check");
    expect(check.text).toContain("Қателер көп");
    const receipt = await aigerim.fill();
    expect(receipt.address).toBe("/s/egov-2024/receipt");
    expect(receipt.body.querySelector("html")?.getAttribute("lang")).toBe(language);
    expect(receipt.text).toMatch(/[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/);

    await pikir.mix();
    expect(await pikir.responses()).toMatchObject([
      {
        language,
        channel: "web",
        month: "2024-09",
        duration: 90,
        flags: [],
        answers: {
          timeliness: 4,
          ease: 5,
          effect: "faster",
          obstacle: "technical-errors",
          "single-channel": "unsure",
          region: "astana",
          vulnerability: ["large-family", "carer"],
          problem: "Қателер көп\nжиі",
        },
      },
    ]);
  });

  test("Bolat answers nothing at all, and that is kept, too", async () => {
    const bolat = pikir.visitor();
    await arrive(bolat, "Bolat");
    for (let page = 0; page < 6; page += 1) await bolat.fill();
    expect(bolat.shown().address).toBe("/s/egov-2024/check");
    expect((await bolat.fill()).address).toBe("/s/egov-2024/receipt");
    await pikir.mix();
    expect((await pikir.responses()).map(({ answers, flags }) => ({ answers, flags }))).toEqual([
      { answers: {}, flags: ["too_fast"] },
    ]);
  });

  test("Saule declines, is thanked, and nothing of her is kept", async () => {
    const saule = pikir.visitor();
    await saule.open("/s/egov-2024?lang=en");
    await saule.fill();
    await saule.fill({ identifier: identifierOf("Saule") });
    const declined = await saule.fill({}, "decline");
    expect(declined.text).toContain("Thank you for reading");
    expect(await pikir.storage.participations.count("egov-2024")).toBe(0);
    await pikir.app.flush();
    const stages = (await pikir.storage.counters.of("egov-2024")).map(({ stage, count }) => [stage, count]);
    expect(stages).toContainEqual(["declined", 1]);
    expect(stages.map(([stage]) => stage)).not.toContain("agreed");
  });

  test("Daniyar stops in the middle, and his answers are gone", async () => {
    const daniyar = pikir.visitor();
    await arrive(daniyar, "Daniyar", "/s/egov-2024?lang=en");
    await daniyar.fill({ timeliness: "1" });
    expect((await daniyar.fill({ obstacle: "other" }, "stop")).heading()).toBe("Stop and delete your answers?");
    expect((await daniyar.fill()).address).toBe("/s/egov-2024/stopped");
    await arrive(daniyar, "Daniyar");
    expect(daniyar.fields().get("timeliness")).toBeNull();
  });

  test("a switch of the language keeps every answer, typed text and impossible text included", async () => {
    const aliya = pikir.visitor();
    await arrive(aliya, "Aliya", "/s/egov-2024?lang=ru");
    for (let page = 0; page < 4; page += 1) await aliya.fill();
    const long = "ұзақ ".repeat(250);
    const switched = await aliya.fill({ problem: "Осы жер", improve: long }, "kk");
    expect(switched.address).toBe("/s/egov-2024/p/words");
    expect(switched.body.querySelector("html")?.getAttribute("lang")).toBe("kk");
    expect(aliya.fields().get("problem")).toBe("Осы жер");
    expect(aliya.fields().get("improve")).toBe(long);
  });

  test("what cannot be read comes back as typed, with an error summary first and status 422", async () => {
    const marat = pikir.visitor();
    await arrive(marat, "Marat", "/s/egov-2024?lang=en");
    for (let page = 0; page < 4; page += 1) await marat.fill();
    const refused = await marat.fill({ problem: "x".repeat(1003), improve: "kept" });
    expect(refused.status).toBe(422);
    expect(refused.body.querySelector("main > :first-child")?.getAttribute("role")).toBe("alert");
    expect(refused.text).toContain("shorten it by 3 characters");
    expect(marat.fields().get("problem")).toHaveLength(1003);
    expect(marat.fields().get("improve")).toBe("kept");
    expect((await marat.fill({ problem: "shorter" })).address).toBe("/s/egov-2024/p/more");
  });

  test("links to pages not yet reachable lead to where the citizen belongs", async () => {
    const dana = pikir.visitor();
    expect((await dana.open("/s/egov-2024/p/words")).address).toBe("/s/egov-2024");
    expect((await dana.open("/s/egov-2024/check")).address).toBe("/s/egov-2024");
    await arrive(dana, "Dana");
    expect((await dana.open("/s/egov-2024/p/words")).address).toBe("/s/egov-2024/p/services");
    expect((await dana.open("/s/egov-2024/check")).address).toBe("/s/egov-2024/p/services");
    expect((await dana.open("/s/egov-2024/receipt")).address).toBe("/s/egov-2024");
    expect((await dana.open("/s/egov-2024/p/nonsense")).status).toBe(404);
    await dana.fill().catch(() => undefined);
  });

  test("back goes one page back and forward again, and nothing is lost", async () => {
    const erlan = pikir.visitor();
    await arrive(erlan, "Erlan");
    await erlan.fill({ timeliness: "2" });
    const back = await erlan.fill({ obstacle: "legislation" }, "back");
    expect(back.address).toBe("/s/egov-2024/p/services");
    expect(erlan.fields().get("timeliness")).toBe("2");
    await erlan.fill({ timeliness: "3" });
    expect(erlan.shown().address).toBe("/s/egov-2024/p/obstacles");
    expect(erlan.fields().get("obstacle")).toBe("legislation");
  });

  test("an answer changed from the check page leads back to it", async () => {
    const gulnar = pikir.visitor();
    await arrive(gulnar, "Gulnar", "/s/egov-2024?lang=en");
    await gulnar.fill({ timeliness: "2" });
    for (let page = 0; page < 5; page += 1) await gulnar.fill();
    await gulnar.open("/s/egov-2024/p/services?change");
    const check = await gulnar.fill({ timeliness: "5" });
    expect(check.address).toBe("/s/egov-2024/check");
    expect(check.text).toContain("5 – ");
  });

  test("signing in on another device resumes where the citizen was", async () => {
    const phone = pikir.visitor();
    await arrive(phone, "Zhanna");
    await phone.fill({ timeliness: "4" });
    const tablet = pikir.visitor();
    await tablet.open("/s/egov-2024");
    await tablet.fill();
    expect((await tablet.fill({ identifier: identifierOf("Zhanna") })).address).toBe("/s/egov-2024/p/obstacles");
    await tablet.open("/s/egov-2024/p/services");
    expect(tablet.fields().get("timeliness")).toBe("4");
  });

  test("two tabs that answer different pages lose nothing of each other", async () => {
    const tab = pikir.visitor();
    await arrive(tab, "Nurlan");
    await tab.fill();
    const other = tab.clone();
    await other.open("/s/egov-2024/p/services");
    await Promise.all([tab.fill({ obstacle: "other" }), other.fill({ timeliness: "1", ease: "1" })]);
    await tab.open("/s/egov-2024/p/services");
    expect(tab.fields().get("ease")).toBe("1");
    await tab.open("/s/egov-2024/p/obstacles");
    expect(tab.fields().get("obstacle")).toBe("other");
  });

  test("a session that ended loses nothing that was typed: it comes back after the next sign-in", async () => {
    const timur = pikir.visitor();
    await arrive(timur, "Timur", "/s/egov-2024?lang=en");
    await timur.fill({ timeliness: "3" });
    pikir.pass(2 * 60 * 60);
    const away = await timur.fill({ obstacle: "bureaucracy" });
    expect(away.status).toBe(403);
    expect(away.heading()).toBe("Please sign in again");
    await timur.open("/s/egov-2024");
    await timur.fill();
    const again = await timur.fill({ identifier: identifierOf("Timur") });
    expect(again.address).toBe("/s/egov-2024/p/obstacles");
    expect(timur.fields().get("obstacle")).toBe("bureaucracy");
  });
});

describe("answers that came too late", () => {
  test("are not shown to whoever signs in next on the same computer", async () => {
    const shared = pikir.visitor();
    await arrive(shared, "Timur", "/s/egov-2024?lang=en");
    await shared.fill({ timeliness: "3" });
    pikir.pass(2 * 60 * 60);
    expect((await shared.fill({ obstacle: "bureaucracy" })).status).toBe(403);
    await shared.open("/s/egov-2024");
    await shared.fill();
    await shared.fill({ identifier: identifierOf("Somebody else") });
    await shared.fill();
    await shared.fill();
    expect(shared.shown().address).toBe("/s/egov-2024/p/obstacles");
    expect(shared.fields().get("obstacle")).toBeNull();
  });

  test("are set aside for nobody who was never signed in, and for no page that there is not", async () => {
    const found = pikir.storage.drafts;
    const stranger = pikir.visitor({ "Accept-Language": "en" });
    for (const address of ["/s/egov-2024/p/words", "/s/nowhere/p/nothing"]) {
      const answer = await stranger.postOnce(address, `problem=${"x".repeat(900)}`);
      expect([answer.status, answer.text.includes("what you have just entered included")]).toEqual([403, false]);
    }
    expect((await found.find([])).days).toEqual([]);
  });
});

describe("once", () => {
  async function toCheck(who: Visitor, name: string): Promise<void> {
    await arrive(who, name, "/s/egov-2024?lang=en");
    for (let page = 0; page < 6; page += 1) await who.fill();
  }

  test("who has taken part is told so after signing in again, on any device", async () => {
    const first = pikir.visitor();
    await toCheck(first, "Kamila");
    await first.fill();
    const second = pikir.visitor();
    await second.open("/s/egov-2024?lang=en");
    await second.fill();
    const told = await second.fill({ identifier: identifierOf("Kamila") });
    expect([told.status, told.heading()]).toEqual([409, "You have already taken part"]);
  });

  test("the same session's repeated send goes to its receipt with the same code, another session's is told politely", async () => {
    const phone = pikir.visitor();
    await toCheck(phone, "Asel");
    const tablet = pikir.visitor();
    await tablet.open("/s/egov-2024?lang=en");
    await tablet.fill();
    await tablet.fill({ identifier: identifierOf("Asel") });
    const before = phone.clone();
    const receipt = await phone.fill();
    const code = /[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/.exec(receipt.text)?.[0];
    const retried = await before.fill();
    expect(retried.address).toBe("/s/egov-2024/receipt");
    expect(retried.text).toContain(code);
    expect((await tablet.fill()).status).toBe(409);
    expect(await pikir.storage.participations.count("egov-2024")).toBe(1);
    expect(await pikir.storage.urn.count("egov-2024")).toBe(1);
  });

  test("200 sends at once from four sessions of one person keep one response", async () => {
    const sessions = [pikir.visitor(), pikir.visitor(), pikir.visitor(), pikir.visitor()];
    const [first] = sessions;
    if (!first) throw new Error("no session");
    await toCheck(first, "Ruslan");
    for (const other of sessions.slice(1)) {
      await other.open("/s/egov-2024");
      await other.fill();
      expect((await other.fill({ identifier: identifierOf("Ruslan") })).address).toBe("/s/egov-2024/check");
    }
    const sends = Array.from({ length: 200 }, (_, at) => (sessions[at % 4] ?? first).clone().fill());
    const answers = await Promise.all(sends);
    const ends = new Set(answers.map(({ status, address }) => `${status} ${address}`));
    expect([...ends].sort()).toEqual(["200 /s/egov-2024/receipt", "409 /s/egov-2024/check"]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
    expect(await pikir.storage.participations.count("egov-2024")).toBe(1);
    expect(await pikir.storage.urn.count("egov-2024")).toBe(1);
  });
});

describe("half an hour after the send", () => {
  test("the receipt is gone, and so is the session it came from", async () => {
    const who = pikir.visitor();
    await arrive(who, "Venera", "/s/egov-2024?lang=en");
    for (let page = 0; page < 7; page += 1) await who.fill();
    expect(who.shown().address).toBe("/s/egov-2024/receipt");
    const token = who.fields().get("token") ?? "";
    pikir.pass(29 * 60);
    expect((await who.open("/s/egov-2024/receipt")).status).toBe(200);
    pikir.pass(2 * 60);
    const late = await who.open("/s/egov-2024/receipt");
    expect([late.status, late.heading()]).toEqual([409, "You have already taken part"]);
    const stale = await who.postOnce("/sign-out", `token=${token}`);
    expect(stale.status).toBe(403);
  });
});

describe("any definition", () => {
  test("an answer that brings up another question on its page shows the page once more, and both answers are kept", async () => {
    const everything = await startPikir({ definitions: [everyKindDefinition()], now: "2026-06-01T08:00:00Z" });
    const who = everything.visitor({ "Accept-Language": "en" });
    await arrive(who, "Yerbol", `/s/${everyKindDefinition().id}`);
    const page = who.shown().address;
    const again = await who.fill({ transport: "bus" });
    expect(again.address).toBe(page);
    expect(again.body.querySelector("[name=problems]")).not.toBeNull();
    expect(who.fields().get("transport")).toBe("bus");
    const next = await who.fill({ problems: "late" });
    expect(next.address).not.toBe(page);
    await everything.stop();
  });
});
