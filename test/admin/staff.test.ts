import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { firstBroken } from "../../server/records/audit.ts";
import { newStaffLink } from "../../server/records/staff-link.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";
import { AIZHAN, administrator, digitsOf, enrolled, fetched, joined } from "./cast.ts";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

const OLZHAS = { name: "Олжас", password: "бес алты жеті сегіз" };

async function linkFrom(who: Visitor, role: string): Promise<string> {
  await who.open("/admin/staff");
  const token = who.fields().get("token") ?? "";
  const page = await who.post("/admin/staff/invite", { token, role });
  return new URL(/http\S+\/admin\/join\/[\w-]{32}/.exec(page.text)?.[0] ?? "http://nowhere").pathname;
}

async function acts(): Promise<readonly string[]> {
  const entries = await pikir.storage.audit.page([], undefined, 100);
  return entries.map(({ who, act, about }) => `${who} ${act} ${about}`.trim()).reverse();
}

describe("further staff", () => {
  test("come in by a link that an administrator makes, once, within seven days", async () => {
    const { visitor } = await enrolled(pikir);
    const link = await linkFrom(visitor, "analyst");
    const olzhas = pikir.visitor();
    expect((await olzhas.open(`${link}?lang=en`)).heading()).toBe("Join the staff");
    expect((await olzhas.fill({ ...OLZHAS, name: AIZHAN.name })).text).toContain("Somebody has this name already");
    for (const name of ["operator", "Operator", "ｎｏｂｏｄｙ"])
      expect((await olzhas.fill({ ...OLZHAS, name })).status, name).toBe(422);
    expect((await olzhas.fill(OLZHAS)).heading()).toBe("Surveys");
    expect(await pikir.storage.staff.find(OLZHAS.name)).toMatchObject({ role: "analyst", disabled: false });
    expect((await pikir.visitor().open(link)).status).toBe(404);
    const late = await linkFrom(visitor, "auditor");
    pikir.pass(7 * 86_400 + 1);
    expect((await pikir.visitor().open(late)).status).toBe(404);
  });

  test("may be given no rights by whoever has no second factor", async () => {
    const aizhan = await administrator(pikir);
    expect(aizhan.shown().text).toContain("no second factor yet");
    expect((await aizhan.open("/admin/staff")).address).toBe("/admin/account/second-factor");
    const token = aizhan.fields().get("token") ?? "";
    expect((await aizhan.post("/admin/staff/invite", { token, role: "analyst" })).address).toBe(
      "/admin/account/second-factor",
    );
  });

  test("named by the operator join under that name and no other", async () => {
    const { path, hash, until } = newStaffLink(
      { bytes: (size) => Buffer.alloc(size, 7), integer: () => 0 },
      pikir.now(),
    );
    await pikir.storage.staff.invite(hash, { name: "Дана", role: "auditor", until });
    const dana = pikir.visitor();
    await dana.open(path);
    await dana.fill({ name: "somebody else", password: OLZHAS.password });
    expect((await pikir.storage.staff.list()).map(({ name, role }) => [name, role])).toEqual([["Дана", "auditor"]]);
  });

  test("change their role and are disabled at once; nobody does that to themselves or to the last administrator", async () => {
    const { visitor } = await enrolled(pikir);
    const olzhas = await joined(pikir, OLZHAS, "analyst");
    expect((await olzhas.open("/admin/surveys/egov-2024")).status).toBe(200);
    await visitor.open("/admin/staff");
    const token = visitor.fields().get("token") ?? "";
    await visitor.post("/admin/staff/role", { token, name: OLZHAS.name, role: "auditor" });
    expect((await olzhas.open("/admin/surveys/egov-2024")).address).toBe("/admin/sign-in");
    expect((await visitor.post("/admin/staff/role", { token, name: AIZHAN.name, role: "auditor" })).text).toContain(
      "Nobody changes their own rights",
    );
    expect((await visitor.post("/admin/staff/role", { token, name: OLZHAS.name, role: "owner" })).status).toBe(400);
    expect((await visitor.post("/admin/staff/disable", { token, name: "nobody" })).status).toBe(404);
    await visitor.post("/admin/staff/disable", { token, name: OLZHAS.name });
    expect((await pikir.storage.staff.find(OLZHAS.name))?.disabled).toBe(true);
    expect((await visitor.post("/admin/staff/disable", { token, name: AIZHAN.name })).status).toBe(422);
  });

  test("see their own sessions, and end them from elsewhere", async () => {
    const { visitor } = await enrolled(pikir);
    const dana = await joined(pikir, OLZHAS, "analyst");
    const thief = dana.clone();
    const page = await dana.open("/admin/account");
    expect(page.text).toContain("this one");
    // Another's session is not found by its name.
    const [foreign] = await pikir.storage.staff.sessionsOf(AIZHAN.name);
    const session = Buffer.from(foreign?.id ?? []).toString("hex");
    const token = /name="token" value="([^"]+)"/.exec(page.html)?.[1] ?? "";
    expect((await dana.post("/admin/account/sessions", { token, session })).status).toBe(404);
    expect((await visitor.open("/admin")).status).toBe(200);
    const [own] = await pikir.storage.staff.sessionsOf(OLZHAS.name);
    await dana.post("/admin/account/sessions", { token, session: Buffer.from(own?.id ?? []).toString("hex") });
    expect((await thief.open("/admin")).address).toBe("/admin/sign-in");
  });
});

