import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Answers } from "../../server/survey/answer.ts";
import { readLanguages } from "../../server/web/languages.ts";
import { aDefinition, words } from "../support/definitions.ts";
import { type Pikir, ROOT, startPikir } from "../support/pikir.ts";
import type { Shown, Visitor } from "../support/visitor.ts";
import { AIZHAN, administrator, fetched, firstLink, importAnswers, importStudy, OBSTACLES, signingIn } from "./cast.ts";

const PAGE = "/admin/surveys/egov-2024";
const NOT_A_MARGIN = readLanguages(join(ROOT, "views", "languages")).translator("en")(
  "admin.report.sample.self-selected",
);

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

/** The published study, imported once for all who only read it. */
let study: Pikir;
let reader: Visitor;
beforeAll(async () => {
  study = await startPikir();
  await importStudy(study);
  reader = await administrator(study);
});
afterAll(() => study.stop());

/** A table's body by its caption's beginning: each row's cells as words. */
function table(page: Shown, caption: string): readonly (readonly string[])[] {
  const found = page.body
    .querySelectorAll("table")
    .find((each) => each.querySelector("caption")?.structuredText.startsWith(caption));
  if (!found) throw new Error(`no table ${caption} on ${page.address}`);
  return found
    .querySelectorAll("tbody tr")
    .map((row) => row.querySelectorAll("th, td").map((cell) => cell.structuredText.trim()));
}

/** The answer of an address to Aizhan's browser, as bytes or JSON. */
describe("the list of surveys", () => {
  test("says of each how far it has come, and why responses wait", async () => {
    const aizhan = await administrator(pikir);
    await importAnswers(pikir, [[1234, { obstacle: "other" }]]);
    const citizen = pikir.visitor();
    await citizen.open("/s/egov-2024");
    await citizen.fill();
    await citizen.fill({ identifier: "123456789012" });
    await citizen.fill();
    for (let page = 0; page < 7; page += 1) await citizen.fill();
    const list = await aizhan.open("/admin");
    expect(list.text).toContain("Public services online: your opinion");
    expect(list.text).toContain("egov-2024");
    expect(list.text).toMatch(/open[\s\S]*Participations\s*1\s*Responses released\s*1,234/);
    expect(list.text).toContain(
      "1 response waits in the urn until 100 have come together, so that nobody can tell who sent which.",
    );
  });

  test("marks simulated surveys and says which are not open", async () => {
    const definition = aDefinition({ id: "autumn", opens: "2024-11-01" });
    await pikir.storage.surveys.publish({ definition, version: "f".repeat(64), simulated: true, day: "2024-09-20" });
    const list = await (await administrator(pikir)).open("/admin");
    expect(list.text).toMatch(/autumn opens on 1 November 2024 Simulated answers/);
  });

  test("says what to do where nothing is published", async () => {
    const empty = await startPikir({ definitions: [] });
    try {
      expect((await administrator(empty)).shown().text).toContain("npm run survey -- publish FILE");
    } finally {
      await empty.stop();
    }
  });

  test.each([
    ["kk", "Сауалнамалар"],
    ["ru", "Опросы"],
  ])("speaks %s, and goes on doing so", async (language, title) => {
    const aizhan = await administrator(pikir);
    expect((await aizhan.open(`/admin?lang=${language}`)).heading()).toBe(title);
    expect((await aizhan.open("/admin")).body.querySelector("html")?.getAttribute("lang")).toBe(language);
  });
});

