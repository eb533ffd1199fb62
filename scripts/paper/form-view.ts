/** A survey as a form on paper: every text in one language, questions numbered, codes for typing in beside the boxes. */

import type { PublishedSurvey } from "../../server/records/survey.ts";
import { newestOf } from "../../server/records/survey.ts";
import type { Condition, Definition, Option, Page, Question, Text } from "../../server/survey/definition.ts";
import { conditionWords, goTo, type Numbered, numbered, type Wording } from "./conditions.ts";

interface Box {
  readonly label: string;
  readonly hint: string;
  readonly code: string;
  /** What follows from marking it: no other may be, or where to go on. */
  readonly then: string;
}

/** `survey`: its newest version is printed, for that is what an import answers. Every text must be there in the language. */
export function formView(survey: PublishedSurvey, wording: Wording) {
  const { definition, version } = newestOf(survey);
  const all = numbered(definition);
  const { language, translate } = wording;
  const own = definition.paper?.consent;
  return {
    lang: language,
    survey: survey.id,
    version: version.slice(0, 12),
    title: said(definition.title, language),
    summary: said(definition.summary, language),
    audience: said(definition.audience, language),
    minutes: definition.minutes,
    controller: said(definition.controller.name, language),
    differs: own ? "" : translate("paper.differs"),
    sections: (own ?? definition.consent).sections.map(({ heading, body }) => ({
      heading: said(heading, language),
      paragraphs: said(body, language).split("\n"),
    })),
    pages: definition.pages.map((page) => pageView(page, all, wording)),
    returns: returnLines(definition, language),
  };
}

function pageView(page: Page, all: readonly Numbered[], wording: Wording) {
  return {
    heading: said(page.title, wording.language),
    intro: said(page.intro, wording.language),
    optional: page.optional === true,
    only: onlyWords(page.when, all, wording),
    questions: all.filter((each) => each.page === page).map((each) => questionView(each, all, wording)),
  };
}

function questionView(at: Numbered, all: readonly Numbered[], wording: Wording) {
  const { question, number } = at;
  return {
    number,
    code: question.id,
    text: said(question.text, wording.language),
    hint: said(question.hint, wording.language),
    only: onlyWords(question.when, all, wording),
    isLong: "options" in question && question.options.length > MOST_IN_A_COLUMN,
    ...bodyOf(at, all, wording),
  };
}

/** A list of regions is two columns of names; a list of ten is read from top to bottom. */
const MOST_IN_A_COLUMN = 12;

/** Nothing of any kind, for the kinds that have it not. */
const NOTHING = { boxes: [], points: [], rows: [], isNumber: false, unit: "", lines: [] };

function bodyOf(at: Numbered, all: readonly Numbered[], wording: Wording) {
  const { question } = at;
  const { language, translate } = wording;
  switch (question.kind) {
    case "one":
      return {
        ...NOTHING,
        instruction: translate("paper.one"),
        boxes: question.options.map((option) => box(option, goToWords(at, option.id, all, wording), language)),
      };
    case "several":
      return {
        ...NOTHING,
        instruction: translate("paper.several"),
        boxes: question.options.map((option) => box(option, option.excludes ? translate("paper.alone") : "", language)),
      };
    case "scale":
      return {
        ...NOTHING,
        instruction: translate("paper.one"),
        boxes: pointsOf(question, language).map(({ point, label }): Box => {
          const then = goToWords(at, point, all, wording);
          return { label: label === "" ? String(point) : `${point} – ${label}`, hint: "", code: String(point), then };
        }),
      };
    case "grid":
      return {
        ...NOTHING,
        instruction: translate("paper.grid"),
        points: pointsOf(question, language),
        rows: question.rows.map((row) => ({
          label: said(row.label, language),
          hint: said(row.hint, language),
          code: `${question.id}.${row.id}`,
          points: pointsOf(question, language),
        })),
      };
    case "number": {
      const { min, max, whole, unit } = question;
      const instruction = translate(whole ? "paper.whole" : "paper.number", { min, max });
      return { ...NOTHING, instruction, isNumber: true, unit: said(unit, language) };
    }
    case "text": {
      const instruction = translate("paper.text", { max: question.max });
      return { ...NOTHING, instruction, lines: Array.from({ length: linesFor(question.max) }, (_none, at) => at) };
    }
  }
}

/** A line of handwriting over the page's width holds some 70 characters. */
function linesFor(max: number): number {
  return Math.min(8, Math.max(2, Math.ceil(max / 70)));
}

function box({ id, label, hint }: Option, then: string, language: string): Box {
  return { label: said(label, language), hint: said(hint, language), code: id, then };
}

function pointsOf({ from, to, labels }: Extract<Question, { kind: "scale" | "grid" }>, language: string) {
  return Array.from({ length: to - from + 1 }, (_none, at) => {
    const point = from + at;
    return { point, label: said(labels[String(point)], language) };
  });
}

function goToWords(at: Numbered, answer: string | number, all: readonly Numbered[], { translate }: Wording): string {
  const next = goTo(at, answer, all);
  if (next === undefined) return "";
  return next === "end" ? translate("paper.goToEnd") : translate("paper.goTo", { number: next });
}

function onlyWords(condition: Condition | undefined, all: readonly Numbered[], wording: Wording): string {
  if (condition === undefined) return "";
  return wording.translate("paper.only", { condition: conditionWords(condition, all, wording) });
}

function returnLines({ paper, controller }: Definition, language: string): readonly string[] {
  if (paper?.return) return said(paper.return, language).split("\n");
  const { name, address, email, phone = "" } = controller;
  return [said(name, language), said(address, language), email, phone].filter((line) => line !== "");
}

function said(text: Text | undefined, language: string): string {
  return text?.[language]?.trim() ?? "";
}
