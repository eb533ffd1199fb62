import type { Router } from "express";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Pikir, startPikir } from "../support/pikir.ts";

let pikir: Pikir;
beforeAll(async () => {
  pikir = await startPikir();
});
afterAll(() => pikir.stop());

/** Every route of the running app, found in its routers. */
function routesOf(router: Pick<Router, "stack">): readonly (readonly [string, string])[] {
  return router.stack.flatMap((layer) => {
    const { route } = layer;
    if (route) return route.stack.map(({ method }) => [method, String(route.path)] as const);
    return "stack" in layer.handle ? routesOf(layer.handle as Router) : [];
  });
}

const filled = (address: string) =>
  address
    .replace(":survey", "egov-2024")
    .replace(":page", "services")
    .replace(/:[a-z]+/g, "x");

/** The portal's banner counts from another site on purpose; it reads no cookie and changes a sum. */
const OPEN_TO_OTHERS = ["/invite/:survey/shown"];

function posts(): readonly string[] {
  const found = routesOf(pikir.app.express.router).filter(([method]) => method === "post");
  return [...new Set(found.map(([, address]) => address))].filter((address) => !OPEN_TO_OTHERS.includes(address));
}

describe("every address that a form is posted to", () => {
  test("refuses another site, another origin, and a form without its token", async () => {
    expect(posts().length).toBeGreaterThanOrEqual(10);
    const ways = [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { Origin: "https://evil.example" },
      { Origin: "null" },
      {},
    ];
    for (const address of posts())
      for (const headers of ways) {
        const answer = await request(pikir.app.express).post(filled(address)).set(headers).type("form").send("go=x");
        expect([401, 403, 404], `${address} ${JSON.stringify(headers)}`).toContain(answer.status);
      }
  });

  test("does nothing when it is opened instead of posted to", async () => {
    const before = await pikir.storage.counters.of("egov-2024");
    const opened = routesOf(pikir.app.express.router).flatMap(([method, to]) =>
      method === "get" ? [new RegExp(`^${to.replace(/:\w+/g, "[^/]+")}$`)] : [],
    );
    for (const address of posts().filter((to) => !opened.some((pattern) => pattern.test(to))))
      expect((await request(pikir.app.express).get(filled(address))).status, address).toBe(404);
    await pikir.app.flush();
    expect(await pikir.storage.counters.of("egov-2024")).toEqual(before);
  });
});

describe("where an answer leads", () => {
  test.each([
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/s/egov-2024\r\nLocation: https://evil.example",
  ])("is never out of our hands: %j in every parameter that could be followed", async (to) => {
    const value = encodeURIComponent(to);
    const names = ["returnTo", "next", "to", "survey", "here", "page", "from", "lang", "iss", "state", "code"];
    const query = names.map((name) => `${name}=${value}`).join("&");
    for (const address of [
      "/",
      "/s/egov-2024",
      "/s/egov-2024/consent",
      "/sign-in",
      "/sign-in/callback",
      "/withdraw",
      "/admin",
      "/admin/sign-in",
    ]) {
      const answer = await request(pikir.app.express).get(`${address}?${query}`);
      expect(answer.headers.location ?? "/", address).toMatch(/^\/(?![/\\])/);
      expect(answer.text ?? "", address).not.toMatch(/(href|action|src)="(https?:|\/\/|\/\\|javascript:)/i);
    }
  });
});

describe("a forwarding header that no trusted proxy wrote", () => {
  test("moves nobody's count of wrong codes to another address", async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 45; guess += 1) {
      const who = pikir.visitor({ "X-Forwarded-For": `198.51.100.${guess}` });
      await who.open("/withdraw");
      statuses.push((await who.fill({ code: "WRONG" })).status);
    }
    expect(statuses.slice(0, 40).every((status) => status === 422)).toBe(true);
    expect(statuses.slice(40)).toEqual([429, 429, 429, 429, 429]);
  });
});
