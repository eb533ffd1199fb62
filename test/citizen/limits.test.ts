import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aDefinition } from "../support/definitions.ts";
import { invite } from "../support/invitations.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

async function signedIn(name: string): Promise<Visitor> {
  const who = pikir.visitor({ "Accept-Language": "en" });
  await who.open("/s/egov-2024");
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  return who;
}

async function begins(who: Visitor): Promise<number> {
  await who.open("/s/egov-2024");
  return (await who.fill()).status;
}

async function beginsOften(who: Visitor, times: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let time = 0; time < times; time += 1) statuses.push(await begins(who));
  return statuses;
}

describe("limits", () => {
  test("whoever begins a hundred times in ten seconds has to wait, and is told so; others behind the same address do not", async () => {
    const [madina, askar] = [await signedIn("Madina"), await signedIn("Askar")];
    const statuses = await beginsOften(madina, 100);
    expect(statuses.slice(0, 40)).toEqual(Array.from({ length: 40 }, () => 200));
    expect(new Set(statuses.slice(40))).toEqual(new Set([429]));
    const told = madina.shown();
    expect(told.headers.ratelimit).toMatch(/r=0/);
    expect(told.headers["retry-after"]).toBeDefined();
    expect(told.heading().length).toBeGreaterThan(5);
    expect(await begins(askar)).toBe(200);
    expect((await madina.open("/s/egov-2024/consent")).heading()).toBe("Before you decide");
  });

  test("a person is one on all their devices, and the next quarter of an hour is a new one", async () => {
    const [phone, laptop] = [await signedIn("Madina"), await signedIn("Madina")];
    await beginsOften(phone, 20);
    const statuses = await beginsOften(laptop, 21);
    expect([statuses[19], statuses[20]]).toEqual([200, 429]);
    pikir.pass(15 * 60);
    expect(await begins(laptop)).toBe(200);
  });

  test("a whole journey with every page sent ten times over stays within them", async () => {
    const who = await signedIn("Madina");
    await who.fill();
    for (const page of ["services", "obstacles", "you", "life", "words"]) {
      for (let again = 0; again < 10; again += 1) {
        await who.open(`/s/egov-2024/p/${page}`);
        expect((await who.fill()).status).toBe(200);
      }
    }
  });
});

describe("the posts of a journey", () => {
  test("are counted without the store; it is asked of those who go on and on", async () => {
    const asked: string[] = [];
    const counting = await startPikir({
      storage: (storage) => ({
        ...storage,
        guesses: {
          ...storage.guesses,
          count: (...given) => {
            asked.push(Buffer.from(given[0]).toString("hex"));
            return storage.guesses.count(...given);
          },
        },
      }),
    });
    const who = counting.visitor();
    await who.open("/s/egov-2024");
    await who.fill();
    await who.fill({ identifier: identifierOf("Madina") });
    while (!who.shown().address.endsWith("/receipt")) await who.fill();
    expect(asked).toEqual([]);
    for (let again = 0; again < 10; again += 1) await who.postOnce("/s/egov-2024/check", "");
    expect(asked).not.toEqual([]);
    expect(new Set(asked).size).toBe(1);
    await counting.stop();
  });
});

describe("behind one address", () => {
  const PANEL = aDefinition({ id: "tea-panel", access: "codes", eligibility: {} });

  test("a classroom of 120 who all type their right code at the same moment comes in, whatever a few of them mistype", async () => {
    const school = await startPikir({ definitions: [PANEL] });
    const codes = await invite(school, "tea-panel", 120);
    const pupils = await Promise.all(
      codes.map(async (code) => {
        const who = school.visitor();
        await who.open("/s/tea-panel/code");
        return { who, code };
      }),
    );
    for (const { who } of pupils.slice(0, 30)) expect((await who.fill({ code: "a slip" })).status).toBe(422);
    const ends = await Promise.all(pupils.map(({ who, code }) => who.fill({ code })));
    expect(new Set(ends.map(({ address }) => address))).toEqual(new Set(["/s/tea-panel/consent"]));
    await school.stop();
  });

  test("one code is one guest on all their devices", async () => {
    const panel = await startPikir({ definitions: [PANEL] });
    const [code = ""] = await invite(panel, "tea-panel", 1);
    const statuses: number[] = [];
    for (let device = 0; device < 4; device += 1) {
      const who = panel.visitor();
      await who.open("/s/tea-panel/code");
      await who.fill({ code });
      if (device === 0) await who.fill();
      const token = (await who.open("/s/tea-panel/p/tea")) && (who.fields().get("token") ?? "");
      for (let again = 0; again < 100; again += 1)
        statuses.push((await who.postOnce("/s/tea-panel/p/tea", `token=${token}&drinks-tea=yes`)).status);
    }
    // Four times a hundred pages; a session of its own would have let each through.
    expect([statuses[0], statuses[250], statuses[399]]).toEqual([303, 303, 429]);
    await panel.stop();
  });
});

describe("a host of its own for the staff", () => {
  test("has the staff's pages and no other; the citizens' has no staff's pages", async () => {
    const apart = await startPikir({ publicUrl: "https://survey.example.org", adminUrl: "https://staff.example.org" });
    const citizens = apart.visitor({ Host: "survey.example.org" });
    const staff = apart.visitor({ Host: "staff.example.org" });
    expect((await citizens.open("/s/egov-2024")).status).toBe(200);
    expect((await citizens.open("/admin/sign-in")).status).toBe(404);
    expect((await staff.open("/admin/sign-in")).status).toBe(200);
    expect((await staff.open("/s/egov-2024")).status).toBe(404);
    expect((await staff.open("/healthz")).status).toBe(200);
    await apart.stop();
  });
});
