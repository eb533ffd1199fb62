import { afterEach, beforeEach, describe, expect, test } from "vitest";
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
