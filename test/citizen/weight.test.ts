import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { identifierOf, type Pikir, ROOT, startPikir } from "../support/pikir.ts";
import type { Shown } from "../support/visitor.ts";

let pikir: Pikir;
beforeAll(async () => {
  pikir = await startPikir();
});
afterAll(() => pikir.stop());

/** What fits the first round trip of a new connection: ten packets. */
const FIRST_ROUND_TRIP = 14 * 1024;

test.each(["kk", "ru", "en"])(
  "every citizen page in %s fits the first round trip, its stylesheet included",
  async (language) => {
    const who = pikir.visitor();
    const pages: Shown[] = [];
    const note = (shown: Shown) => void pages.push(shown);
    note(await who.open(`/?lang=${language}`));
    note(await who.open("/s/egov-2024"));
    note(await who.fill());
    note(await who.fill({ identifier: identifierOf(`Weigher in ${language}`) }));
    note(await who.fill());
    for (let page = 0; page < 6; page += 1)
      note(await who.fill(page === 4 ? { problem: "ұзақ жауап ".repeat(90) } : {}));
    note(await who.fill());
    note(await who.open("/withdraw"));
    note(await who.open("/privacy"));
    const stylesheet = gzipSync(readFileSync(join(ROOT, "static", "pikir.css"))).length;
    const weights = pages.map(({ address, html }) => [address, gzipSync(html).length + stylesheet] as const);
    expect(weights.length).toBe(14);
    expect(weights.filter(([, weight]) => weight > FIRST_ROUND_TRIP)).toEqual([]);
  },
);

test("a page and its stylesheet arrive compressed, and nothing else is asked for before it can be read", async () => {
  const who = pikir.visitor();
  const start = await who.open("/s/egov-2024?lang=kk");
  expect(start.headers["content-encoding"]).toBe("gzip");
  const wanted = start.body.querySelectorAll("link:not([rel=icon]), script:not([defer]), img");
  expect(wanted.map((element) => element.getAttribute("rel"))).toEqual(["stylesheet"]);
  const address = wanted[0]?.getAttribute("href") ?? "";
  const stylesheet = await who.open(address);
  expect(stylesheet.headers["cache-control"]).toContain("immutable");
  expect(stylesheet.headers["content-encoding"]).toBeDefined();
});

test("the script comes after everything else, waits for it, and weighs less than 10 KB", async () => {
  const start = await pikir.visitor().open("/s/egov-2024?lang=kk");
  expect(start.html).toMatch(/<script src="\/static\/pikir\.[0-9a-f]{12}\.js" defer><\/script>\s*<\/body>/);
  expect(gzipSync(readFileSync(join(ROOT, "static", "pikir.js"))).length).toBeLessThan(10 * 1024);
});
