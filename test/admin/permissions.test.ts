import type { Router } from "express";
import { parse } from "node-html-parser";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTES } from "../../server/admin/path.ts";
import { proposalHash } from "../../server/records/proposal.ts";
import { ROLES } from "../../server/records/staff.ts";
import { aDefinition, words } from "../support/definitions.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import { digitsOf, importAnswers, joined } from "./cast.ts";

let pikir: Pikir;
beforeAll(async () => {
  pikir = await startPikir();
});
afterAll(() => pikir.stop());

/** Every route of the running app, found in its routers rather than in our own table. */
function routesOf(router: Pick<Router, "stack">): readonly string[] {
  return router.stack.flatMap((layer) => {
    const { route } = layer;
    if (route) return route.stack.map(({ method }) => `${method} ${route.path}`);
    return "stack" in layer.handle ? routesOf(layer.handle as Router) : [];
  });
}

const guarded = ROUTES.filter(({ who }) => who !== "anyone");
const filledIn = (address: string) => address.replace(":survey", "egov-2024").replace(":token", "x");

describe("the staff's routes", () => {
  test("are those of the table and no others, each with who may come in", () => {
    const found = new Set(routesOf(pikir.app.express.router).filter((route) => route.includes(" /admin")));
    expect([...found].sort()).toEqual(ROUTES.map(({ method, address }) => `${method} ${address}`).sort());
    for (const { who } of ROUTES)
      expect(who === "anyone" || (who.length > 0 && who.every((role) => ROLES.includes(role)))).toBe(true);
  });

  test("are open to anyone only before the sign-in", () => {
    const open = ROUTES.filter(({ who }) => who === "anyone").map(({ address }) => address);
    expect([...new Set(open)].sort()).toEqual([
      "/admin/first/:token",
      "/admin/first/:token/provider",
      "/admin/join/:token",
      "/admin/join/:token/provider",
      "/admin/sign-in",
      "/admin/sign-in/callback",
      "/admin/sign-in/code",
      "/admin/sign-in/enrol",
      "/admin/sign-in/provider",
    ]);
  });

  test("need a second factor for every act beyond one's own account, and for files of responses", () => {
    const without = guarded.filter(({ method, needsFactor }) => method === "post" && !needsFactor);
    expect(without.map(({ address }) => address).sort()).toEqual([
      "/admin/account/second-factor",
      "/admin/account/sessions",
      "/admin/account/tokens/revoke",
      "/admin/sign-out",
    ]);
    const files = "/admin/surveys/:survey/releases/:release/files/:file";
    expect(ROUTES.find(({ address }) => address === files)?.needsFactor).toBe(true);
  });

  test.each(guarded.filter(({ method }) => method === "get"))(
    "$method $address leads whoever is not signed in to the sign-in",
    async ({ address }) => {
      const answer = await request(pikir.app.express).get(filledIn(address));
      expect([answer.status, answer.headers.location]).toEqual([303, "/admin/sign-in"]);
      const json = await request(pikir.app.express).get(filledIn(address)).set("Accept", "application/json");
      expect([json.status, json.body.error]).toEqual([401, "not-signed-in"]);
    },
  );

  test.each(guarded.filter(({ method }) => method === "post"))(
    "$method $address refuses whoever is not signed in",
    async ({ address }) => {
      expect((await request(pikir.app.express).post(filledIn(address))).status).toBe(401);
    },
  );

  test.each(ROUTES.filter(({ method }) => method === "post"))(
    "$method $address refuses another site and a form without its token",
    async ({ address }) => {
      const crossSite = await request(pikir.app.express).post(filledIn(address)).set("Sec-Fetch-Site", "cross-site");
      expect(crossSite.status).toBe(403);
      expect([401, 403]).toContain((await request(pikir.app.express).post(filledIn(address))).status);
    },
  );

  test.each(["/admin/nonsense", "/admin/surveys", "/admin/sign-in/x"])(
    "%s is no page, for anybody",
    async (address) => {
      expect((await request(pikir.app.express).get(address)).status).toBe(404);
    },
  );

  test.each(["put", "delete", "patch"] as const)("%s changes nothing anywhere", async (method) => {
    for (const { address } of ROUTES)
      expect((await request(pikir.app.express)[method](filledIn(address))).status).toBe(404);
  });

  test("a body or an address that cannot be read gets a page, not a stack", async () => {
    const broken = await request(pikir.app.express).get("/admin/surveys/%E0%A4%A?lang=en");
    expect([broken.status, broken.text.includes("We could not read that")]).toEqual([400, true]);
    const type = "application/x-www-form-urlencoded";
    const large = await request(pikir.app.express)
      .post("/admin/sign-in")
      .set("Content-Type", type)
      .send(`name=${"x".repeat(70_000)}`);
    expect(large.status).toBe(413);
    const bytes = await request(pikir.app.express).post("/admin/sign-in").set("Content-Type", type).send("name=%ff");
    expect(bytes.status).toBe(400);
  });
});

