/** Releases in the staff's area: four steps, and files. */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fieldsOf, planIn } from "../../server/admin/releases/plan.ts";
import type { ResultFigures } from "../../server/records/results.ts";
import type { Role } from "../../server/records/staff.ts";
import { versionOf } from "../../server/survey/version.ts";
import { responsesTo, shipped } from "../release/released.ts";
import { aDefinition } from "../support/definitions.ts";
import { type Pikir, ROOT, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";
import { type AIZHAN, digitsOf, enrolled, fetched, joined } from "./cast.ts";

const egov = shipped("egov-2024");
const BASE = "/admin/surveys/egov-2024/releases";
const PLAN = "kind=public&cleaning=study&labels=ru&data.sav=1&bom=1";
const OVER = { ...aDefinition({ id: "over" }), closes: "2024-01-31" };

let pikir: Pikir;
let aizhan: Visitor;
beforeAll(async () => {
  pikir = await startPikir({ definitions: [egov, shipped("pest-experts"), shipped("service-feedback"), OVER] });
  const rows = [...responsesTo(egov, 120)].map((response) => ({ ...response, key: randomBytes(16) }));
  await pikir.storage.responses.importAll("egov-2024", "a".repeat(64), rows);
  aizhan = (await enrolled(pikir)).visitor;
});
afterAll(() => pikir.stop());

describe("the four steps", () => {
  test("begin with what it is to be, and carry it on in the address", async () => {
    expect((await aizhan.open(BASE)).text).toContain("There is no release of this survey yet");
    const what = await aizhan.open(`${BASE}/new`);
    expect(what.text).toContain("Scientific use file");
    expect(what.body.querySelectorAll("input[type=checkbox][checked]")).toHaveLength(6);
    const again = await aizhan.open(`${BASE}/new?${PLAN}`);
    expect(again.body.querySelector("#kind-public")?.hasAttribute("checked")).toBe(true);
    expect(again.body.querySelectorAll("input[type=checkbox][checked]")).toHaveLength(2);
  });

  test.each([
    "",
    "kind=secret&cleaning=study&labels=kk",
    "kind=public&cleaning=mine&labels=kk",
    "kind=public&cleaning=study&labels=de",
    `${PLAN}&way=region`,
  ])("lead back to the first from %s", async (query) => {
    expect((await aizhan.open(`${BASE}/risk?${query}`)).address).toBe(`${BASE}/new`);
  });

  test("show the risk, each measure as answered and repaired", async () => {
    const risk = await aizhan.open(`${BASE}/risk?${PLAN}`);
    const cells = risk.body
      .querySelectorAll("tbody tr")
      .map((row) => row.querySelectorAll("th, td").map((cell) => cell.text));
    expect(cells[0]).toEqual(["Records (n)", "120", "120"]);
    expect(Number(cells[3]?.[1])).toBeLessThan(10);
    expect(Number(cells[3]?.[2])).toBeGreaterThanOrEqual(10);
    expect(cells[4]?.[2]).toBe("0 (0%)");
    // The language of the page changes, the plan stays.
    const links = risk.body.querySelectorAll(".languages a").map((link) => link.getAttribute("href") ?? "");
    expect(links.some((link) => link.includes("kind=public") && link.includes("lang=kk"))).toBe(true);
  });

  test("offer ways with their price, and one's own", async () => {
    const plan = PLAN.replace("public", "scientific");
    const repair = await aizhan.open(`${BASE}/repair?${plan}`);
    const ways = repair.body.querySelectorAll("input[name=way]");
    expect(ways.length).toBeGreaterThan(1);
    expect(ways.some((way) => way.hasAttribute("checked"))).toBe(false);
    expect(repair.text).toMatch(
      /\d% of the information in these questions is lost; values are withheld in \d+ records? of 120/,
    );
    const levels = repair.body.querySelectorAll("select[name^=level-]").map((select) => select.getAttribute("name"));
    const own = await aizhan.open(`${BASE}/repair?${plan}&${levels.map((name) => `${name}=left-out`).join("&")}`);
    expect(own.text).toContain("Your own choice.");
    expect(own.body.querySelector("input[name=way][checked]")?.getAttribute("value")).toMatch(/^region:left-out,/);
  });

  test("end with all of it once more", async () => {
    const repair = await aizhan.open(`${BASE}/repair?${PLAN}`);
    const way = repair.body.querySelector("input[name=way]")?.getAttribute("value") ?? "";
    const confirm = await aizhan.open(`${BASE}/confirm?${PLAN}&way=${way}`);
    expect(confirm.status).toBe(200);
    expect(confirm.text).toContain("Public use file");
    expect(confirm.text).toContain("CSV, SPSS (.sav)");
    expect(confirm.text).toContain(
      "npm run release -- egov-2024 --kind public --lang ru --cleaning study --recode region=macro-regions",
    );
  });

  test("put it before a second person, who is shown exactly that and has it made", async () => {
    const dana = await withFactor({ name: "Дана Ахметова", password: "five long words put together" }, "analyst");
    const botagoz = await withFactor({ name: "Ботагөз Ермекова", password: "бес ұзын сөз бірге тұр" }, "administrator");
    const repair = await dana.open(`${BASE}/repair?${PLAN}`);
    const way = repair.body.querySelector("input[name=way]")?.getAttribute("value") ?? "";
    await dana.open(`${BASE}/confirm?${PLAN}&way=${way}`);
    const list = await dana.fill();
    expect([list.address, list.text.includes("waits for a second person")]).toEqual([BASE, true]);
    expect(await pikir.storage.releases.of("egov-2024")).toEqual([]);
    // Whoever proposed it may take it back, and confirms nothing.
    expect((await dana.open("/admin/proposals")).text).not.toContain("Confirm and do it now");

    const page = await botagoz.open("/admin/proposals");
    expect(page.text).toContain("Release data of egov-2024: Public use file");
    expect(page.text).toContain("Labels: Русский");
    expect(page.text).toContain("joined (macro-regions)");
    const link = page.body.querySelectorAll("main a").find((each) => each.text.startsWith("Risk, repair"));
    expect((await botagoz.open(link?.getAttribute("href") ?? "")).heading()).toBe("Confirm");
    await botagoz.open("/admin/proposals");
    const making = await botagoz.fill({}, "confirmed");
    expect(making.headers.refresh ?? "").toMatch(/^\d*$/);
    await expect
      .poll(async () => (await botagoz.open(making.address)).address, { timeout: 120_000 })
      .toContain("-public-");
    const [kept] = await pikir.storage.releases.of("egov-2024");
    const { disclosure } = JSON.parse(kept?.json ?? "{}");
    expect(
      Object.entries(disclosure.chosen.levels)
        .map(([key, level]) => `${key}:${level}`)
        .join(","),
    ).toBe(way);
    const [act] = await pikir.storage.proposals.list(1, 0);
    expect([act?.proposedBy, act?.decision?.outcome, act?.result?.fault]).toEqual(["Дана Ахметова", "confirmed", null]);
    const noted = await pikir.storage.audit.page(["egov-2024"], undefined, 3);
    expect(noted.map(({ who, act: what }) => [who, what])).toEqual([
      ["Ботагөз Ермекова", "released"],
      ["Ботагөз Ермекова", "confirmed"],
      ["Дана Ахметова", "proposed"],
    ]);

    const again = await dana.open(`${BASE}/confirm?${PLAN}&way=${way}`);
    expect(again.text).toContain("The same release has been made before");
    expect(again.body.querySelector("main form[method=post]")).toBeNull();
  });

  test("offer the versions where there are several, and all go in unless one is left out", async () => {
    const next = { ...OVER, minutes: OVER.minutes + 1 };
    expect((await aizhan.open("/admin/surveys/over/releases/new")).html).not.toContain("version-");
    await pikir.storage.surveys.publish({
      definition: next,
      version: versionOf(next),
      simulated: false,
      day: "2024-09-20",
    });
    const what = await aizhan.open("/admin/surveys/over/releases/new");
    const field = `version-${versionOf(next).slice(0, 12)}`;
    expect(what.body.querySelectorAll("input[name^=version-][checked]")).toHaveLength(2);
    const one = await aizhan.open(`/admin/surveys/over/releases/new?${PLAN.replace("=ru", "=en")}&${field}=1`);
    expect(one.body.querySelectorAll("input[name^=version-][checked]").map((box) => box.getAttribute("name"))).toEqual([
      field,
    ]);
    const [survey] = (await pikir.storage.surveys.all()).filter(({ id }) => id === "over");
    const fields = { kind: "public", cleaning: "study", labels: "en", [field]: "1" };
    const plan = survey && planIn(fields, survey);
    expect([plan?.versions, plan && fieldsOf(plan)[field]]).toEqual([[versionOf(next)], "1"]);
  });

  test("say why there can be none", async () => {
    const feedback = await aizhan.open(`/admin/surveys/service-feedback/releases/risk?${PLAN}`);
    expect([feedback.status, feedback.text.includes("Wait until some are released")]).toEqual([422, true]);
    const panel = await aizhan.open("/admin/surveys/pest-experts/releases/risk?kind=public&cleaning=study&labels=en");
    expect([panel.status, panel.text.includes("no data")]).toEqual([422, true]);
    const unknown = await aizhan.open(`${BASE}/confirm?${PLAN}&way=region:halves`);
    expect([unknown.status, unknown.text.includes("Begin again")]).toEqual([422, true]);
  });
});

describe("a release that was made", () => {
  let id = "";
  beforeAll(async () => {
    id = (await pikir.storage.releases.of("egov-2024"))[0]?.id ?? "";
  });

  test("is listed, with its citation and files, each with its hash", async () => {
    expect((await aizhan.open(BASE)).text).toContain(id);
    const one = await aizhan.open(`${BASE}/${id}`);
    const names = one.body.querySelectorAll(".files-list a").map((link) => link.text);
    expect(names).toContain("SHA256SUMS");
    expect(names).toContain("data.sav");
    expect(names).not.toContain("data.dta");
    expect(names).not.toContain("members");
    expect(one.text).toMatch(/How to cite it[\s\S]*egov-2024-public-/);
    for (const name of names) {
      const { body } = await fetched(pikir, aizhan, `${BASE}/${id}/files/${name}`).buffer(true).parse(bytes);
      const sum = createHash("sha256").update(body).digest("hex");
      expect(one.html, name).toContain(sum);
    }
  });

  test("is downloaded in ranges, with an ETag, on the record", async () => {
    const whole = await fetched(pikir, aizhan, `${BASE}/${id}/files/data.csv`).buffer(true).parse(bytes);
    const etag = whole.headers.etag ?? "";
    expect(etag).toBe(`"${createHash("sha256").update(whole.body).digest("hex")}"`);
    expect(whole.headers["content-disposition"]).toBe("attachment; filename=data.csv");
    const part = await fetched(pikir, aizhan, `${BASE}/${id}/files/data.csv`)
      .set("Range", "bytes=5-14")
      .buffer(true)
      .parse(bytes);
    expect([part.status, part.headers["content-range"]]).toEqual([206, `bytes 5-14/${whole.body.length}`]);
    expect(part.body.equals(whole.body.subarray(5, 15))).toBe(true);
    expect((await fetched(pikir, aizhan, `${BASE}/${id}/files/data.csv`).set("If-None-Match", etag)).status).toBe(304);
    expect((await fetched(pikir, aizhan, `${BASE}/${id}/files/data.csv`).set("Range", "bytes=999999999-")).status).toBe(
      416,
    );
    const [entry] = await pikir.storage.audit.page(["downloaded", `${id}/data.csv`], undefined, 1);
    expect(entry?.about).toBe(`${id}/data.csv`);
  });

  test.each(["members", "..%2Fpikir.db", "%2E%2E/%2E%2E/pikir.db", "constructor", "data.dta"])(
    "has no file %s",
    async (name) => {
      expect((await fetched(pikir, aizhan, `${BASE}/${id}/files/${name}`)).status).toBe(404);
    },
  );

  test("is of its own survey, and of staff's eyes", async () => {
    const elsewhere = `/admin/surveys/service-feedback/releases/${id}`;
    expect((await fetched(pikir, aizhan, elsewhere)).status).toBe(404);
    expect((await fetched(pikir, aizhan, `${elsewhere}/files/data.csv`)).status).toBe(404);
    const stranger = await request(pikir.app.express).get(`${BASE}/${id}/files/data.csv`);
    expect([stranger.status, stranger.headers.location]).toEqual([303, "/admin/sign-in"]);
  });

  test("becomes the survey's page of results once two agree, with its files as open data", async () => {
    const page = () => pikir.visitor().open("/s/egov-2024/results?lang=en");
    expect((await page()).status).toBe(404);
    await aizhan.open(`${BASE}/${id}`);
    const proposals = await aizhan.fill();
    expect(proposals.text).toContain("Publish results of egov-2024");
    expect(proposals.text).toContain(`The figures of ${id} (120 records)`);
    expect((await page()).status).toBe(404);
    const dana = await withFactor(
      { name: "Дархан Оспанов", password: "five long words put together" },
      "administrator",
    );
    await dana.open("/admin/proposals");
    await dana.fill({}, "confirmed");

    const results = await page();
    expect([results.status, results.heading()]).toEqual([200, "Results: Public services online: your opinion"]);
    expect(results.text).toContain("Whoever wanted to took part");
    const [caption] = results.body.querySelectorAll("caption");
    expect(caption?.text).toMatch(
      /^What gets in your way most.* Of \d+ people who answered; weighted, they are worth \d+ equal answers$/,
    );
    const shown = results.body
      .querySelectorAll("tbody tr")
      .map((row) => Number(row.querySelectorAll("td").at(-1)?.text ?? "0"));
    expect(shown.filter((count) => count > 0 && count < 10)).toEqual([]);
    expect(results.text).toContain("too few to show");
    const figures = JSON.parse(
      readFileSync(join(pikir.dataDir, "releases", id, "results.json"), "utf8"),
    ) as ResultFigures;
    expect(
      figures.questions.flatMap(({ answers }) => answers).filter(({ count, weighted }) => count === null && weighted),
    ).toEqual([]);
    const picture = results.body.querySelector('meta[property="og:image"]')?.getAttribute("content");
    expect(picture).toBe("http://127.0.0.1:3000/s/egov-2024/results/preview.png?lang=en&1");

    for (const language of ["kk", "ru", "en"]) {
      const { html } = await pikir.visitor().open(`/s/egov-2024/results?lang=${language}`);
      const stylesheet = gzipSync(readFileSync(join(ROOT, "static", "pikir.css"))).length;
      expect(gzipSync(html).length + stylesheet, language).toBeLessThan(14 * 1024);
    }

    const open = request(pikir.app.express);
    const image = await open.get("/s/egov-2024/results/preview.png").buffer(true).parse(bytes);
    expect([image.headers["content-type"], image.body.readUInt32BE(16), image.body.readUInt32BE(20)]).toEqual([
      "image/png",
      1200,
      630,
    ]);
    const pictures = await Promise.all(
      ["kk", "ru", "en"].map(async (language) => {
        const { body } = await open.get(`/s/egov-2024/results/preview.png?lang=${language}`).buffer(true).parse(bytes);
        return createHash("sha256").update(body).digest("hex");
      }),
    );
    expect(new Set(pictures).size).toBe(3);
    const data = await open.get("/s/egov-2024/results/data/data.csv").buffer(true).parse(bytes);
    expect(data.headers.etag).toBe(`"${createHash("sha256").update(data.body).digest("hex")}"`);
    const range = await open.get("/s/egov-2024/results/data/data.csv").set("Range", "bytes=0-9");
    expect(range.status).toBe(206);
    for (const other of ["members", "data.dta", "__proto__", "..%2F..%2Fpikir.db"])
      expect((await open.get(`/s/egov-2024/results/data/${other}`)).status, other).toBe(404);
    const early = await pikir.visitor().open("/s/service-feedback/results?lang=en");
    expect([early.status, early.text.includes("not published yet")]).toEqual([404, true]);
    const none = await pikir.visitor().open("/s/nowhere/results?lang=en");
    expect([none.status, none.text.includes("not published yet")]).toEqual([404, false]);
    expect((await open.get("/s/service-feedback/results/preview.png")).status).toBe(404);
    const start = await pikir.visitor().open("/s/egov-2024?lang=en");
    expect(start.body.querySelector('main a[href="/s/egov-2024/results"]')?.text).toBe("See first results");
    expect((await pikir.visitor().open("/s/service-feedback?lang=en")).html).not.toContain("/results");
    const over = async () => (await pikir.visitor().open("/s/over?lang=en")).body.querySelector("main a")?.attributes;
    expect(await over()).toMatchObject({ href: "/" });
    await pikir.storage.results.publish("over", "{}", Buffer.from([1]));
    pikir.pass(5);
    expect(await over()).toMatchObject({ href: "/s/over/results" });
    const [noted] = await pikir.storage.audit.page(["results-published"], undefined, 1);
    expect([noted?.who, noted?.about.startsWith("publish-results egov-2024")]).toEqual(["Дархан Оспанов", true]);
  });

  test("is not handed out once its file has changed", async () => {
    const path = join(pikir.dataDir, "releases", id, "TERMS.txt");
    const before = readFileSync(path);
    writeFileSync(path, "Do as you like.");
    const answer = await fetched(pikir, aizhan, `${BASE}/${id}/files/TERMS.txt`);
    expect(answer.status).toBe(503);
    writeFileSync(path, before);
    expect((await fetched(pikir, aizhan, `${BASE}/${id}/files/TERMS.txt`)).status).toBe(200);
  });
});

async function withFactor(who: typeof AIZHAN, role: Role): Promise<Visitor> {
  const visitor = await joined(pikir, who, role);
  const page = await visitor.open("/admin/account/second-factor");
  await visitor.fill({ code: digitsOf(page, pikir.now()) });
  return visitor;
}

/** Superagent types what it hands to a parser as its own response; it is the stream. */
function bytes(response: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const pieces: Buffer[] = [];
  const stream = response as NodeJS.ReadableStream;
  stream.on("data", (piece: Buffer) => pieces.push(piece));
  stream.on("end", () => done(null, Buffer.concat(pieces)));
}
