import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";

const PUBLIC = "https://survey.example.org";

let secure: Pikir;
let broken = false;
beforeAll(async () => {
  secure = await startPikir({
    publicUrl: PUBLIC,
    storage: (storage) => ({
      ...storage,
      surveys: {
        ...storage.surveys,
        protocols: async () => {
          if (broken) throw new Error("the disk says: secret");
          return storage.surveys.protocols();
        },
      },
    }),
  });
});
afterAll(() => secure.stop());

const get = (address: string) => request(secure.app.express).get(address).set("Host", "survey.example.org");

/** One of each kind of answer. */
async function answers(): Promise<readonly request.Response[]> {
  const stylesheet = /href="([^"]+\.css)"/.exec((await get("/")).text)?.[1] ?? "";
  broken = true;
  const fault = await get("/privacy");
  broken = false;
  expect(fault.status).toBe(503);
  const post = request(secure.app.express).post("/s/egov-2024").set("Host", "survey.example.org");
  return [
    await get("/"),
    await get("/s/egov-2024/consent"),
    await get("/nowhere"),
    await get("/s/%ff"),
    await get("/admin"),
    await get("/admin/sign-in"),
    await get(stylesheet),
    await get("/healthz"),
    await get("/readyz"),
    await post.type("form").send("go=x"),
    fault,
  ];
}

describe("every answer, whatever its status", () => {
  test("keeps to https, guesses no type, tells no referrer and stands in no frame", async () => {
    const found = await answers();
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set([200, 303, 400, 403, 404, 503]));
    for (const { headers, status } of found) {
      expect(headers["strict-transport-security"], String(status)).toMatch(/^max-age=(\d{8,}); includeSubDomains$/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect(headers["x-frame-options"]).toBe("DENY");
      expect(headers["x-powered-by"]).toBeUndefined();
    }
  });

  test("runs no script and takes no style but ours, and posts to nobody else", async () => {
    for (const { headers } of await answers()) {
      const policy = String(headers["content-security-policy"]);
      for (const part of [
        "default-src 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ])
        expect(policy.split(/;\s*/)).toContain(part);
      expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
    }
  });

  test("opens itself to no other origin", async () => {
    for (const address of ["/", "/s/egov-2024", "/admin/sign-in", "/readyz"]) {
      const { headers } = await get(address).set("Origin", "https://evil.example");
      expect(headers["access-control-allow-origin"], address).toBeUndefined();
      expect(headers["access-control-allow-credentials"], address).toBeUndefined();
    }
  });

  test("names its type and the letters it is written in, and stays in no cache unless it is a hashed file", async () => {
    for (const { headers, text, status } of await answers()) {
      if ((text ?? "") === "") continue;
      expect(headers["content-type"], String(status)).toMatch(/^text\/(html|css|plain); charset=utf-8$/i);
      const cached = /css/.test(String(headers["content-type"]));
      expect(headers["cache-control"]).toBe(cached ? "public, max-age=31536000, immutable" : "no-store");
    }
  });

  test("with a fault of ours shows neither what went wrong nor where", async () => {
    broken = true;
    const { status, text } = await get("/privacy");
    broken = false;
    expect(status).toBe(503);
    expect(text).not.toMatch(/secret|\.ts:|node_modules|at .*\(/);
  });
});

describe("cookies", () => {
  test("are tied to this host, sent over https alone, and closed to scripts", async () => {
    const citizen = await get("/s/egov-2024?lang=kk");
    const staff = await get("/admin/sign-in");
    const cookies = [citizen, staff].flatMap(({ headers }) => [headers["set-cookie"] ?? []].flat());
    expect(cookies.length).toBeGreaterThanOrEqual(2);
    for (const cookie of cookies)
      expect(cookie).toMatch(
        /^__Host-pikir[a-z-]*=[^;]*(?=.*; Path=\/)(?=.*; HttpOnly)(?=.*; Secure)(?=.*; SameSite=(Lax|Strict))/,
      );
    expect(cookies.join()).not.toMatch(/Domain=/i);
  });

  test("of a citizen say nothing that can be read, and nothing to another installation", async () => {
    const who = secure.visitor({ Host: "survey.example.org" });
    await who.open("/s/egov-2024");
    await who.fill();
    await who.fill({ identifier: identifierOf("Madina") });
    const value = who.cookies.get("__Host-pikir") ?? "";
    const bytes = Buffer.from(value, "base64url");
    expect(bytes.length).toBeGreaterThan(100);
    expect(bytes.toString("latin1")).not.toContain(identifierOf("Madina"));
    const other = await startPikir({ publicUrl: PUBLIC });
    const there = other.visitor({ Host: "survey.example.org" });
    there.cookies.set("__Host-pikir", value);
    expect((await there.open("/s/egov-2024/consent")).address).toBe("/s/egov-2024");
    await other.stop();
  });
});

describe("leaving", () => {
  test("tells the browser to forget what our pages have kept in it", async () => {
    const who = secure.visitor({ Host: "survey.example.org", Origin: PUBLIC });
    await who.open("/s/egov-2024");
    await who.fill();
    await who.fill({ identifier: identifierOf("Askar") });
    const token = who.fields().get("token") ?? "";
    const left = await who.postOnce("/sign-out", `token=${encodeURIComponent(token)}`);
    expect([left.status, left.headers["clear-site-data"]]).toEqual([303, '"storage"']);
    expect((await who.open("/s/egov-2024/consent")).address).toBe("/s/egov-2024");
  });
});

describe("methods and addresses that nobody should use", () => {
  test.each(["TRACE", "PUT", "DELETE", "PATCH", "CONNECTED"])("%s does nothing", async (method) => {
    const answer = await fetchRaw(method);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|404|405)/);
  });

  test.each([
    "/.git/config",
    "/.env",
    "/data/pikir.db",
    "/debug",
    "/swagger",
    "/backup",
    "/server/main.ts",
    "/static/",
    "/static/..%2f..%2fpackage.json",
    "/metrics/../admin",
  ])("%s is not there", async (address) => {
    expect((await get(address)).status).toBeGreaterThanOrEqual(303);
    expect((await get(address)).text).not.toMatch(/"dependencies"|SQLite format/);
  });
});

/** One request line over a socket of its own: supertest knows no made-up methods. */
async function fetchRaw(method: string): Promise<string> {
  const { rawAnswer } = await import("./wire.ts");
  return rawAnswer(secure.app.express, `${method} / HTTP/1.1\r\nHost: survey.example.org\r\nConnection: close\r\n\r\n`);
}
