/** Two analysts code open answers without seeing each other's codes; what is withdrawn leaves nothing behind. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { definitionIn } from "../../server/publishing.ts";
import { type Pikir, ROOT, startPikir } from "../support/pikir.ts";
import type { Shown, Visitor } from "../support/visitor.ts";
import { type AIZHAN, digitsOf, enrolled, fetched, importAnswers, joined } from "./cast.ts";

const SURVEY = "service-feedback";
const CODING = `/admin/surveys/${SURVEY}/coding`;
const COMMENT = `${CODING}/comment`;
const DANA = { name: "Дана", password: "бес алты жеті сегіз" };
const OLZHAS = { name: "Олжас", password: "тоғыз он он бір екі" };

let pikir: Pikir;
let admin: Visitor;
let dana: Visitor;
let olzhas: Visitor;

/** The little of other answers that stands beside the texts in the database, and must on no page. */
const slow = (at: number) => `Сайт баяу, ${at} рет күттім <b>`;
const rude = (at: number) => `Клерк грубил ${at} раз`;

beforeAll(async () => {
  pikir = await startPikir({ definitions: [definitionIn(`${ROOT}/db/surveys/service-feedback.yaml`)] });
  ({ visitor: admin } = await enrolled(pikir));
  dana = await analyst(DANA);
  olzhas = await analyst(OLZHAS);
});
afterAll(() => pikir.stop());

async function analyst(who: typeof AIZHAN): Promise<Visitor> {
  const visitor = await joined(pikir, who, "analyst");
  const page = await visitor.open("/admin/account/second-factor");
  await visitor.fill({ code: digitsOf(page, pikir.now()) });
  return visitor;
}

function tokenIn({ html }: Shown): string {
  return /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
}

async function addCode(who: Visitor, label: string, keywords: string, number: number): Promise<Shown> {
  const page = await who.open(COMMENT);
  const words = Object.fromEntries(
    ["kk", "ru", "en"].flatMap((language) => [
      [`label-${language}`, label],
      [`definition-${language}`, `${label}: what it stands for`],
    ]),
  );
  return who.post(COMMENT, { token: tokenIn(page), act: "keep", code: "", number: String(number), keywords, ...words });
}

const textOf = ({ body }: Shown) => body.querySelector("blockquote")?.text ?? "";
const markOf = ({ body }: Shown) => body.querySelector("form[action$=texts] [name=mark]")?.getAttribute("value") ?? "";

/** Codes texts, as the page draws them, until none waits. */
async function codeAll(who: Visitor, code: (text: string) => string): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let page = await who.open(`${COMMENT}/texts`); markOf(page) !== ""; ) {
    seen.push(textOf(page));
    page = await who.post(`${COMMENT}/texts`, { token: tokenIn(page), mark: markOf(page), code: code(textOf(page)) });
    expect(seen.length).toBeLessThan(40);
  }
  return seen;
}

async function coded() {
  const answer = await fetched(pikir, dana, `/admin/surveys/${SURVEY}/report`, "application/json");
  return answer.body.coded.comment;
}