describe("a survey's figures", () => {
  test("are the study's table of obstacles to the last printed digit, ordered by count", async () => {
    const page = await reader.open(`${PAGE}/report?lang=en`);
    const rows = table(page, "What gets in your way");
    expect(rows.map(([, count, share, interval, base]) => [count, share, interval, base])).toEqual(
      OBSTACLES.map(([, count, share, interval]) => [count.toLocaleString("en"), share, interval, "27,336"]),
    );
    expect(page.text).toContain(
      "Each share is a share of the 27,336 people who answered this question; it was put to 27,336",
    );
    expect(page.text).toContain("The sample is self-selected");
    expect(page.text).toContain("Uniqueness not assured: of the responses collected elsewhere and imported (27,336)");
    expect(page.text).toContain("As of October 2024.");
    expect(page.text).toContain("That is 0 of 27,336.");
  });

  test("are drawn with the same figures, an interval on every bar, and neither style nor script in the page", async () => {
    const page = await reader.open(`${PAGE}/report?lang=en`);
    const chart = page.body.querySelector("svg.chart");
    expect(chart?.querySelectorAll("text.value").map((text) => text.structuredText)).toEqual(
      OBSTACLES.map(([, , share]) => share),
    );
    expect(chart?.querySelectorAll(".whisker")).toHaveLength(OBSTACLES.length);
    expect(chart?.querySelector("title")?.structuredText).toContain("What gets in your way");
    expect(chart?.querySelector("desc")?.structuredText).toContain("95% interval");
    const widths =
      chart?.querySelectorAll("rect.bar").map((bar) => Number.parseFloat(bar.getAttribute("width") ?? "")) ?? [];
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(4166 / 6367, 3);
    expect(page.html).not.toMatch(/\sstyle=|<style|<script(?! src)|\son\w+=/i);
    expect(page.headers["cache-control"]).toBe("no-store");
  });

  test("hide small cells and what would give them away, on the page, in JSON and in CSV alike", async () => {
    await importAnswers(pikir, [
      [40, { obstacle: "technical-errors", timeliness: 5 }],
      [12, { obstacle: "bureaucracy", timeliness: 4 }],
      [3, { obstacle: "other" }],
    ]);
    const aizhan = await administrator(pikir);
    const page = await aizhan.open(`${PAGE}/report`);
    const rows = table(page, "What gets in your way");
    expect(rows[0]?.slice(1)).toEqual(["40", "72.73%", "59.77–82.72", "55"]);
    expect(rows.filter(([, count]) => count === "hidden").map(([option]) => option)).toHaveLength(2);
    const { body } = await fetched(pikir, aizhan, PAGE, "application/json");
    expect(body.questions.obstacle.options.other).toEqual({
      count: null,
      share: null,
      low: null,
      high: null,
      weighted: null,
    });
    expect(body.questions.obstacle.options.bureaucracy.count).toBeNull();
    expect(body.questions.obstacle.options["technical-errors"].count).toBe(40);
    expect(body.segments).toEqual([]);
    const csv = await fetched(pikir, aizhan, `${PAGE}/shares.csv`);
    const cells: Record<string, string>[] = parse(csv.text, { columns: true, bom: true });
    expect(cells.find(({ option }) => option === "bureaucracy")).toMatchObject({
      count: "",
      share: "",
      base: "55",
      note: "hidden",
    });
  });

  test("come as the contract's JSON to whoever asks for that", async () => {
    const { body, headers } = await fetched(study, reader, PAGE, "application/json");
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(body).toMatchObject({ survey: "egov-2024", cleaning: "study", asOf: "2024-10", excluded: 0, weights: null });
    expect(body.funnel).toMatchObject({ sent: 0, imported: 27_336, released: 27_336, valid: 27_336, view_rate: null });
    expect(body.questions.obstacle).toMatchObject({ kind: "one", asked: 27_336, base: 27_336, skipped: 0 });
    expect(body.questions.obstacle.options["technical-errors"].share).toBeCloseTo(6367 / 27_336, 12);
  });

  test("show the funnel with each rate and what it is a rate of", async () => {
    const aizhan = await administrator(pikir);
    const count = { survey: "egov-2024", day: "2024-09-20", page: "", language: "kk", place: "home" };
    await pikir.storage.counters.add([
      { ...count, stage: "shown", count: 42_000 },
      { ...count, stage: "clicked", count: 29_520 },
      { ...count, stage: "consent_shown", count: 29_520 },
      { ...count, stage: "agreed", count: 28_152 },
      { ...count, stage: "started", count: 28_152 },
      { ...count, stage: "reached", page: "services", count: 28_152 },
    ]);
    const rows = table(await aizhan.open(`${PAGE}/report`), "How many came how far");
    expect(rows).toContainEqual(["Invitation shown", "42,000", "", ""]);
    expect(rows).toContainEqual([
      "Invitation followed",
      "29,520",
      "70.29%",
      "of those shown the invitation (view rate)",
    ]);
    expect(rows).toContainEqual([
      "Agreed",
      "28,152",
      "95.37%",
      "of those shown the consent screen (participation rate)",
    ]);
    expect(rows).toContainEqual(["Sent", "0", "0.00%", "of those who started (completion rate)"]);
    const csv = await fetched(pikir, aizhan, `${PAGE}/funnel.csv`);
    const lines: Record<string, string>[] = parse(csv.text, { columns: true, bom: true });
    expect(lines.find(({ stage }) => stage === "clicked")).toEqual({
      ...{ survey: "egov-2024", stage: "clicked", page: "", name: "Invitation followed", count: "29520" },
      ...{ rate: String(29_520 / 42_000), base: "42000", rate_of: "shown", cleaning: "study", as_of: "2024-09" },
    });
  });

  test("name what a share is of where several answers were possible", async () => {
    const vulnerability = ["large-family", "carer"];
    await importAnswers(pikir, [
      [50, { vulnerability }],
      [50, { vulnerability: ["carer"] }],
    ]);
    const page = await (await administrator(pikir)).open(`${PAGE}/report`);
    expect(page.text).toContain("Several answers were possible: each share is a share of the 100 people who answered");
  });

  test("are weighted to the margins, with what that costs, and say where answers differ and where that may be noise", async () => {
    const of = (region: string, sex: string, settlement: string, obstacle: string): Answers => ({
      ...{ region, sex, settlement, obstacle },
    });
    const regions = ["almaty", "turkistan", "almaty-region", "astana", "shymkent", "jambyl", "karaganda", "abai"];
    await importAnswers(
      pikir,
      regions.flatMap((region) => [
        [60, of(region, "male", "major-city", "technical-errors")] as const,
        [20, of(region, "male", "major-city", "bureaucracy")] as const,
        [20, of(region, "female", "village", "technical-errors")] as const,
        [40, of(region, "female", "town", "bureaucracy")] as const,
      ]),
    );
    const aizhan = await administrator(pikir);
    const people = await aizhan.open(`${PAGE}/people?lang=en`);
    const differing = await aizhan.open(`${PAGE}/segments?lang=en`);
    const page = await aizhan.open(`${PAGE}/report?lang=en`);
    expect(people.text).toMatch(
      /Weighted by raking to the groups below \(\d+ sweeps\)\. 1,120 responses are then as precise as/,
    );
    expect(people.text).toContain("Weighted figures give the named groups their share of the population.");
    expect(page.text).toContain("not a margin of sampling error");
    expect(table(people, "In what kind of place")).toContainEqual([
      ...["Rural population", "160", "14.29%", "12.36–16.46", "37.63%", "0.38"],
    ]);
    expect(people.text).toContain("Rural population: 14.29% of the answers, 37.63% of the population.");
    expect(table(people, "Groups that a survey").at(-1)?.slice(0, 2)).toEqual(["People of 61 and over", "hidden"]);
    const rows = table(page, "What gets in your way");
    expect(rows[0]).toHaveLength(7);
    expect(rows[0]?.slice(0, 3)).toEqual(["Technical errors", "640", "57.14%"]);
    const widest = table(differing, "The widest ranges, weighted");
    expect(widest[0]?.at(-1)).toBe("Beyond noise");
    expect(differing.text).toContain("Cannot be told from noise");
    expect(people.text).toContain("people of 45 and of 60 fall into another group");
    const { body } = await fetched(pikir, aizhan, PAGE, "application/json");
    expect(body.weights).toMatchObject({ method: "raking", converged: true, n: 1120 });
    expect((await aizhan.open(`${PAGE}/methods?lang=en`)).text).toContain("Rural population 14.29% and 37.63%");
    expect(body.questions.settlement.options.village.weighted.share).toBeCloseTo(7_586_070 / 20_159_707, 6);
    const csv = await fetched(pikir, aizhan, `${PAGE}/segments.csv?lang=ru`);
    const lines: Record<string, string>[] = parse(csv.text, { columns: true, bom: true });
    expect(new Set(lines.map(({ вид }) => вид))).toEqual(new Set(["без весов", "с весами"]));
    expect(new Set(lines.map(({ вывод }) => вывод))).toEqual(new Set(["Выше шума", "Неотличимо от шума"]));
  });

  test("say why nothing is weighted, and hide ranges whose tables hold small cells and the sizes of small groups", async () => {
    await importAnswers(pikir, [
      [50, { sex: "male", obstacle: "technical-errors" }],
      [45, { sex: "female", obstacle: "technical-errors" }],
      [4, { sex: "female", obstacle: "other" }],
    ]);
    const aizhan = await administrator(pikir);
    for (const [language, words] of [
      ["en", "Nothing is weighted: “In which region do you live?” has no answer from Almaty city, Turkistan"],
      ["ru", "Ничего не взвешено: в вопросе"],
      ["kk", "Ештеңе салмақталмады:"],
    ])
      expect((await aizhan.open(`${PAGE}/people?lang=${language}`)).text).toContain(words);
    const { body } = await fetched(pikir, aizhan, PAGE, "application/json");
    expect(body.weights).toBeNull();
    expect(body.segments).toEqual([]);
    expect(JSON.stringify(body)).not.toMatch(/"n":4[,}]|"smallest_cell":4/);
  });

  test("of three people and of one show no share of theirs, and no gap where there is nothing to tell", async () => {
    await importAnswers(pikir, [[3, { sex: "female", obstacle: "other", timeliness: "4" }]]);
    const aizhan = await administrator(pikir);
    for (const part of ["", "/report", "/people", "/cleaning", "/segments", "/time", "/methods"]) {
      const page = await aizhan.open(`${PAGE}${part}?lang=en`);
      expect([part, page.status]).toEqual([part, 200]);
      expect(page.text).not.toMatch(/NaN|undefined|Infinity|\bnull\b/);
      if (part === "/methods")
        expect(page.text).not.toMatch(/Half of them|No share moves|by language|[0-9a-f]{64}\b.{0,3}$/m);
      // Who is in none of the other groups is in the one that is left.
      if (part === "/people") expect(page.text).toMatch(/too few have answered for them to be named[\s\S]*Age: The/);
      if (part === "/people") expect(page.text).not.toMatch(/sex\?” has no answer|No group is found/);
      if (part === "/report") expect(page.text.match(/so no figures are shown/g)?.length).toBeGreaterThan(15);
    }
    const csv = await fetched(pikir, aizhan, `${PAGE}/shares.csv?lang=en`);
    const rows: Record<string, string>[] = parse(csv.text, { columns: true, bom: true });
    expect(rows.filter(({ question, share }) => question === "obstacle" && share !== "")).toEqual([]);
  });

  test("say what to do while there are none", async () => {
    const page = await (await administrator(pikir)).open(`${PAGE}/report`);
    expect(page.text).toContain("No response has been released yet");
    expect(page.text).toContain("http://127.0.0.1:3000/s/egov-2024");
    expect(page.html).not.toContain("NaN");
  });

  test.each(
    ["", "/report", "/people", "/cleaning", "/segments", "/time", "/methods"].flatMap((part) =>
      ["kk", "ru", "en"].map((language) => [part, language]),
    ),
  )("on the page %s have a heading, captions and scopes in %s, and no text is missing", async (part, language) => {
    const page = await reader.open(`${PAGE}${part}?lang=${language}`);
    expect(page.status).toBe(200);
    expect(page.body.querySelectorAll("h1")).toHaveLength(1);
    for (const each of page.body.querySelectorAll("table")) {
      expect(each.querySelector("caption")).not.toBeNull();
      for (const head of each.querySelectorAll("th")) expect(head.getAttribute("scope")).toMatch(/^(row|col)$/);
    }
    expect(page.html).not.toContain("{{");
  });

  test("of an unknown survey do not exist, as a page and as JSON", async () => {
    const aizhan = await administrator(pikir);
    for (const address of [
      "/admin/surveys/none",
      "/admin/surveys/none/shares.csv",
      "/admin/surveys/none/segments.csv",
    ]) {
      expect((await aizhan.open(address)).status).toBe(404);
    }
    const json = await fetched(pikir, aizhan, "/admin/surveys/none", "application/json");
    expect([json.status, json.body]).toEqual([
      404,
      { error: "unknown-survey", message: "The address may be mistyped." },
    ]);
  });

  test("are made once for everybody who asks at the same time", async () => {
    const pages = await Promise.all(Array.from({ length: 5 }, () => reader.clone().open(`${PAGE}/report?lang=en`)));
    expect(new Set(pages.map(({ status, text }) => `${status} ${text.includes("27,336")}`))).toEqual(
      new Set(["200 true"]),
    );
  });
});

