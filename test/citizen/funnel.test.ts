import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

/** What has been counted, `stage page language place` by its sum. */
async function counted(): Promise<Readonly<Record<string, number>>> {
  await pikir.app.flush();
  const counts = await pikir.storage.counters.of("egov-2024");
  const name = (count: (typeof counts)[number]) =>
    `${count.stage} ${count.page} ${count.language} ${count.place}`.replace("  ", " ");
  return Object.fromEntries(counts.map((count) => [name(count), count.count]));
}

async function toConsent(who: Visitor, name: string, from = ""): Promise<void> {
  await who.open(`/s/egov-2024?lang=ru${from}`);
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
}

describe("the funnel", () => {
  test("counts every stage once a journey, whatever is reloaded", async () => {
    const aida = pikir.visitor();
    await toConsent(aida, "Aida", "&from=home");
    await aida.open("/s/egov-2024?from=home");
    await aida.open("/s/egov-2024/consent");
    await aida.open("/s/egov-2024/consent");
    await aida.fill();
    for (let reload = 0; reload < 3; reload += 1) await aida.open("/s/egov-2024/p/services");
    await aida.fill({ timeliness: "4" });
    await aida.fill({}, "back");
    await aida.fill();
    expect(await counted()).toEqual({
      "clicked ru home": 1,
      "consent_shown ru home": 1,
      "agreed ru home": 1,
      "started ru home": 1,
      "reached services ru home": 1,
      "reached obstacles ru home": 1,
    });
  });

  test("counts a journey without an invitation as direct, and an invented place as other", async () => {
    await toConsent(pikir.visitor(), "Bauyrzhan");
    await toConsent(pikir.visitor(), "Gulmira", "&from=%3Cscript%3E");
    expect(await counted()).toEqual({
      "consent_shown ru direct": 1,
      "clicked ru other": 1,
      "consent_shown ru other": 1,
    });
  });

  test("agreeing is not yet starting: the first page has to be shown", async () => {
    const who = pikir.visitor();
    await toConsent(who, "Yerkin");
    const answer = await who.postOnce("/s/egov-2024/consent", who.fields().toString());
    expect(answer.status).toBe(303);
    expect(await counted()).toEqual({ "consent_shown ru direct": 1, "agreed ru direct": 1 });
  });
});

describe("the banner", () => {
  test("is a program with the survey's words that any portal may load, and carries no cookie", async () => {
    const portal = pikir.visitor();
    const script = await portal.open("/invite/egov-2024.js");
    expect(script.status).toBe(200);
    expect(script.headers["content-type"]).toMatch(/javascript/);
    expect(script.headers["cross-origin-resource-policy"]).toBe("cross-origin");
    expect(script.headers["set-cookie"]).toBeUndefined();
    for (const words of ["Қатысу", "Take part"]) expect(script.html).toContain(words);
    expect(() => new Function(script.html)).not.toThrow();
  });

  test("its showings are counted from another site, without a session, by place and language", async () => {
    const portal = pikir.visitor({ Origin: "https://portal.example", "Sec-Fetch-Site": "cross-site" });
    const first = await portal.postOnce("/invite/egov-2024/shown?place=home&lang=kk", "");
    const second = await portal.postOnce("/invite/egov-2024/shown", "place=services&lang=ru");
    const odd = await portal.postOnce("/invite/egov-2024/shown?place=%00&lang=xx", "x".repeat(100), {
      "Content-Type": "text/plain",
    });
    expect([first, second, odd].map(({ status, headers }) => [status, headers["set-cookie"]])).toEqual(
      Array(3).fill([204, undefined]),
    );
    expect(await counted()).toEqual({ "shown kk home": 1, "shown ru services": 1, "shown other other": 1 });
  });

  test("of a survey that nobody knows, or that is closed, there is nothing to show and nothing to count", async () => {
    expect((await pikir.visitor().open("/invite/nothing.js")).status).toBe(404);
    await pikir.storage.surveys.close("egov-2024", "2024-09-20");
    pikir.pass(2);
    expect((await pikir.visitor().open("/invite/egov-2024.js")).status).toBe(404);
    expect((await pikir.visitor().postOnce("/invite/egov-2024/shown?place=home", "")).status).toBe(404);
    expect(await counted()).toEqual({});
  });
});
