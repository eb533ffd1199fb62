/** Words that leave: each read by an analyst, put before a second person as they would leave, in a file that leads to no record. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "../../server/records/staff.ts";
import type { PublishedSurvey } from "../../server/records/survey.ts";
import type { TextReview } from "../../server/records/text-review.ts";
import { releasesMadeHere } from "../../server/releasing/release-making.ts";
import { reviewsHash } from "../../server/releasing/words.ts";
import { shipped } from "../release/released.ts";
import { aDefinition } from "../support/definitions.ts";
import { type Pikir, ROOT, startPikir } from "../support/pikir.ts";
import type { Shown, Visitor } from "../support/visitor.ts";
import { type AIZHAN, digitsOf, enrolled, joined } from "./cast.ts";

const SURVEY = "service-feedback";
const feedback = shipped(SURVEY);
const COMMENT = `/admin/surveys/${SURVEY}/coding/comment`;
const RELEASES = `/admin/surveys/${SURVEY}/releases`;
const PLAN = "kind=internal&cleaning=none&labels=en&words-comment=1";
const OLD = "Words under a version that promised nothing";

let pikir: Pikir;
let admin: Visitor;
let dana: Visitor;
const withdrawal = randomBytes(32);

const response = (comment: string, version: string, outcome = "no") => ({
  ...{ version, language: "kk", channel: "web", month: "2024-10", duration: 60, flags: [], withdrawal: null },
  ...{ key: randomBytes(16), answers: { comment, outcome, obstacle: "bureaucracy" } },
});

const texts = Array.from({ length: 12 }, (_none, at) => `=queue number ${String.fromCharCode(97 + at)}  was\nlong`);

beforeAll(async () => {
  pikir = await startPikir({ definitions: [feedback] });
  ({ visitor: admin } = await enrolled(pikir));
  dana = await withFactor({ name: "Дана", password: "бес алты жеті сегіз" }, "analyst");
  const version = (await pikir.storage.surveys.all())[0]?.versions[0]?.version ?? "";
  const rows = [
    ...texts.map((text) => response(text, version)),
    response("Звоните Ивановой, 8 701 234 56 78", version, "yes"),
    response("Leave me out", version, "yes"),
    response(OLD, "other", "yes"),
    { ...response("I shall withdraw", version, "yes"), withdrawal: withdrawal.toString("hex") },
  ];
  await pikir.storage.responses.importAll(SURVEY, "a".repeat(64), rows);
});
afterAll(() => pikir.stop());

const tokenIn = ({ html }: Shown) => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
const markOf = ({ body }: Shown) => body.querySelector("form:has(fieldset) [name=mark]")?.getAttribute("value") ?? "";
const wordsOf = ({ body }: Shown) => body.querySelectorAll(".taking-out label");

describe("words for a release", () => {
  test("are read one by one, what looks like somebody ticked, and nothing else of their writer beside them", async () => {
    expect((await admin.open(`${COMMENT}/review`)).status).toBe(403);
    const seen: string[] = [];
    for (let page = await dana.open(`${COMMENT}/review`); markOf(page) !== ""; ) {
      const words = wordsOf(page);
      const text = words.map((word) => word.text.trim()).join(" ");
      const hide = words
        .filter((word) => word.querySelector("[checked]"))
        .map((word) => word.querySelector("input")?.getAttribute("value") ?? "");
      if (text.startsWith("Звоните")) {
        expect(
          words
            .filter((word) => word.querySelector("[checked]"))
            .map((word) => word.text.trim())
            .join(" "),
        ).toBe("Ивановой, 8 701 234 56 78");
        expect(page.text).toContain("phone number: 8 701 234 56 78");
      }
      for (const other of ["bureaucracy", "2024-10", "Unnecessary"])
        expect(page.body.querySelector("main")?.text).not.toContain(other);
      seen.push(text);
      const verdict = text === "Leave me out" ? "leave-out" : "release";
      page = await dana.post(`${COMMENT}/review`, { token: tokenIn(page), mark: markOf(page), verdict, hide });
      expect(seen.length).toBeLessThan(30);
    }
    expect(seen).toHaveLength(15);
    expect(seen).not.toContain(OLD);
    const stranger = { token: tokenIn(dana.shown()), mark: "f".repeat(64), verdict: "release" };
    await dana.post(`${COMMENT}/review`, stranger);
    const reviews = await pikir.storage.textReviews.of(SURVEY);
    expect(reviews).toHaveLength(15);
    expect(JSON.stringify(reviews)).not.toMatch(/queue|Звоните|8 701/);
  });

  test("are put before a second person as they would leave, and leave without a way to a record", async () => {
    const repair = await dana.open(`${RELEASES}/repair?${PLAN}`);
    const way = repair.body.querySelector("input[name=way]")?.getAttribute("value") ?? "";
    await dana.open(`${RELEASES}/confirm?${PLAN}&way=${way}`);
    expect(dana.shown().text).toContain("--words comment");
    await dana.fill();
    const listed = await admin.open(`${COMMENT}/reviewed`);
    expect(listed.text).toContain("14 texts may leave, 1 of them with words taken out; 1 are left out");
    expect(listed.text).toContain("Звоните […]");
    expect(listed.html).not.toMatch(/234|Leave me out|mark=/);

    // Somebody withdraws, and what was decided of their words is forgotten: the second person would confirm something else.
    const nothing = { survey: SURVEY, taken: [], left: [], withdrawnWaiting: 0, requests: [], released: [] };
    await pikir.storage.urn.release({ ...nothing, withdrawn: [withdrawal] });
    await pikir.app.tidy();
    await admin.open("/admin/proposals");
    expect(admin.shown().text).toContain("With the reviewed texts of: What would you mend?");
    await admin.fill({}, "confirmed");
    expect(admin.shown().text).toContain("The survey has changed since this was proposed");
    expect(await pikir.storage.releases.of(SURVEY)).toEqual([]);

    await admin.open("/admin/proposals");
    await admin.fill({}, "declined");
    await dana.open(`${RELEASES}/confirm?${PLAN}&way=${way}`);
    await dana.fill();
    await admin.open("/admin/proposals");
    const making = await admin.fill({}, "confirmed");
    await expect
      .poll(async () => (await admin.open(making.address)).address, { timeout: 120_000 })
      .toContain("-internal-");

    const [kept] = await pikir.storage.releases.of(SURVEY);
    const manifest = JSON.parse(kept?.json ?? "{}");
    expect(manifest.words).toEqual([
      { question: "comment", file: "words-comment.csv", released: 13, edited: 1, left_out: 1, unread: 0 },
    ]);
    const file = (name: string) => readFileSync(join(pikir.dataDir, "releases", manifest.id, name), "utf8");
    const words: { text: string }[] = parse(file("words-comment.csv"), { columns: true, bom: true });
    const expected = ["Звоните […]", ...texts.map((text) => `'${text.replace(/\s+/g, " ")}`)];
    expect(words.map(({ text }) => text).sort()).toEqual(expected.sort());
    expect(words.map(({ text }) => text)).not.toEqual(expected.sort());

    const data = file("data.csv");
    expect(data).not.toMatch(/queue|comment|Звоните|withdraw/);
    expect(parse(data, { columns: true, bom: true })).toHaveLength(15);
    for (const name of ["SHA256SUMS", "datapackage.json", "codebook.html", "codebook.xml", "release.json"])
      expect(file(name), name).toContain("words-comment.csv");
    expect(file("TERMS.txt")).toContain("Do not try to find out who wrote a text");
    expect((await dana.open(`${RELEASES}/${manifest.id}`)).text).toContain(
      "13 are in the file, 1 of them with words taken out",
    );
  });

  test("leave as they were read when somebody confirmed it, or not at all", async () => {
    const survey = (await pikir.storage.surveys.all()).find(({ id }) => id === SURVEY) as PublishedSurvey;
    const making = releasesMadeHere(pikir.storage, { dataDir: pikir.dataDir, root: ROOT });
    const reviews = await pikir.storage.textReviews.of(SURVEY);
    const plan = {
      kind: "internal",
      rule: { name: "none", excludes: [] },
      language: "en",
      recode: [],
      bom: true,
      words: ["comment"],
    } as const;
    const order = { ...plan, survey, reviewed: reviewsHash(reviews, plan.words) };
    const make = () => making.make(order, { margins: undefined, now: pikir.now() }, () => undefined);
    expect(await make()).not.toEqual({ refused: { kind: "words-changed", survey: SURVEY } });
    const review = reviews.find(({ verdict }) => verdict === "release") as TextReview;
    await pikir.storage.textReviews.keep(SURVEY, { ...review, verdict: "leave-out" });
    expect(await make()).toEqual({ refused: { kind: "words-changed", survey: SURVEY } });
    await pikir.storage.textReviews.keep(SURVEY, review);
  });

  test("of too few are in no release, nor those of a question that does not say so", async () => {
    for (const review of (await pikir.storage.textReviews.of(SURVEY)).slice(0, 5))
      await pikir.storage.textReviews.takeBack(SURVEY, review);
    const few = await dana.open(`${RELEASES}/risk?${PLAN}`);
    expect([few.status, few.text.includes("Fewer than 10 texts")]).toEqual([422, true]);
    const page = await dana.open(`${RELEASES}/new`);
    expect(page.body.querySelectorAll("input[name^=words-]").map((box) => box.getAttribute("name"))).toEqual([
      "words-comment",
    ]);
  });
});

test("of a question whose texts never leave, its pages say so and what would change it", async () => {
  const survey = { definition: aDefinition({ id: "tea" }), version: "c".repeat(64), simulated: false };
  await pikir.storage.surveys.publish({ ...survey, day: "2024-09-20" });
  const coding = "/admin/surveys/tea/coding/comment";
  for (const [who, part] of [
    [dana, "review"],
    [dana, "reviewed"],
    [admin, "reviewed"],
  ] as const) {
    const page = await who.open(`${coding}/${part}`);
    expect([page.status, page.text.includes("does not name it under “disclosure: words”")]).toEqual([200, true]);
    expect(page.html).not.toMatch(/href="[^"]*\/review"|<textarea/);
  }
  expect((await dana.open("/admin/surveys/tea/coding/nothing/review")).status).toBe(404);
});

test("a page whose words may leave says so to whoever writes", async () => {
  const citizen = pikir.visitor();
  await citizen.open(`/s/${SURVEY}?lang=en`);
  for (let at = 0; at < 6 && !citizen.shown().html.includes("<textarea"); at += 1) await citizen.fill();
  expect(citizen.shown().text).toContain("may later be published apart from your other answers");
});

async function withFactor(who: typeof AIZHAN, role: Role): Promise<Visitor> {
  const visitor = await joined(pikir, who, role);
  const page = await visitor.open("/admin/account/second-factor");
  await visitor.fill({ code: digitsOf(page, pikir.now()) });
  return visitor;
}