describe("CSV", () => {
  test("opens in a spreadsheet: byte order mark, quoted letters of Kazakh, a plain file name, every row with its base", async () => {
    const csv = await fetched(study, reader, `${PAGE}/shares.csv?lang=kk`);
    expect(csv.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(csv.headers["content-disposition"]).toBe("attachment; filename=egov-2024-shares-2024-10.csv");
    expect(csv.text.startsWith("\ufeffсауалнама,сұрақ,сұрақ_мәтіні,жауап")).toBe(true);
    expect(csv.text).toMatch(/\r\n$/);
    const [, ...rows]: string[][] = parse(csv.text, { bom: true });
    const obstacles = rows.filter(([, question]) => question === "obstacle");
    expect(obstacles.map(([, , , option, , count, base]) => [option, Number(count), base])).toEqual(
      expect.arrayContaining(OBSTACLES.map(([id, count]) => [id, count, "27336"])),
    );
    expect(new Set(rows.map((row) => row.slice(-2).join(" ")))).toEqual(new Set(["study 2024-10"]));
  });

  test("holds exactly these lines for a question", async () => {
    const question = { kind: "one", id: "tea", text: words("=1+1"), options: ["+yes", "@no"].map(option) } as const;
    const definition = aDefinition({ pages: [{ id: "only", title: words("Only"), questions: [question] }] });
    const tea = await startPikir({ definitions: [definition] });
    try {
      await importAnswers(
        tea,
        [
          [75, { tea: "yes" }],
          [25, { tea: "no" }],
        ],
        definition.id,
      );
      const csv = await fetched(tea, await administrator(tea), `/admin/surveys/${definition.id}/shares.csv?lang=en`);
      const rounded = csv.text.replace(/(0\.\d{6})\d+/g, "$1");
      expect(rounded).toBe(
        [
          "\ufeffsurvey,question,question_text,option,option_text,count,base,share,low,high,weighted_share,weighted_low,weighted_high,weighted_se,asked,skipped,note,interval_note,cleaning,as_of",
          `${definition.id},tea,'=1+1,yes,'+yes,75,100,0.75,0.656955,0.824547,,,,,100,0,,"${NOT_A_MARGIN}",study,2024-10`,
          `${definition.id},tea,'=1+1,no,'@no,25,100,0.25,0.175452,0.343044,,,,,100,0,,"${NOT_A_MARGIN}",study,2024-10`,
          "",
        ].join("\r\n"),
      );
    } finally {
      await tea.stop();
    }
  });
});

function option(label: string) {
  return { id: label.slice(1), label: words(label) };
}

describe("what citizens and staff wrote", () => {
  const XSS = `<img src=x onerror=alert(1)>"'{{7*7}}`;

  test("is never markup: a name, a survey's words and imported answers", async () => {
    const aizhan = pikir.visitor();
    await aizhan.open(await firstLink(pikir));
    const inside = await aizhan.fill({ ...AIZHAN, name: XSS });
    expect(inside.html).not.toContain("<img");
    expect(inside.html).toContain("&lt;img src");
    const question = { kind: "one", id: "q", text: words(XSS), options: ["+yes", "@no"].map(option) } as const;
    const definition = aDefinition({
      id: "attack",
      title: words(XSS),
      pages: [{ id: "p", title: words(XSS), questions: [question] }],
    });
    await pikir.storage.surveys.publish({ definition, version: "e".repeat(64), simulated: false, day: "2024-09-20" });
    const answers: Answers = { q: XSS, problem: XSS };
    await importAnswers(pikir, [[20, answers]], "attack");
    for (const address of ["/admin", "/admin/surveys/attack"]) {
      const page = await aizhan.open(`${address}?lang=en`);
      expect(page.status).toBe(200);
      expect(page.html).not.toContain("<img");
      expect(page.html).toContain("&lt;img src");
    }
  });

  test("comes back escaped in the form it was typed into", async () => {
    await administrator(pikir);
    const guest = await signingIn(pikir, { name: XSS, password: XSS });
    const refused = guest.shown();
    expect(refused.html).not.toContain("<img");
    expect(guest.fields().get("name")).toBe(XSS);
    expect(refused.html).not.toContain(`value="${XSS}`);
  });
});
