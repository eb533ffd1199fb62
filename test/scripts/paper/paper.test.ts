import { randomBytes, randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "node-html-parser";
import { beforeAll, describe, expect, test } from "vitest";
import { importFile } from "../../../scripts/import/import-file.ts";
import { conditionWords, goTo, numbered } from "../../../scripts/paper/conditions.ts";
import { entryColumns, entryFile, exampleRow } from "../../../scripts/paper/entry.ts";
import { formView } from "../../../scripts/paper/form-view.ts";
import { openPress, type Press } from "../../../scripts/printing.ts";
import { definitionIn } from "../../../server/publishing.ts";
import { STUDY } from "../../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../../server/reports/report.ts";
import { fieldNames } from "../../../server/survey/answer.ts";
import { type Condition, type Definition, questionsOf } from "../../../server/survey/definition.ts";
import { versionOf } from "../../../server/survey/version.ts";
import { folderOfTest } from "../../storage/folder.ts";
import { aDefinition, everyKindDefinition } from "../../support/definitions.ts";
import { ROOT } from "../../support/pikir.ts";

const NOW = new Date("2024-10-05T08:00:00Z");
const NATIONAL = definitionIn(join(ROOT, "db", "surveys", "egov-2024.yaml"));

let press: Press;
beforeAll(async () => {
  press = await openPress(ROOT);
});

const published = (definition: Definition) => ({
  id: definition.id,
  simulated: false,
  versions: [{ version: versionOf(definition), definition, publishedOn: "2024-09-01" }],
});

function printed(definition: Definition, language: string) {
  const view = formView(published(definition), { language, translate: press.languages.translator(language) });
  return { view, html: press.page("form", view, language, `${definition.id} · ${language}`) };
}

describe("a form on paper", () => {
  test.each(["kk", "ru", "en"])(
    "of every kind of question in %s has every text, a number, and every code beside its box",
    (language) => {
      const definition = everyKindDefinition();
      const { html } = printed(definition, language);
      const body = parse(html);
      const text = body.structuredText;
      const codes = body.querySelectorAll("code").map((code) => code.text);
      for (const question of questionsOf(definition)) {
        expect(text).toContain(question.text[language]);
        for (const field of fieldNames(question)) expect(codes).toContain(field);
        if ("options" in question)
          for (const option of question.options) expect(text).toContain(option.label[language]);
      }
      expect(body.querySelectorAll(".number").map((number) => number.text)).toEqual([
        "1.",
        "2.",
        "3.",
        "4.",
        "5.",
        "6.",
        "7.",
      ]);
      const grid = body.querySelector("table");
      expect(grid?.querySelectorAll("tbody tr").length).toBe(3);
      expect(grid?.querySelectorAll("tbody .box").length).toBe(18);
      expect(body.querySelectorAll(".line").length).toBe(5);
      expect(body.querySelectorAll(".blank").length).toBe(2);
      expect(body.querySelector("html")?.getAttribute("lang")).toBe(language);
    },
  );

  test("stands alone: its styles are inside, it loads nothing, and says at its foot what it is", () => {
    const { html } = printed(NATIONAL, "kk");
    expect(html).toContain('@bottom-left { content: "egov-2024 · kk"; }');
    expect(html).not.toMatch(/<link|<script|src=|url\(|https?:/);
  });

  test("asks for consent before the first question, in the survey's own words for paper", () => {
    const { html } = printed(NATIONAL, "en");
    const [before = ""] = html.split('<span class="number">1.');
    expect(before).toContain("I have read this and agree to take part.");
    expect(before).toContain("A form on paper bears no name, no number and no code.");
    expect(before).not.toContain("What is different on paper");
  });

  test("of a survey without words for paper says first what differs, and is handed in to the controller", () => {
    const { html, view } = printed(everyKindDefinition(), "ru");
    expect(html.indexOf("Что на бумаге по-другому")).toBeLessThan(html.indexOf("О чём спрашивают"));
    expect(view.returns).toEqual(["Институт чая", "Алматы, пр. Абая, 1", "tea@example.kz", "+7 727 000 00 00"]);
  });

  test("leads from an answer past the questions that it rules out, and says before a question when to answer it", () => {
    const words = (html: string) => parse(html).querySelector("body")?.structuredText.replace(/\s+/g, " ") ?? "";
    const text = words(printed(everyKindDefinition(), "en").html);
    expect(text).toContain("Answer only if question 1 is answered.");
    expect(text).toContain("Answer only if at question 1 “I do not” or “Other” is not marked.");
    expect(text).toContain("Answer only if the number at question 5 is from 1 to 999.5.");
    expect(text).toContain(
      "Answer only if (at question 2 “Late” is marked and the number at question 3 is 2 or less), question 4 is answered or the number at question 6 is 1 or more.",
    );
    const tea = words(printed(aDefinition(), "kk").html);
    expect(tea).toContain("Жоқ no→ 4-сұраққа өтіңіз");
    expect(tea).toContain("Мына жағдайда ғана жауап беріңіз: 1-сұрақта «Иә» белгіленсе.");
  });
});

describe("go to", () => {
  const definition = aDefinition();
  const all = numbered(definition);
  const first = all[0];
  test("is the next question that the answer does not rule out; nothing where that follows anyway", () => {
    expect(first && goTo(first, "no", all)).toBe(4);
    expect(first && goTo(first, "yes", all)).toBeUndefined();
  });

  test("is the end where all that follows is ruled out", () => {
    const pages = definition.pages.slice(0, 2);
    const short = numbered({ ...definition, pages });
    expect(short[0] && goTo(short[0], "no", short)).toBe("end");
  });

  test("stays silent where another answer decides, too", () => {
    const when: Condition = {
      any: [
        { question: "drinks-tea", is: "yes" },
        { question: "cups", min: 1 },
      ],
    };
    const pages = definition.pages.map((page) => (page.id === "habits" ? { ...page, when } : page));
    const mixed = numbered({ ...definition, pages });
    expect(mixed[0] && goTo(mixed[0], "no", mixed)).toBeUndefined();
  });

  test("a condition has words in every form and language", () => {
    const every = numbered(everyKindDefinition());
    const conditions: readonly Condition[] = [
      { question: "transport", is: "bus" },
      { question: "transport", answered: true },
      { question: "fare", min: 1 },
      { question: "fare", max: 9 },
      { not: { question: "transport", answered: true } },
      {
        not: {
          all: [
            { question: "transport", is: ["bus", "car"] },
            { question: "fare", min: 1, max: 2 },
          ],
        },
      },
    ];
    for (const language of press.languages.codes) {
      const wording = { language, translate: press.languages.translator(language) };
      const said = conditions.map((condition) => conditionWords(condition, every, wording));
      expect(new Set(said).size).toBe(conditions.length);
      expect(said.join()).not.toMatch(/undefined|\{\{/);
    }
  });
});

function optionsOf(report: Report, id: string): Readonly<Record<string, { readonly count: number }>> {
  const question = report.questions[id];
  return question && "options" in question ? question.options : {};
}

/** A published survey, and somebody who types answers in. */
async function desk(definition: Definition) {
  const folder = folderOfTest();
  const storage = await folder.open();
  const version = versionOf(definition);
  await storage.surveys.publish({ definition, version, simulated: false, day: "2024-09-01" });
  const random = { bytes: randomBytes, integer: randomInt };
  let files = 0;
  return {
    type: (content: string) => {
      const file = join(folder.path, `paper-${files++}.csv`);
      writeFileSync(file, content);
      return importFile(
        { survey: definition.id, file, channel: "paper" },
        { storage, now: NOW, random, show: () => {} },
      );
    },
    report: async () => {
      const [survey] = await storage.surveys.all();
      if (!survey) throw new Error("nothing is published");
      return reportOn(storage, survey, { rule: STUDY, now: NOW });
    },
    responses: async () => {
      const found = [];
      for await (const response of storage.responses.each(definition.id)) found.push(response);
      return found;
    },
  };
}

describe("answers on paper", () => {
  test.each([
    ["the national survey", NATIONAL],
    ["every kind of question", everyKindDefinition()],
  ])("of %s, typed in by the codes, are imported and counted in the report", async (_name, definition) => {
    const { type, report, responses } = await desk(definition);
    const example = exampleRow(definition, "kk", "2024-10-05");
    const blank = { language: "ru", sent_on: "2024-09-30" };
    expect(await type(entryFile(definition, [example, example, blank]))).toBe(3);
    const made = await report();
    expect([made.funnel.imported, made.funnel.valid, made.funnel.sent]).toEqual([3, 3, 0]);
    const [first] = questionsOf(definition);
    const counted = Object.values(optionsOf(made, first?.id ?? "")).map(({ count }) => count);
    expect([counted[0], counted.slice(1).every((count) => count === 0)]).toEqual([2, true]);
    const kept = (await responses()).map(({ channel, month, duration, language }) =>
      [channel, month, duration, language].join(),
    );
    expect(kept.sort()).toEqual(["paper,2024-09,,ru", "paper,2024-10,,kk", "paper,2024-10,,kk"]);
  });

  test("an empty table is told to be empty, and its columns are those of the import", async () => {
    const definition = everyKindDefinition();
    const { type } = await desk(definition);
    await expect(type(entryFile(definition, []))).rejects.toThrow(/nothing was imported/);
    expect(entryColumns(definition)).toEqual([
      ...["transport", "problems", "timeliness", "impact.funding", "impact.rules", "impact.people"],
      ...["fare", "children", "advice", "language", "sent_on"],
    ]);
  });

  test("whatever is written in words comes back as it was written", async () => {
    const definition = aDefinition();
    const { type, responses } = await desk(definition);
    const texts: string[] = [];
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }), { minLength: 1, maxLength: 8 }),
        async (given) => {
          run += 1;
          const rows = given
            .map((text) => text.replace(/[\r\0]/g, "").trim())
            .filter((text) => text !== "")
            .map((comment) => ({ comment, language: "en", sent_on: "2024-10-01", cups: String(run % 40) }));
          if (rows.length === 0) return;
          // An answer is kept in the composed form of its letters, like one from the web.
          texts.push(...rows.map(({ comment }) => comment.normalize("NFC")));
          await type(entryFile(definition, rows));
        },
      ),
      { numRuns: 20 },
    );
    const kept = (await responses()).flatMap(({ answers }) =>
      typeof answers["comment"] === "string" ? [answers["comment"]] : [],
    );
    expect(kept.sort()).toEqual([...texts].sort());
  });
});
