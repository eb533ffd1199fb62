import { readFileSync } from "node:fs";
import { join } from "node:path";
import express from "express";
import request from "supertest";
import { afterEach, expect, test } from "vitest";
import { parse } from "yaml";
import { openMetrics } from "../../server/metrics.ts";
import { identifierOf, type Pikir, ROOT, startPikir } from "../support/pikir.ts";

const TOKEN = "a-token-of-more-than-twenty-signs";

let pikir: Pikir;
afterEach(() => pikir.stop());

async function scraped(): Promise<string> {
  const response = await request(pikir.app.express).get("/metrics");
  expect(response.status).toBe(200);
  return response.text;
}

/** The value of a line, by its name with labels. */
function value(text: string, line: string): number | undefined {
  const found = text.split("\n").find((each) => each.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length));
}

async function takesPart(name: string): Promise<void> {
  const who = pikir.visitor();
  await who.open("/s/egov-2024");
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  while (!who.shown().address.endsWith("/receipt")) await who.fill();
}

test("a journey is counted by route, its send by outcome, and its response in the urn until it is released", async () => {
  pikir = await startPikir();
  await takesPart("Aigerim");
  pikir.pass(90);
  const first = await scraped();
  expect(value(first, 'pikir_sends_total{outcome="kept"}')).toBe(1);
  expect(value(first, "pikir_send_commit_duration_seconds_count")).toBe(1);
  expect(value(first, 'pikir_urn_waiting{survey="egov-2024"}')).toBe(1);
  expect(value(first, 'pikir_urn_still_seconds{survey="egov-2024"}')).toBe(0);
  pikir.pass(90);
  expect(value(await scraped(), 'pikir_urn_still_seconds{survey="egov-2024"}')).toBe(90);
  await pikir.mix();
  const later = await scraped();
  expect(value(later, 'pikir_urn_waiting{survey="egov-2024"}')).toBe(0);
  expect(value(later, 'pikir_urn_still_seconds{survey="egov-2024"}')).toBe(0);
  const begun = 'pikir_http_request_duration_seconds_count{method="POST",route="/s/:survey",status="3xx"}';
  expect(value(later, begun)).toBe(1);
});

test("pages of questions are counted hundreds at a time: how many one person came by cannot be read", async () => {
  pikir = await startPikir();
  await takesPart("Aigerim");
  expect(await scraped()).not.toContain("/p/:page");

  const metrics = openMetrics(pikir.storage, pikir.now, undefined, { pagesAtOnce: 5 });
  const app = express().use(metrics.timed).get("/metrics", metrics.serve);
  app.get("/s/:survey/p/:page", (_request, response) => void response.send("a page"));
  const count = 'pikir_http_request_duration_seconds_count{method="GET",route="/s/:survey/p/:page",status="2xx"}';
  const look = async (page: number) => {
    await request(app).get(`/s/tea/p/${page}`);
    return value((await request(app).get("/metrics")).text, count);
  };
  const seen: unknown[] = [];
  for (let page = 1; page <= 11; page += 1) seen.push(await look(page));
  expect(seen).toEqual([undefined, undefined, undefined, undefined, 5, 5, 5, 5, 5, 10, 10]);
});

test("nothing of a citizen is in it: no page of a survey, no code, no digit of who it was", async () => {
  pikir = await startPikir();
  await takesPart("Aigerim");
  await request(pikir.app.express).get("/i/egov-2024/astana-counter-7");
  await request(pikir.app.express).get("/nowhere-i-was-looking");
  const text = await scraped();
  const routes = new Set([...text.matchAll(/route="([^"]*)"/g)].map(([, route]) => route ?? ""));
  expect([...routes].filter((route) => /[^/]/.test(route)).length).toBeGreaterThan(5);
  for (const route of routes) expect(route).toMatch(/^(none|\/|(\/(:?[a-z-]+))+)$/);
  for (const secret of ["astana-counter-7", "nowhere", identifierOf("Aigerim"), "obstacle", "127.0.0.1"])
    expect(text).not.toContain(secret);
});

test("it is shown to this machine, and to nobody through a proxy or from afar without the token", async () => {
  pikir = await startPikir({ metricsToken: TOKEN });
  const from = (headers: Readonly<Record<string, string>>) => request(pikir.app.express).get("/metrics").set(headers);
  expect((await from({})).status).toBe(200);
  for (const proxy of ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
    expect((await from({ [proxy]: "203.0.113.9" })).status, proxy).toBe(404);
  expect((await from({ "X-Forwarded-For": "203.0.113.9", Authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  for (const wrong of [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, TOKEN, "Bearer "])
    expect((await from({ "X-Forwarded-For": "203.0.113.9", Authorization: wrong })).status, wrong).toBe(404);
});

test("who stands in line and who is inside is told", async () => {
  pikir = await startPikir({ queue: 1 });
  for (const name of ["Madina", "Askar", "Dana"]) {
    const who = pikir.visitor();
    await who.open("/s/egov-2024");
    await who.fill();
    await who.fill({ identifier: identifierOf(name) });
  }
  const text = await scraped();
  expect(value(text, "pikir_queue_inside")).toBe(1);
  expect(value(text, "pikir_queue_waiting")).toBe(2);
});

test("a send that cannot be kept is counted as failed", async () => {
  pikir = await startPikir({
    storage: (storage) => ({
      ...storage,
      participations: { ...storage.participations, send: () => Promise.reject(new Error("the disk is full")) },
    }),
  });
  const failed = 'pikir_sends_total{outcome="failed"}';
  // An alert on an increase would not see the first one, if the series began with it.
  expect(value(await scraped(), failed)).toBe(0);
  const who = pikir.visitor();
  await who.open("/s/egov-2024");
  await who.fill();
  await who.fill({ identifier: identifierOf("Bolat") });
  while (!who.shown().address.endsWith("/check")) await who.fill();
  await who.fill();
  expect(value(await scraped(), failed)).toBe(1);
});

test("every alert rests on a figure that is there, and says what to do", async () => {
  pikir = await startPikir();
  const text = await scraped();
  const known = new Set(["up", ...[...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? "")]);
  const { groups } = parse(readFileSync(join(ROOT, "scripts", "deploy", "alerts.yaml"), "utf8"));
  const rules: readonly { alert: string; expr: string; annotations: { description: string } }[] = groups[0].rules;
  expect(rules.length).toBeGreaterThan(5);
  for (const { alert, expr, annotations } of rules) {
    const named = [...expr.matchAll(/\b(up|pikir_[a-z_]+|process_[a-z_]+|nodejs_[a-z_]+)\b/g)].map(([, name]) =>
      (name ?? "").replace(/_(bucket|count|sum)$/, ""),
    );
    expect(named.length, alert).toBeGreaterThan(0);
    for (const name of named) expect(known, `${alert}: ${name}`).toContain(name);
    expect(annotations.description.length, alert).toBeGreaterThan(20);
  }
});
