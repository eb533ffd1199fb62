/** A problem that citizens name goes its way: an agreement, an item with a due date, a fix, and a note that citizens read. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { definitionIn } from "../../server/publishing.ts";
import { type Pikir, ROOT, startPikir } from "../support/pikir.ts";
import type { Shown, Visitor } from "../support/visitor.ts";
import { digitsOf, enrolled, fetched, importAnswers, joined } from "./cast.ts";

const BACKLOG = "/admin/surveys/service-feedback/backlog";
const NOTES = "/admin/surveys/service-feedback/notes";

let pikir: Pikir;
let admin: Visitor;
let analyst: Visitor;

beforeAll(async () => {
  const shipped = (id: string) => definitionIn(`${ROOT}/db/surveys/${id}.yaml`);
  pikir = await startPikir({
    definitions: ["service-feedback", "egov-2024", "pest-experts"].map(shipped),
    now: "2026-11-27T08:00:00Z",
  });
  ({ visitor: admin } = await enrolled(pikir));
  analyst = await joined(pikir, { name: "Дана", password: "бес алты жеті сегіз" }, "analyst");
  await importAnswers(
    pikir,
    [
      [40, { obstacle: "technical-errors" }],
      [3, { obstacle: "legislation" }],
      [12, { obstacle: "other" }],
      [57, { obstacle: "bureaucracy" }],
    ],
    "service-feedback",
  );
});
afterAll(() => pikir.stop());

const tokenIn = ({ html }: Shown) => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
const post = async (who: Visitor, address: string, fields: Readonly<Record<string, string>>, from = BACKLOG) =>
  who.post(address, { token: tokenIn(await who.open(from)), ...fields });
const items = () => pikir.storage.backlog.of("service-feedback");

describe("the backlog", () => {
  test("begins empty, and says what to do next", async () => {
    const page = await admin.open(BACKLOG);
    expect(page.text).toContain("Nothing is in the backlog yet");
    expect(page.text).toContain("Before a problem is added, agree below");
    expect(page.body.querySelector("nav.parts [aria-current]")?.text).toBe("Backlog");
    expect((await admin.open("/admin/surveys/pest-experts/backlog")).text).toContain("This survey has no backlog");
    expect((await analyst.open(BACKLOG)).body.querySelectorAll("main form").length).toBe(0);
  });

  test("has an agreement in working days", async () => {
    const wrong = await post(admin, `${BACKLOG}/agreement`, {
      "days-technical-errors": "soon",
      "days-legislation": "60",
    });
    expect([wrong.status, wrong.body.querySelector("#days-technical-errors")?.getAttribute("value")]).toEqual([
      422,
      "soon",
    ]);
    await post(admin, `${BACKLOG}/agreement`, { "days-technical-errors": "10", "days-legislation": "300" });
    expect(await pikir.storage.backlog.agreement("service-feedback")).toEqual({
      "technical-errors": 10,
      legislation: 300,
    });
    expect((await post(analyst, `${BACKLOG}/agreement`, { "days-legislation": "1" }, "/admin/account")).status).toBe(
      403,
    );
  });

  test("takes an item once, with the due date of its agreement, and refuses one beyond the calendar", async () => {
    const wrong = await post(admin, BACKLOG, { category: "bureaucracy", service: "Паспорт", unit: "" });
    for (const message of ["no working days are agreed", "Name the service in one word", "Name the unit"])
      expect(wrong.text).toContain(message);
    const far = await post(admin, BACKLOG, { category: "legislation", service: "passport", unit: "Law" });
    expect(far.text).toContain("The due date would lie in 2028");
    expect(far.body.querySelector("#unit")?.getAttribute("value")).toBe("Law");
    const fields = { category: "technical-errors", service: "Passport", unit: "Digital services" };
    const made = await post(admin, BACKLOG, fields);
    expect(made.heading()).toBe("Technical errors: passport");
    // Ten working days after Friday 27 November.
    expect((await items()).map(({ dueOn, days, service }) => [dueOn, days, service])).toEqual([
      ["2026-12-11", 10, "passport"],
    ]);
    expect((await post(admin, BACKLOG, fields)).text).toContain("has this problem in the backlog already");
  });

  test("tells mentions of released responses, small ones hidden", async () => {
    expect((await admin.open(BACKLOG)).text).toContain("Named by 40 of 112 who answered the question (35.71%).");
    await post(admin, `${BACKLOG}/agreement`, { "days-technical-errors": "10", "days-legislation": "20" });
    await post(admin, BACKLOG, { category: "legislation", service: "licence", unit: "Law" });
    expect((await admin.open(BACKLOG)).text).toContain(
      "Named by few of 112 who answered the question; the number is hidden.",
    );
    expect((await fetched(pikir, admin, BACKLOG, "application/json")).body.indicators.time_to_fix.n).toBe(0);
  });

  test("follows a problem to its fix, each step decided on what was there", async () => {
    const [{ id = "" } = {}] = await items();
    const address = `${BACKLOG}/${id}`;
    const stale = tokenIn(await admin.open(address));
    await post(admin, address, { status: "in-progress", unit: "Digital services", seen: "1" });
    expect((await admin.post(address, { token: stale, status: "declined", unit: "X", seen: "1" })).text).toContain(
      "Somebody changed this problem meanwhile",
    );
    pikir.pass(20 * 86_400);
    ({ visitor: admin } = { visitor: await again() });
    await post(admin, address, { status: "fixed", unit: "Digital services", seen: "2" });
    expect(admin.shown().text).toContain("Late.");
    expect(admin.shown().text).toContain("There are not yet ten responses from the months before");
    const page = await admin.open(BACKLOG);
    // 27 November to 17 December, without weekends and 16 December; neither is in time, one of them overdue.
    expect(page.text).toContain("13 working days");
    expect(page.text).toContain("0 of the 1 problems that are fixed or overdue");
    expect(
      (await post(admin, `/admin/surveys/egov-2024/backlog/${id}`, { status: "declined", unit: "X", seen: "3" }))
        .status,
    ).toBe(404);
  });

  /** After twenty days nobody's session is there any more. */
  async function again(): Promise<Visitor> {
    const other = await joined(pikir, { name: "Салтанат", password: "он он бір он екі" }, "administrator");
    const page = await other.open("/admin/account/second-factor");
    await other.fill({ code: digitsOf(page, pikir.now()) });
    return other;
  }

  test("ends in a note that citizens read in their language, once it is published", async () => {
    const [{ id = "" } = {}] = await items();
    const wrong = await post(admin, NOTES, { act: "keep", note: "", item: id, "said-kk": "Жүйе істемейді" }, NOTES);
    expect([wrong.status, wrong.text.includes("Fill this in")]).toEqual([422, true]);
    expect(wrong.body.querySelector("#said-kk")?.text).toContain("Жүйе істемейді");
    const words = Object.fromEntries(
      ["kk", "ru", "en"].flatMap((code) => [
        [`said-${code}`, `${code} the site <script>alert(1)</script> fails`],
        [`done-${code}`, `${code} it no longer does`],
      ]),
    );
    expect((await post(admin, NOTES, { act: "keep", note: "", item: "f".repeat(16), ...words }, NOTES)).status).toBe(
      404,
    );
    await post(admin, NOTES, { act: "keep", note: "", item: id, ...words }, NOTES);
    const citizen = pikir.visitor();
    expect((await citizen.open("/s/service-feedback/done?lang=ru")).text).toContain("Пока ничего не опубликовано");
    const note = (await pikir.storage.notes.of("service-feedback"))[0]?.id ?? "";
    expect((await post(analyst, NOTES, { act: "publish", note }, "/admin/account")).status).not.toBe(200);
    await post(admin, NOTES, { act: "publish", note }, NOTES);
    const page = await citizen.open("/s/service-feedback/done");
    expect(page.text).toContain("ru it no longer does");
    expect(page.html).not.toContain("<script>alert");
    expect((await post(admin, NOTES, { act: "keep", note, item: id, ...words }, NOTES)).text).toContain(
      "This note is published",
    );
    await post(admin, NOTES, { act: "take-back", note }, NOTES);
    expect((await citizen.open("/s/service-feedback/done")).text).not.toContain("it no longer does");
    expect((await citizen.open("/s/nowhere/done")).status).toBe(404);
    expect((await post(admin, "/admin/surveys/egov-2024/notes", { act: "publish", note }, NOTES)).status).toBe(404);
  });

  test("is on record", async () => {
    const acts = (await pikir.storage.audit.page(["service-feedback"], undefined, 100)).map(({ act }) => act);
    for (const act of ["agreement-changed", "problem-added", "problem-changed", "note-published", "note-taken-back"])
      expect(acts).toContain(act);
  });
});
