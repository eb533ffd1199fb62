import { randomBytes, randomInt } from "node:crypto";
import request from "supertest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inviteFirst } from "../../server/admin/first.ts";
import { NOBODYS, openPasswords } from "../../server/admin/password.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import { AIZHAN, administrator, enrolled, firstLink, joined, secondStep, signingIn } from "./cast.ts";

const HOUR = 60 * 60;

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

describe("the first administrator's link", () => {
  test("makes Aizhan the administrator, signs her in, and works once", async () => {
    const link = await firstLink(pikir);
    const aizhan = pikir.visitor();
    expect((await aizhan.open(`${link}?lang=en`)).heading()).toBe("Create the first administrator");
    const inside = await aizhan.fill(AIZHAN);
    expect([inside.address, inside.heading()]).toEqual(["/admin", "Surveys"]);
    expect(await pikir.storage.staff.find(AIZHAN.name)).toMatchObject({ role: "administrator", disabled: false });
    expect((await pikir.visitor().open(link)).status).toBe(404);
    expect(await inviteFirst(pikir.storage.staff, { bytes: randomBytes, integer: randomInt })).toBeUndefined();
  });

  test("is void once a new start has printed another, and nobody can guess one", async () => {
    const old = await firstLink(pikir);
    const link = await firstLink(pikir);
    expect((await pikir.visitor().open(old)).status).toBe(404);
    expect((await pikir.visitor().open(`/admin/first/${"A".repeat(32)}`)).status).toBe(404);
    expect((await pikir.visitor().open(link)).status).toBe(200);
  });

  test("does not exist where no start has printed one", async () => {
    expect((await pikir.visitor().open("/admin/first/anything")).status).toBe(404);
  });

  test("makes one administrator when two people send its page at once", async () => {
    const link = await firstLink(pikir);
    const [one, other] = [pikir.visitor(), pikir.visitor()];
    await Promise.all([one.open(link), other.open(link)]);
    const ends = await Promise.all([one.fill(AIZHAN), other.fill({ ...AIZHAN, name: "Ербол" })]);
    expect(ends.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(await pikir.storage.staff.count()).toBe(1);
  });

  test("is stored only as its hash, the password as argon2id with the agreed cost", async () => {
    const link = await firstLink(pikir);
    expect(Buffer.from((await pikir.storage.staff.invitation()) ?? []).toString("base64url")).not.toContain(
      link.split("/").at(-1),
    );
    await administrator(pikir);
    const member = await pikir.storage.staff.find(AIZHAN.name);
    expect(member?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    // What an unknown name is compared with takes as long.
    expect(NOBODYS.split("$").slice(0, 4)).toEqual(member?.passwordHash.split("$").slice(0, 4));
  });

  test.each([
    ["eleven char", "at least 12"],
    ["x y z ".repeat(22), "at most 128"],
    ["password1234", "many people choose"],
    ["123456789012", "many people choose"],
    ["қазақстан2024", "many people choose"],
    ["айжан  сәрсенова", "not made of your name"],
    ["АЙЖАН СӘРСЕНОВА 1", "not made of your name"],
  ])("refuses the password %j and keeps the name", async (password, why) => {
    const aizhan = pikir.visitor();
    await aizhan.open(`${await firstLink(pikir)}?lang=en`);
    const refused = await aizhan.fill({ ...AIZHAN, password });
    expect(refused.status).toBe(422);
    expect(refused.body.querySelector("main > :first-child")?.getAttribute("role")).toBe("alert");
    expect(refused.text).toContain(why);
    expect(aizhan.fields().get("name")).toBe(AIZHAN.name);
    expect(aizhan.fields().get("password")).toBe("");
    expect(await pikir.storage.staff.count()).toBe(0);
  });

  test.each([`әәә${"бв".repeat(61)}г`, "only lower case", "839204716352"])(
    "takes the password %j",
    async (password) => {
      const aizhan = pikir.visitor();
      await aizhan.open(await firstLink(pikir));
      expect((await aizhan.fill({ ...AIZHAN, password })).address).toBe("/admin");
    },
  );

  test.each(["", "   ", "x".repeat(61), "Ai\u202ezhan"])("refuses the name %j", async (name) => {
    const aizhan = pikir.visitor();
    await aizhan.open(`${await firstLink(pikir)}?lang=en`);
    expect((await aizhan.fill({ ...AIZHAN, name })).text).toContain("Enter a name");
  });
});

describe("signing in", () => {
  test("lets Aizhan in, whichever way her letters are composed", async () => {
    const { secret } = await enrolled(pikir);
    const again = await signingIn(pikir, {
      name: ` ${AIZHAN.name.normalize("NFD")}  `,
      password: AIZHAN.password.normalize("NFD"),
    });
    expect((await secondStep(pikir, again, secret)).address).toBe("/admin");
  });

  test("answers an unknown name, a wrong password and a disabled account with the same words", async () => {
    await administrator(pikir);
    const passwordHash = await openPasswords({ bytes: randomBytes, integer: randomInt }).hash(AIZHAN.password);
    await pikir.storage.staff.add({ name: "Оля", role: "analyst", passwordHash, disabled: true });
    const tries = [
      { ...AIZHAN, password: "not her password" },
      { ...AIZHAN, name: "Nobody" },
      { ...AIZHAN, name: "Оля" },
    ];
    for (const tried of tries) {
      const visitor = await signingIn(pikir, tried);
      expect(visitor.shown().status).toBe(422);
      expect(visitor.shown().text).toContain("Name or password is wrong, or the account is disabled");
      expect(visitor.fields().get("name")).toBe(tried.name);
      expect((await visitor.open("/admin")).address).toBe("/admin/sign-in");
    }
  });

  test("works as long for an unknown name as for a wrong password", async () => {
    await administrator(pikir);
    // The process's own work, for the clock on the wall measures whatever else the machine does.
    const work = async (name: string) => {
      const visitor = pikir.visitor();
      await visitor.open("/admin/sign-in");
      const before = process.cpuUsage();
      await visitor.fill({ name, password: "not the password" });
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      known.push(await work(AIZHAN.name));
      unknown.push(await work("Nobody"));
    }
    const ratio = Math.min(...unknown) / Math.min(...known);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  test("slows down guesses from one address, with the headers of the draft, and locks out nobody elsewhere", async () => {
    const proxied = await startPikir();
    try {
      const { secret } = await enrolled(proxied);
      proxied.app.express.set("trust proxy", "loopback");
      const guesser = proxied.visitor({ "X-Forwarded-For": "203.0.113.7" });
      await guesser.open("/admin/sign-in?lang=en");
      const statuses: number[] = [];
      for (let turn = 0; turn < 20; turn += 1) {
        await guesser.open("/admin/sign-in");
        statuses.push((await guesser.fill({ ...AIZHAN, password: `guess number ${turn}` })).status);
      }
      expect(statuses).toEqual([...Array(10).fill(422), ...Array(10).fill(429)]);
      const slowed = guesser.shown();
      expect(slowed.heading()).toBe("Too many failed attempts");
      expect(slowed.headers["ratelimit"]).toMatch(/r=0/);
      expect(slowed.headers["ratelimit-policy"]).toMatch(/q=10/);
      expect(Number(slowed.headers["retry-after"])).toBeGreaterThan(0);
      const owner = proxied.visitor({ "X-Forwarded-For": "198.51.100.4" });
      await owner.open("/admin/sign-in");
      await owner.fill(AIZHAN);
      expect((await secondStep(proxied, owner, secret)).address).toBe("/admin");
      expect(proxied.logged.join()).not.toContain("203.0.113.7");
    } finally {
      await proxied.stop();
    }
  });

  test("counts no attempt that succeeds", async () => {
    const { secret } = await enrolled(pikir);
    for (let turn = 0; turn < 12; turn += 1)
      expect((await secondStep(pikir, await signingIn(pikir, AIZHAN), secret)).address).toBe("/admin");
  });

  test("says what to do while there is no staff", async () => {
    const page = await pikir.visitor().open("/admin?lang=en");
    expect(page.address).toBe("/admin/sign-in");
    expect((await pikir.visitor().open("/admin/sign-in?lang=en")).text).toContain("The server printed a link");
  });

  test.each([
    ["from another site", { "Sec-Fetch-Site": "cross-site" }],
    ["with a foreign origin", { Origin: "https://evil.example" }],
  ])("refuses a form %s", async (_how, headers) => {
    await administrator(pikir);
    const victim = pikir.visitor();
    await victim.open("/admin/sign-in?lang=en");
    const fields = victim.fields();
    fields.set("name", AIZHAN.name);
    fields.set("password", AIZHAN.password);
    expect((await victim.postOnce("/admin/sign-in", fields.toString(), headers)).status).toBe(403);
  });

  test("refuses a form without its token, and one opened before the sign-in", async () => {
    const { visitor: aizhan, secret } = await enrolled(pikir);
    expect((await aizhan.post("/admin/sign-out", {})).status).toBe(403);
    const other = pikir.visitor();
    await other.open("/admin/sign-in");
    const stale = other.fields().get("token") ?? "";
    await other.fill(AIZHAN);
    await secondStep(pikir, other, secret);
    expect((await other.post("/admin/sign-out", { token: stale })).status).toBe(403);
    expect((await other.open("/admin")).address).toBe("/admin");
  });
});

describe("a session", () => {
  const signOutOf = (html: string) =>
    /action="\/admin\/sign-out"[\s\S]*?name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";

  test("ends with signing out, and its cookie is worth nothing afterwards", async () => {
    const aizhan = await administrator(pikir);
    const thief = aizhan.clone();
    const out = await aizhan.post("/admin/sign-out", { token: signOutOf(aizhan.shown().html) });
    expect(out.address).toBe("/admin/sign-in");
    expect((await aizhan.open("/admin")).address).toBe("/admin/sign-in");
    expect((await thief.open("/admin")).address).toBe("/admin/sign-in");
  });

  test("ends after half an hour without a request, and lives on while it is used", async () => {
    const aizhan = await administrator(pikir);
    for (let turn = 0; turn < 4; turn += 1) {
      pikir.pass(25 * 60);
      expect((await aizhan.open("/admin")).address).toBe("/admin");
    }
    pikir.pass(31 * 60);
    expect((await aizhan.open("/admin")).address).toBe("/admin/sign-in");
  });

  test("ends after twelve hours, however much it is used", async () => {
    const aizhan = await administrator(pikir);
    for (let turn = 0; turn < 30; turn += 1) {
      pikir.pass(0.4 * HOUR);
      expect((await aizhan.open("/admin")).address).toBe("/admin");
    }
    pikir.pass(60);
    expect((await aizhan.open("/admin")).address).toBe("/admin/sign-in");
  });

  test("ends at once when the account is disabled", async () => {
    const aizhan = await administrator(pikir);
    await joined(pikir, { ...AIZHAN, name: "Ербол" }, "administrator");
    await pikir.storage.staff.disable(AIZHAN.name);
    expect((await aizhan.open("/admin")).address).toBe("/admin/sign-in");
    expect((await signingIn(pikir, AIZHAN)).shown().status).toBe(422);
  });

  test("gets a new value at sign-in, and a value brought along opens nothing", async () => {
    const { secret } = await enrolled(pikir);
    const fixed = pikir.visitor();
    fixed.cookies.set("pikir-staff", "x".repeat(43));
    await fixed.open("/admin/sign-in");
    await fixed.fill(AIZHAN);
    await secondStep(pikir, fixed, secret);
    expect(fixed.cookies.get("pikir-staff")).toHaveLength(43);
    expect(fixed.cookies.get("pikir-staff")).not.toBe("x".repeat(43));
  });

  test("is swept from the store when its time is over", async () => {
    const aizhan = await administrator(pikir);
    pikir.pass(31 * 60);
    await pikir.app.tidy();
    pikir.pass(-31 * 60);
    expect((await aizhan.open("/admin")).address).toBe("/admin/sign-in");
  });

  test("travels in a cookie that neither scripts nor other sites can use, nor with https other hosts", async () => {
    const secure = await startPikir({ publicUrl: "https://survey.example.org" });
    try {
      const page = await request(secure.app.express).get("/admin/sign-in?lang=kk");
      const lines = [page.headers["set-cookie"] ?? []].flat();
      expect(lines.map((line) => line.split("=")[0]).sort()).toEqual([
        "__Host-pikir-staff-form",
        "__Host-pikir-staff-language",
      ]);
      const link = await firstLink(secure);
      const visitor = secure.visitor();
      await visitor.open(link);
      const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const fields = visitor.fields();
      fields.set("name", AIZHAN.name);
      fields.set("password", AIZHAN.password);
      const created = await request(secure.app.express).post(link).set("Cookie", cookie).send(fields.toString());
      expect(created.status).toBe(303);
      const session = [created.headers["set-cookie"] ?? []]
        .flat()
        .find((line) => line.startsWith("__Host-pikir-staff="));
      expect(session).toMatch(/^__Host-pikir-staff=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    } finally {
      await secure.stop();
    }
  });
});
