import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";
import { administrator, fetched, importAnswers, joined } from "./cast.ts";

const PAGE = "/admin/surveys/egov-2024";

let pikir: Pikir;
let aizhan: Visitor;
beforeAll(async () => {
  pikir = await startPikir({ pool: 1 });
  aizhan = await administrator(pikir);
});
afterAll(() => pikir.stop());

const plain = { survey: "egov-2024", day: "2024-09-20", page: "", language: "kk", place: "direct" };
type Added = Partial<typeof plain> & {
  readonly stage: "shown" | "consent_shown" | "agreed" | "declined" | "started" | "reached";
  readonly count: number;
};
const add = (counts: readonly Added[]) => pikir.storage.counters.add(counts.map((count) => ({ ...plain, ...count })));

/** The cells of the first table whose caption begins so. */
function table(page: ReturnType<Visitor["shown"]>, caption: string): readonly (readonly string[])[] {
  const found = page.body
    .querySelectorAll("table")
    .find((each) => each.querySelector("caption")?.structuredText.startsWith(caption));
  return (found?.querySelectorAll("tbody tr") ?? []).map((row) =>
    row.querySelectorAll("th, td").map((cell) => cell.structuredText.replace(/\s+/g, " ").trim()),
  );
}

describe("the dashboard", () => {
  test("says what to do while nothing is there, in every language", async () => {
    await aizhan.open(`${PAGE}/report?lang=en`);
    for (const [language, words] of [
      ["kk", "Адамдар қай жерде тоқтайды"],
      ["ru", "Где люди останавливаются"],
      ["en", "Where people stop"],
    ] as const) {
      const page = await aizhan.open(`${PAGE}?lang=${language}`);
      expect([page.status, page.text.includes(words)]).toEqual([200, true]);
      expect(page.html).not.toMatch(/NaN|undefined|\{\{/);
    }
    expect(aizhan.shown().text).toContain("Nobody has come to the consent screen yet");
    expect(aizhan.shown().text).toContain("No response has been released yet");
  });

  test("shows the totals of this moment, where people stop, today beside last week, and what the answers say", async () => {
    await add([
      { stage: "consent_shown", count: 60 },
      { stage: "agreed", count: 40 },
      { stage: "declined", count: 12 },
      { stage: "started", count: 40 },
      { stage: "reached", page: "services", count: 40 },
      { stage: "started", day: "2024-09-13", count: 7 },
      { stage: "started", day: "2024-09-14", count: 30 },
      { stage: "started", day: "2024-09-06", count: 20 },
    ]);
    await importAnswers(pikir, [
      [30, { obstacle: "technical-errors" }],
      [20, { obstacle: "bureaucracy" }],
    ]);
    // Once the report is made no page is without it, however crowded the machine.
    await aizhan.open(`${PAGE}/report?lang=en`);
    const page = await aizhan.open(`${PAGE}?lang=en`);
    expect(page.text).toContain("20 September 2024, 08:00:00 UTC");
    expect(table(page, "Places by how many left")[0]?.slice(1)).toEqual(["40", "100.00%"]);
    expect(table(page, "Journeys by stage").find(([stage]) => stage === "First page of questions")).toEqual([
      ...["First page of questions", "40", "hidden", "hidden", "hidden", "–"],
    ]);
    expect(table(page, "What gets in your way")[0]?.slice(0, 3)).toEqual(["Technical errors", "30", "60.00%"]);
    // 57 began on days that are over: told exactly, two days would give what lies between them.
    expect(table(page, "By language, rounded to tens")).toEqual([["Kazakh", "0", "0", "60", "0", "0%"]]);
    expect(table(page, "By place of invitation, rounded to tens")[0]?.[3]).toBe("60");
    const csv = await fetched(pikir, aizhan, `${PAGE}/tables/by-language.csv?lang=en`);
    expect(csv.text).toContain("kk,Kazakh,0,0,0,0,0,60,0,0,50,");
    expect(page.text).toContain("valid responses: 50");
    expect(page.text).toContain("Nothing waits in the urn");
    expect(page.text).toContain("No backup was made with the command of this program");
  });

  test("is the contract's report to whoever asks for JSON", async () => {
    const { body } = await fetched(pikir, aizhan, PAGE, "application/json");
    expect([body.survey, body.funnel.consent_shown, body.cleaning]).toEqual(["egov-2024", 60, "study"]);
  });
});

describe("a choice of language, place and days", () => {
  test("shows its funnel beside everybody's, rounded, and says that live totals are of everybody", async () => {
    await add([
      { stage: "consent_shown", day: "2024-09-18", place: "portal", count: 84 },
      { stage: "agreed", day: "2024-09-18", place: "portal", count: 63 },
      { stage: "declined", day: "2024-09-18", place: "portal", count: 4 },
      { stage: "consent_shown", day: "2024-09-18", language: "ru", count: 57 },
    ]);
    const page = await aizhan.open(`${PAGE}?lang=en&language=kk&place=portal&period=7`);
    const chosen = table(page, "Journeys by stage, rounded");
    const row = (stage: string) => chosen.find(([words]) => words?.startsWith(stage))?.slice(1);
    expect(row("Agreed")).toEqual(["60", "75%", "43%"]);
    expect(row("Declined")?.slice(0, 2)).toEqual(["hidden", "–"]);
    expect(page.body.querySelectorAll("option[selected]").map(({ text }) => text)).toEqual([
      "Kazakh",
      "portal",
      "Last 7 days",
    ]);
    expect(page.text).toContain("are of everybody");
    expect(page.body.querySelectorAll("[data-live=funnel-agreed]")).toHaveLength(1);
  });

  test("refuses what too few came by, and says so of a place that is none, in every language", async () => {
    await add([{ stage: "consent_shown", day: "2024-09-18", place: "clinic", count: 5 }]);
    expect((await aizhan.open(`${PAGE}?place=clinic`)).text).toContain("Too few people came here");
    expect((await aizhan.open(`${PAGE}?place=moon&period=28`)).text).toContain("Nothing has been counted yet");
    for (const language of ["kk", "ru", "en"]) {
      const page = await aizhan.open(`${PAGE}?lang=${language}&period=7`);
      expect([page.status, /NaN|undefined|\{\{/.test(page.html)]).toEqual([200, false]);
    }
  });
});

describe("the totals, live", () => {
  test("are told once as JSON: counts of everybody, and nothing of answers", async () => {
    const { body } = await fetched(pikir, aizhan, `${PAGE}/live`, "application/json");
    expect(Object.keys(body)).toEqual(["survey", "at", "funnel", "waiting"]);
    expect(body.funnel).not.toHaveProperty("valid");
    expect(JSON.stringify(body)).not.toContain("technical-errors");
  });

  test("are on no record, however often a program asks; the report as JSON is", async () => {
    const downloads = async () => (await pikir.storage.audit.page(["downloaded", "JSON"], undefined, 100)).length;
    const before = await downloads();
    for (let time = 0; time < 3; time += 1) await fetched(pikir, aizhan, `${PAGE}/live`, "application/json");
    expect(await downloads()).toBe(before);
    await fetched(pikir, aizhan, PAGE, "application/json");
    expect(await downloads()).toBe(before + 1);
  });

  test("come as events until the session ends, and watching does not prolong it", async () => {
    const server = createServer(pikir.app.express);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const analyst = await joined(pikir, { name: "Ерлан", password: "бес бөлек сөз осында" }, "analyst");
      const cookie = [...analyst.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await fetch(`${origin}${PAGE}/live`, { headers: { cookie, accept: "text/event-stream" } });
      expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      const events = eventsOf(answer);
      const first = await events.next();
      expect(first).toMatchObject({ event: "totals", data: { words: { "funnel-agreed": "103" } } });
      await add([{ stage: "agreed", count: 3 }]);
      const moved = await events.until(({ data }) => data.words?.["funnel-agreed"] === "106");
      expect(moved.data.words?.["funnel-agreed-rate"]).toBe("51.46%");
      pikir.pass(31 * 60);
      expect(await events.until(({ event }) => event === "end")).toEqual({ event: "end", data: { over: true } });
      expect(await events.next()).toBeUndefined();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test("are for nobody who is not signed in, and of no other survey than there is", async () => {
    const stranger = await fetched(pikir, pikir.visitor(), `${PAGE}/live`, "text/event-stream");
    expect([stranger.status, stranger.headers.location]).toEqual([303, "/admin/sign-in"]);
  });
});

interface Told {
  readonly event: string;
  readonly data: { readonly words?: Readonly<Record<string, string>>; readonly over?: boolean };
}

/** The events of a stream, one by one; undefined once it has ended. */
function eventsOf(answer: Response) {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const next = async (): Promise<Told | undefined> => {
    for (;;) {
      const found = /^event: (\w+)\ndata: (.*)\n\n/m.exec(text);
      if (found) {
        text = text.slice(found.index + found[0].length);
        return { event: found[1] ?? "", data: JSON.parse(found[2] ?? "") };
      }
      const piece = await reader?.read();
      if (!piece || piece.done) return undefined;
      text += piece.value;
    }
  };
  const until = async (is: (told: Told) => boolean): Promise<Told> => {
    for (let told = await next(); told; told = await next()) if (is(told)) return told;
    throw new Error("the stream ended");
  };
  return { next, until };
}
