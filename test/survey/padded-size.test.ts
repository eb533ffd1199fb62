import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FLAGS } from "../../server/records/flag.ts";
import { paddedSize, type Response } from "../../server/records/response.ts";
import { type Answers, answersFrom } from "../../server/survey/answer.ts";
import { type Definition, questionsOf } from "../../server/survey/definition.ts";
import { anyAnswers } from "../support/answers.ts";
import { everyKindDefinition, smallDefinition } from "../support/definitions.ts";

describe("every response of a survey is padded to one size", () => {
  test("in steps of 4 KiB", () => {
    for (const definition of [smallDefinition(), everyKindDefinition()]) expect(paddedSize(definition) % 4096).toBe(0);
  });

  test("into which any accepted answers fit with everything beside them", () => {
    const definition = everyKindDefinition();
    fc.assert(fc.property(anyAnswers(definition), (answers) => expectToFit(definition, answers)));
  });

  test.each(["ж", "€", "\u2028", '"', "\\", "\n", "\t", "🚌", "\u0080"])(
    "and the longest of all, written in %j",
    (letter) => {
      const definition = withLongText(smallDefinition());
      const questions = questionsOf(definition);
      const typed = `x${letter.repeat(5000)}`.slice(0, 4999).replace(/[\ud800-\udbff]$/, "");
      const { answers, faults } = answersFrom(questions, {
        "drinks-tea": ["yes"],
        "taken-with": ["milk", "sugar", "lemon"],
        strength: ["5"],
        cups: ["40"],
        comment: [`${typed}x`],
      });
      expect(faults).toEqual([]);
      expectToFit(definition, answers);
    },
  );
});

function expectToFit(definition: Definition, answers: Answers): void {
  const largest: Response = {
    version: "f".repeat(64),
    language: "kaz",
    channel: "web",
    month: "2024-10",
    duration: 86_400,
    flags: FLAGS,
    answers,
    withdrawal: "f".repeat(64),
  };
  expect(Buffer.byteLength(JSON.stringify(largest))).toBeLessThan(paddedSize(definition));
}

function withLongText(definition: Definition): Definition {
  const pages = definition.pages.map((page) => ({
    ...page,
    questions: page.questions.map((question) => (question.kind === "text" ? { ...question, max: 5000 } : question)),
  }));
  return { ...definition, pages };
}