describe("coding open answers", () => {
  test("begins with a frame in the survey's languages, whose every change is a version on record", async () => {
    await importAnswers(pikir, [[9, { outcome: "no", comment: slow(1) }]], SURVEY);
    expect((await admin.open(CODING)).text).toContain("There is no coding frame yet. Make the first code");
    expect((await dana.open(`${COMMENT}/texts`)).address).toBe(COMMENT);
    const wrong = await dana.post(COMMENT, {
      ...{ token: tokenIn(await dana.open(COMMENT)), act: "keep", code: "", number: "0", keywords: "x" },
      ...{
        "label-kk": "Баяу",
        "label-ru": "",
        "label-en": "Slow",
        "definition-kk": "…",
        "definition-ru": "…",
        "definition-en": "…",
      },
    });
    expect([wrong.status, wrong.body.querySelector("#label-en")?.getAttribute("value")]).toEqual([422, "Slow"]);
    expect(wrong.text).toContain("Write this: Name, Russian.");
    expect(wrong.text).toContain("Keywords have 2 to 40 characters");
    await addCode(dana, "Slow", "баяу, slow, медл", 0);
    await addCode(admin, "Rude", "груб", 1);
    expect((await addCode(dana, "Late", "", 1)).text).toContain("Somebody changed the frame meanwhile");
    const frame = await dana.open(COMMENT);
    expect(frame.text).toContain("Version 2: Added: c2.");
    const frames = await pikir.storage.codings.frames(SURVEY);
    expect(frames.map(({ number, codes }) => [number, codes.map(({ id }) => id)])).toEqual([
      [1, ["c1"]],
      [2, ["c1", "c2"]],
    ]);
  });

  test("shows no text while fewer than ten are there, and none to administrators", async () => {
    expect((await dana.open(`${COMMENT}/texts`)).text).toContain("9 released responses hold a text");
    expect(dana.shown().html).not.toContain("күттім");
    expect((await admin.open(`${COMMENT}/texts`)).status).toBe(403);
    expect((await admin.open(`${COMMENT}/differences`)).status).toBe(403);
    expect((await dana.open(`/admin/surveys/${SURVEY}/coding/outcome/texts`)).status).toBe(404);
  });

  test("draws texts at random, alone, with suggestions that choose nothing", async () => {
    await importAnswers(
      pikir,
      [
        ...Array.from({ length: 12 }, (_none, at) => [1, { outcome: "no", comment: slow(at) }] as const),
        ...Array.from({ length: 11 }, (_none, at) => [1, { outcome: "yes", comment: rude(at) }] as const),
        [3, { outcome: "partly" }],
      ],
      SURVEY,
    );
    const drawn = new Set<string>();
    for (let at = 0; at < 8; at += 1) drawn.add(textOf(await dana.open(`${COMMENT}/texts`)));
    expect(drawn.size).toBeGreaterThan(1);
    const page = dana.shown();
    expect(page.text).toMatch(/Suggested, for it says “(баяу|груб)”/);
    expect(page.body.querySelectorAll("[checked], [selected]").length).toBe(0);
    expect(page.html).not.toContain("<b>");
    for (const word of ["Partly", "2024-10", "kk", "paper"])
      expect(page.body.querySelector("#main")?.text, word).not.toContain(word);
  });

  test("is done by two who do not see each other's codes, and counts where they agree", async () => {
    const first = await codeAll(dana, (text) => (text.includes("баяу") ? "c1" : "c2"));
    expect(new Set(first).size).toBe(23);
    expect((await dana.open(`${COMMENT}/texts`)).text).toContain("Nothing waits for you");
    // Nothing is to be seen of the first coder's work until the second has done theirs.
    const before = await olzhas.open(`${COMMENT}/differences`);
    expect(before.text).toContain("23 texts still wait for their second coder");
    expect(before.html).not.toContain(DANA.name);
    expect(await coded()).toMatchObject({ base: 0, written: 32, agreement: [] });
    // The second one takes the last text back, and codes it again.
    let page = await olzhas.open(`${COMMENT}/texts`);
    expect(page.html).not.toContain(DANA.name);
    await codeAll(olzhas, (text) =>
      / [01] /.test(text) && text.includes("Клерк") ? "unclear" : text.includes("баяу") ? "c1" : "c2",
    );
    page = await olzhas.open(`${CODING}`);
    expect(page.text).toContain("23 different texts; 21 have their final code.");
    expect(page.text).toContain("On 2 the coders differ.");
    // 12 and 9 agreed, 2 not: A = 21/23; E = (12 * 12 + 11 * 9) / 23².
    const kappa = (21 / 23 - 243 / 529) / (1 - 243 / 529);
    expect(page.text).toContain(`Cohen's kappa ${kappa.toFixed(2)}`);
    expect(page.text).toContain("over the 23 texts that both coded");
  });

  test("lists where coders differ, and a settled text counts", async () => {
    const page = await dana.open(`${COMMENT}/differences`);
    expect(
      page.body
        .querySelectorAll("blockquote")
        .map(({ text }) => text)
        .sort(),
    ).toEqual([rude(0), rude(1)]);
    expect(page.text).toContain(`${DANA.name}: Rude`);
    const mark = page.body.querySelector("[name=mark]")?.getAttribute("value") ?? "";
    const token = tokenIn(page);
    expect((await dana.post(`${COMMENT}/differences`, { token, mark, code: "" })).status).toBe(400);
    await dana.post(`${COMMENT}/differences`, { token, mark, code: "c2" });
    expect(dana.shown().body.querySelectorAll("blockquote").length).toBe(1);
    // 9 responses and 12 hold one of twelve texts: whoever wrote the same is coded once and counts each time.
    const found = await coded();
    expect(found).toMatchObject({ kind: "one", base: 31, written: 32, frame: 2, coders: 2 });
    expect(found.options.c1).toMatchObject({ count: 21, share: 21 / 31 });
    expect(found.agreement[0].n).toBe(23);
    expect((await admin.open(CODING)).text).toContain("Shares are of the 31 valid responses");
  });

  test("stands on the report's page and in its files: with base, who coded and how far they agree", async () => {
    const report = await dana.open(`/admin/surveys/${SURVEY}/report?lang=en`);
    const table = report.body.querySelector("#table-comment-coded")?.closest("table");
    const rows = table
      ?.querySelectorAll("tbody tr")
      .map((row) => row.querySelectorAll("th, td").map(({ text }) => text));
    expect(rows?.map(([code, count, , , base]) => [code, count, base])).toEqual([
      ["Slow", "21", "31"],
      ["Rude", "10", "31"],
      ["No code fits", "0", "31"],
    ]);
    const said = report.body.querySelector("#question-comment-coded")?.structuredText.replace(/\s+/g, " ");
    for (const words of ["31 valid responses", "version 2 of the coding frame. 2 people code", "Cohen's kappa 0.84"])
      expect(said).toContain(words);
    const csv = await fetched(pikir, dana, `/admin/surveys/${SURVEY}/tables/coded.csv?lang=en`);
    expect(csv.text).toMatch(/^comment\.coded,"?[^\n]*sorted by coders"?,c1,Slow,21,31,0\.677[^\n]*,32,2,2,23,0\.8/m);
    const shares = await fetched(pikir, dana, `/admin/surveys/${SURVEY}/shares.csv?lang=en`);
    expect(shares.text).toContain("comment.coded");
    const chart = await fetched(pikir, dana, `/admin/surveys/${SURVEY}/charts/comment.coded.svg?lang=en`);
    expect(chart.status).toBe(200);
  });

  test("hides a code of few people, with its complement", async () => {
    const page = await dana.open(`${COMMENT}/differences`);
    const mark = page.body.querySelector("[name=mark]")?.getAttribute("value") ?? "";
    await dana.post(`${COMMENT}/differences`, { token: tokenIn(page), mark, code: "unclear" });
    const { options } = await coded();
    expect(options.unclear.count).toBeNull();
    expect(Object.values(options).filter((option) => (option as { count: null }).count === null).length).toBe(2);
  });

  test("is never crossed with another question, and stands in no release's data", async () => {
    const report = (await fetched(pikir, dana, `/admin/surveys/${SURVEY}/report`, "application/json")).body;
    expect(JSON.stringify(report.segments)).not.toContain("comment");
    expect(JSON.stringify(report)).not.toContain("күттім");
    expect(Object.keys(report.questions)).toEqual(["outcome", "obstacle", "comment"]);
  });

  test("sends the texts of a retired code back to the coders", async () => {
    const page = await dana.open(COMMENT);
    await dana.post(COMMENT, { token: tokenIn(page), act: "retire", code: "c2", number: "2" });
    expect(dana.shown().text).toContain("Version 3: Retired: c2.");
    // One of the eleven was settled as another code, and stays.
    expect((await dana.open(`${COMMENT}/texts`)).text).toContain("10 wait for you");
    expect((await addCode(dana, "Unkind", "", 3)).text).toContain("c3");
  });

  test("forgets what was said of a text whose response was withdrawn", async () => {
    const before = await pikir.storage.codings.of(SURVEY);
    const gone = randomBytes(32);
    const row = { version: "other", language: "kk", channel: "web", month: "2024-10", duration: null, flags: [] };
    const text = "Бұл мәтін қайтарып алынады";
    const withdrawal = gone.toString("hex");
    const rows = [{ ...row, key: randomBytes(16), answers: { comment: text }, withdrawal }];
    const nothing = { survey: SURVEY, taken: [], left: [], withdrawnWaiting: 0, requests: [] };
    await pikir.storage.urn.release({ ...nothing, released: rows, withdrawn: [] });
    let page = await dana.open(`${COMMENT}/texts`);
    for (let at = 0; at < 60 && textOf(page) !== text; at += 1) page = await dana.open(`${COMMENT}/texts`);
    expect(textOf(page)).toBe(text);
    const mark = markOf(page);
    await dana.post(`${COMMENT}/texts`, { token: tokenIn(page), mark, code: "c1" });
    expect(dana.shown().text).toContain("You coded the text before as “Slow”");
    expect((await pikir.storage.codings.of(SURVEY)).length).toBe(before.length + 1);
    await pikir.storage.urn.release({ ...nothing, released: [], withdrawn: [gone] });
    // Nobody opens a page: the server's own half-hourly look is enough.
    await pikir.app.tidy();
    expect(await pikir.storage.codings.of(SURVEY)).toEqual(before);
    await dana.post(`${COMMENT}/texts`, { token: tokenIn(page), mark, code: "c1" });
    expect(await pikir.storage.codings.of(SURVEY)).toEqual(before);
  });

  test("is on record, with no text and no mark", async () => {
    const entries = await pikir.storage.audit.page([SURVEY], undefined, 100);
    const acts = entries.map(({ who, act, about }) => `${who} ${act} ${about}`);
    expect(acts.filter((act) => act.includes("texts-read"))).toEqual([
      `${OLZHAS.name} texts-read ${SURVEY} comment`,
      `${DANA.name} texts-read ${SURVEY} comment`,
    ]);
    expect(acts.filter((act) => act.includes("coding-settled"))).toHaveLength(2);
    expect(acts.filter((act) => act.includes("frame-changed"))).toHaveLength(4);
    expect(acts.join()).not.toMatch(/[0-9a-f]{32}|күттім/);
  });
});
