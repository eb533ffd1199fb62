/** Complete journeys through the national survey, each request a browser would make, by a number of citizens at once. */
import { Pool } from "undici";
import { openBrowser } from "./browser.ts";

export interface Journeys {
  readonly seconds: number;
  readonly journeys: number;
  readonly requests: number;
  readonly bytes: number;
  /** Milliseconds of each journey's send, from the post to the receipt shown. */
  readonly sends: readonly number[];
  readonly failed: number;
}

const PAGES: readonly (readonly [string, string])[] = [
  ["services", "timeliness=4&ease=3&effect=faster"],
  ["obstacles", "obstacle=technical-errors&single-channel=support"],
  ["you", "region=astana&settlement=major-city&sex=female&age=30-45"],
  ["life", "education=higher&employment=employed&vulnerability=none"],
  ["words", "problem=%D2%9A%D0%B0%D1%82%D0%B5%D0%BB%D0%B5%D1%80+%D0%BA%D3%A9%D0%BF&improve="],
  ["more", "go=skip"],
];

/** Walks for `seconds` with `citizens` at once; identifiers start at `from`. */
export async function walkJourneys(origin: string, citizens: number, seconds: number, from: number): Promise<Journeys> {
  const pool = new Pool(origin, { connections: citizens, pipelining: 1 });
  const stylesheet =
    /href="([^"]*\.css)"/.exec(await (await pool.request({ method: "GET", path: "/" })).body.text())?.[1] ?? "/";
  const totals = { journeys: 0, requests: 0, bytes: 0, failed: 0 };
  const sends: number[] = [];
  const start = performance.now();
  let next = from;
  const citizen = async () => {
    while (performance.now() - start < seconds * 1000) {
      const walked = await walk(pool, stylesheet, next++);
      totals.journeys += walked.ok ? 1 : 0;
      totals.failed += walked.ok ? 0 : 1;
      totals.requests += walked.requests;
      totals.bytes += walked.bytes;
      sends.push(walked.send);
    }
  };
  await Promise.all(Array.from({ length: citizens }, citizen));
  await pool.close();
  return { ...totals, sends, seconds: (performance.now() - start) / 1000 };
}

async function walk(pool: Pool, stylesheet: string, number: number) {
  const browser = openBrowser(pool);
  const start = await browser.get("/s/egov-2024?from=home&lang=kk");
  await browser.get(stylesheet);
  const signIn = await browser.post("/s/egov-2024", `token=${start.token()}`);
  const identifier = String(number).padStart(12, "0");
  let page = await browser.post("/sign-in", `token=${signIn.token()}&survey=egov-2024&identifier=${identifier}`);
  page = await browser.post("/s/egov-2024/consent", `token=${page.token()}&consent=${page.hidden("consent")}`);
  for (const [id, answers] of PAGES)
    page = await browser.post(`/s/egov-2024/p/${id}`, `token=${page.token()}&${answers}`);
  const before = performance.now();
  const receipt = await browser.post("/s/egov-2024/check", `token=${page.token()}`);
  const ok = receipt.status === 200 && receipt.path === "/s/egov-2024/receipt";
  return { ok, requests: browser.requests, bytes: browser.bytes, send: performance.now() - before };
}