describe("the audit log", () => {
  test("says who did what, never a password and never a citizen, and is whole", async () => {
    const { visitor } = await enrolled(pikir);
    await joined(pikir, OLZHAS, "analyst");
    await visitor.open("/admin/surveys/egov-2024/funnel.csv");
    await fetched(pikir, visitor, "/admin/surveys/egov-2024/methods", "application/json");
    const wrong = pikir.visitor();
    await wrong.open("/admin/sign-in");
    await wrong.fill({ ...AIZHAN, password: "not her password" });
    await wrong.fill({ name: "a password typed in the wrong field", password: "x" });
    expect(await acts()).toEqual([
      `${AIZHAN.name} first-administrator`,
      `${AIZHAN.name} second-factor-set`,
      `${OLZHAS.name} joined analyst`,
      `${AIZHAN.name} downloaded egov-2024-funnel-2024-09.csv`,
      `${AIZHAN.name} downloaded /admin/surveys/egov-2024/methods as JSON`,
      `${AIZHAN.name} sign-in-failed password`,
      "nobody sign-in-failed password",
    ]);
    expect(await firstBroken(pikir.storage.audit.each())).toBeUndefined();
  });

  test("is read by auditors alone, who read nothing else, and is found by words", async () => {
    const { visitor } = await enrolled(pikir);
    expect((await visitor.open("/admin/audit")).status).toBe(403);
    const auditor = await joined(pikir, OLZHAS, "auditor");
    expect((await auditor.open("/admin/audit")).address).toBe("/admin/account/second-factor");
    await auditor.fill({ code: digitsOf(auditor.shown(), pikir.now()) });
    expect((await auditor.open("/admin")).address).toBe("/admin/audit");
    expect(auditor.shown().body.querySelectorAll("tbody tr").length).toBe(4);
    const found = await auditor.open("/admin/audit?q=JOINED");
    expect(found.body.querySelectorAll("tbody tr").length).toBe(1);
    const searched = async (query: string) =>
      (await auditor.open(`/admin/audit?${query}`)).body.querySelectorAll("tbody tr").length;
    const today = pikir.now().toISOString().slice(0, 10);
    expect(await searched("act=joined")).toBe(1);
    expect(await searched("act=joined&who=Nobody+of+that+name")).toBe(0);
    expect(await searched(`who=${encodeURIComponent(OLZHAS.name.toUpperCase())}&act=joined`)).toBe(1);
    expect(await searched(`from=${today}&to=${today}&act=joined`)).toBe(1);
    expect(await searched("to=2020-01-01")).toBe(0);
    // What is no act and no day is as good as not said.
    expect(await searched("act=nothing&from=yesterday&to=2024-13-45")).toBe(4);
    expect((await auditor.open("/admin/audit?q=%25")).text).toContain("Nothing was found");
    expect((await auditor.open("/admin/audit?q=%3Cscript%3E&before=x")).html).not.toContain("<script>");
    expect((await auditor.open("/admin/surveys/egov-2024")).status).toBe(403);
  });
});