/** Four words of English in a row, where a page in another language does not mark them as English or as code. */
function englishIn(html: string, language: string): readonly string[] {
  if (!html.startsWith("<!doctype html>")) return [];
  const page = parse(html, { blockTextElements: {} });
  for (const part of page.querySelectorAll("code, script, style, textarea, [lang]"))
    if (part.tagName !== "HTML" && part.getAttribute("lang") !== language) part.remove();
  return page.textContent.match(/(?:[A-Za-z][A-Za-z'’]+[ ,;:-]+){3,}[A-Za-z]+/g) ?? [];
}

test("English on a page in another language is found, unless it says that it is", () => {
  const page = (body: string) => `<!doctype html><html lang="kk"><body>${body}</body></html>`;
  expect(englishIn(page("<p>Қате: the urn is not empty yet.</p>"), "kk")).toEqual(["the urn is not empty yet"]);
  expect(englishIn(page('<p>Қате: <span lang="en">the urn is not empty</span> SPSS</p>'), "kk")).toEqual([]);
});

describe("the matrix of routes and roles", () => {
  test.each(ROLES)("%s comes in by the routes that name the role, and by no other", async (role) => {
    const house = await startPikir();
    const who = await joined(house, { name: `The ${role}`, password: "four words put together" }, role);
    const page = await who.open("/admin/account/second-factor");
    await who.fill({ code: digitsOf(page, house.now()) });
    const token = /name="token" value="([^"]+)"/.exec((await who.open("/admin/account")).html)?.[1] ?? "";
    const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const seen: (readonly [string, boolean])[] = [];
    // What signs out comes last.
    const inOrder = [...guarded].sort(
      (a, b) => Number(a.address.includes("sign-out")) - Number(b.address.includes("sign-out")),
    );
    for (const { method, address } of inOrder) {
      const call = request(house.app.express)[method](filledIn(address)).set("Cookie", cookie);
      call.set("Accept", "application/json").type("form");
      const { status, body } = await (method === "post" ? call.send({ token }) : call);
      expect([401, 405, 500, 503], `${method} ${address}`).not.toContain(status);
      seen.push([`${method} ${address}`, body.error !== "not-permitted"]);
      if (body.error === "not-permitted") expect(status).toBe(403);
    }
    const named = inOrder.map(({ method, address, who: roles }) => [`${method} ${address}`, roles.includes(role)]);
    expect(seen).toEqual(named);
    const language = role === "analyst" ? "ru" : "kk";
    await who.open(`/admin/account?lang=${language}`);
    const shown = inOrder.filter(
      ({ method, address, who: roles }) => method === "get" && roles.includes(role) && !address.endsWith("/live"),
    );
    const english: string[] = [];
    let pages = 0;
    for (const { address } of shown) {
      const { html } = await who.open(filledIn(address));
      pages += html.includes(`<html lang="${language}"`) ? 1 : 0;
      english.push(...englishIn(html, language).map((said) => `${address}: ${said}`));
    }
    expect(pages).toBeGreaterThan(role === "auditor" ? 4 : 30);
    expect(english).toEqual([]);
    await house.stop();
  });
});

/** An object of each kind, and the routes' name for it. */
const OBJECTS = {
  item: "0".repeat(16),
  release: "tea-internal-20240920-000000",
  act: "a".repeat(32),
  question: "remarks",
};
const nested = ROUTES.filter(
  ({ address }) => address.includes(":survey") && /:(item|release|act|question)/.test(address),
);

describe("what belongs to one survey", () => {
  let house: Pikir;
  const staff = new Map<string, string>();
  beforeAll(async () => {
    const text = { kind: "text" as const, id: OBJECTS.question, text: words("Remarks"), max: 200 };
    const yes = { id: "yes", label: words("Yes") };
    const asked = { kind: "one" as const, id: "drinks-tea", text: words("Tea?"), options: [yes, { ...yes, id: "no" }] };
    const pages = (questions: readonly (typeof text | typeof asked)[]) => [
      { id: "first", title: words("First"), questions: [...questions] },
    ];
    const [tea, roads] = [
      aDefinition({ id: "tea", disclosure: { keys: [], words: [OBJECTS.question] }, pages: pages([asked, text]) }),
      aDefinition({ id: "roads", pages: pages([asked]) }),
    ];
    house = await startPikir({ definitions: [tea, roads] });
    const { storage } = house;
    const change = { status: "reported", unit: "Unit", on: "2024-09-20", who: "Aizhan" } as const;
    const dates = { days: 5, reportedOn: "2024-09-20", dueOn: "2024-09-27" };
    await storage.backlog.add({
      survey: "tea",
      id: OBJECTS.item,
      category: "yes",
      service: "x",
      ...dates,
      changes: [change],
    });
    const proposal = { kind: "release-data", survey: "tea", payload: "{}", state: "0".repeat(64) } as const;
    const made = {
      id: OBJECTS.act,
      proposedBy: "The analyst",
      proposedAt: house.now().getTime(),
      hash: proposalHash(proposal),
    };
    await storage.releases.keep({ id: OBJECTS.release, survey: "tea", request: "1".repeat(64), json: RELEASED }, 0);
    for (const role of ["administrator", "analyst"] as const) {
      const who = await joined(house, { name: `The ${role}`, password: "four words put together" }, role);
      await who.fill({ code: digitsOf(await who.open("/admin/account/second-factor"), house.now()) });
      staff.set(role, [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
      const { html } = await who.open("/admin/account");
      staff.set(`${role}'s token`, /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "");
    }
    await storage.proposals.propose({ ...proposal, ...made });
    await importAnswers(house, [[1, { [OBJECTS.question]: "Words" }]], "tea");
  });
  afterAll(() => house.stop());

  const RELEASED = JSON.stringify({ files: { "data.csv": { bytes: 1, sha256: "0".repeat(64) } } });

  async function statusOf({ method, address, who }: (typeof ROUTES)[number], survey: string): Promise<number> {
    const role = who === "anyone" || !who.includes("administrator") ? "analyst" : "administrator";
    const filled = Object.entries({ survey, file: "data.csv", ...OBJECTS }).reduce(
      (path, [name, value]) => path.replace(`:${name}`, value),
      address,
    );
    const call = request(house.app.express)
      [method](filled)
      .set("Cookie", staff.get(role) ?? "")
      .type("form");
    return (await (method === "post" ? call.send({ token: staff.get(`${role}'s token`) }) : call)).status;
  }

  test("has routes that name such objects", () => {
    expect(nested.length).toBeGreaterThan(12);
  });

  test.each(nested)("$method $address finds no object of another survey", async (route) => {
    expect(await statusOf(route, "roads")).toBe(404);
  });

  test.each(nested.filter(({ address }) => !address.includes(":release")))(
    "$method $address finds its own",
    async (route) => {
      expect(await statusOf(route, "tea")).not.toBe(404);
    },
  );
});
