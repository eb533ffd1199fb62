import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Answer, answersFrom, type Fields, fieldNames, fieldsOf } from "../../server/survey/answer.ts";
import { type Question, questionsOf } from "../../server/survey/definition.ts";
import { goodFields } from "../support/answers.ts";
import { everyKindDefinition, questionNamed, smallDefinition } from "../support/definitions.ts";

const everyKind = everyKindDefinition();
const all = questionsOf(everyKind);

describe("one answer", () => {
  const transport = questionNamed(everyKind, "transport");

  test("is an option's id", () => expectAnswer(transport, ["bus"], "bus"));
  test("may be left out", () => expectNothing(transport));
  test("is an option that exists", () => expectFault(transport, ["rocket"], "unknown-option"));
  test("is no name that every object knows", () => expectFault(transport, ["constructor"], "unknown-option"));
  test("is given once, even the same", () => expectFault(transport, ["bus", "bus"], "repeated"));
});

describe("several answers", () => {
  const problems = questionNamed(everyKind, "problems");

  test("come in the definition's order, each once", () =>
    expectAnswer(problems, ["dear", "late", "dear"], ["late", "dear"]));
  test("may be left out", () => expectNothing(problems));
  test("are options that exist, all of them", () => expectFault(problems, ["late", "early"], "unknown-option"));
  test("may be the one that excludes the others", () => expectAnswer(problems, ["nothing"], ["nothing"]));
  test("are not others beside that one", () => expectFault(problems, ["late", "nothing"], "excludes-others"));
});

describe("a point on a scale", () => {
  const timeliness = questionNamed(everyKind, "timeliness");

  test.each(["1", "3", "5"])("is a number: %s", (point) => expectAnswer(timeliness, [point], Number(point)));
  test("may be left out", () => expectNothing(timeliness));
  test.each(["0", "6", "2.5", "2,5", "two", "1e0", "0x1", "99999999", "--1"])("lies on it: not %s", (point) =>
    expectFault(timeliness, [point], "unknown-option"),
  );
  test("is given once", () => expectFault(timeliness, ["1", "2"], "repeated"));
});

describe("a grid", () => {
  const impact = questionNamed(everyKind, "impact");

  test("has a field for each row", () => {
    expect(fieldNames(impact)).toEqual(["impact.funding", "impact.rules", "impact.people"]);
  });

  test("keeps the rows that were answered, and 0 is an answer", () => {
    const { answers, faults } = answersFrom([impact], {
      "impact.funding": ["0"],
      "impact.people": ["5"],
      "impact.rules": [""],
    });
    expect(answers).toEqual({ impact: { funding: 0, people: 5 } });
    expect(faults).toEqual([]);
  });

  test("without any row is no answer", () =>
    expect(answersFrom([impact], { "impact.rules": [" "] })).toEqual({ answers: {}, faults: [] }));

  test("names the row that is wrong and keeps the others", () => {
    const { answers, faults } = answersFrom([impact], { "impact.funding": ["6"], "impact.people": ["5"] });
    expect(faults).toEqual([{ field: "impact.funding", reason: "unknown-option" }]);
    expect(answers).toEqual({ impact: { people: 5 } });
  });

  test("has no field of its own and no other rows", () => {
    const { faults } = answersFrom([impact], { impact: ["1"], "impact.weather": ["1"] });
    expect(faults.map(({ field, reason }) => [field, reason])).toEqual([
      ["impact", "unknown-field"],
      ["impact.weather", "unknown-field"],
    ]);
  });

  test("takes -0 for 0, as a database does", () => {
    expect(answersFrom([impact], { "impact.funding": ["-0"] }).answers).toEqual({ impact: { funding: 0 } });
  });
});

describe("a number", () => {
  const children = questionNamed(everyKind, "children");
  const fare = questionNamed(everyKind, "fare");

  test.each([
    ["7", 7],
    [" 12 ", 12],
    ["+3", 3],
    ["-0", 0],
    ["007", 7],
  ])("whole: %j is %d", (typed, number) => expectAnswer(children, [typed], number));

  test.each([
    ["99,5", 99.5],
    ["99.5", 99.5],
    ["1\u00a0000", 1000],
    ["0.000001", 0.000001],
  ])("with decimals: %j is %d", (typed, number) => expectAnswer(fare, [typed], number));

  test("may be left out", () => expectNothing(children));
  test.each(["two", "1e3", "0x10", "NaN", "Infinity", "5%", "1.2.3", "-", ".5", "0.0000001", "9".repeat(16)])(
    "is written in digits: not %s",
    (typed) => expectFault(fare, [typed], "not-a-number"),
  );
  // One or a thousand? Only its writer knows.
  test.each(["2.5", "2,5", "1,000", "3.0"])("has no decimals where it is whole: not %s", (typed) =>
    expectFault(children, [typed], "not-whole"),
  );
  test.each(["-1", "21"])("lies within its bounds: not %s", (typed) => {
    expect(answersFrom([children], { children: [typed] })).toEqual({
      answers: {},
      faults: [{ field: "children", reason: "out-of-range", details: { min: 0, max: 20 } }],
    });
  });
  test("is given once", () => expectFault(children, ["1", "2"], "repeated"));
});

describe("a text", () => {
  const advice = questionNamed(everyKind, "advice");

  test("is kept without the white space around it", () =>
    expectAnswer(advice, ["  More buses.\r\nPlease. \n"], "More buses.\nPlease."));
  test.each(["", "   ", "\r\n", "\u0000\u0007", "\ud800"])("of nothing visible is no answer: %j", (typed) =>
    expectNothing(advice, [typed]),
  );
  test("is composed: a letter and its accent are one", () => expectAnswer(advice, ["и\u0306"], "й"));
  test("loses control characters, and what they kept apart is composed", () =>
    expectAnswer(advice, ["и\u0000\u0306\u001b"], "й"));
  test("loses half characters", () => expectAnswer(advice, ["a\ud83db 🚌"], "ab 🚌"));
  test("is given once", () => expectFault(advice, ["a", "b"], "repeated"));
  test("may be as long as it may be, counted as browsers count", () => {
    expectAnswer(advice, ["x".repeat(300)], "x".repeat(300));
    expectAnswer(advice, ["🚌".repeat(150)], "🚌".repeat(150));
    expect(answersFrom([advice], { advice: ["🚌".repeat(151)] }).faults).toEqual([
      { field: "advice", reason: "too-long", details: { over: 2, max: 300 } },
    ]);
  });
});

describe("a form", () => {
  test("with fields of no question is told each of them", () => {
    const { answers, faults } = answersFrom(questionsOf(smallDefinition()), {
      "drinks-tea": ["yes"],
      transport: ["bus"],
      extra: [""],
    });
    expect(answers).toEqual({ "drinks-tea": "yes" });
    expect(faults).toEqual([
      { field: "transport", reason: "unknown-field" },
      { field: "extra", reason: "unknown-field" },
    ]);
  });

  test("with nothing in it is no fault", () => expect(answersFrom(all, {})).toEqual({ answers: {}, faults: [] }));
});

describe("whatever is sent", () => {
  const names = fc.oneof(
    fc.constantFrom(...all.flatMap(fieldNames), "impact", "__proto__", "constructor", "toString"),
    fc.string({ unit: "binary", maxLength: 10 }),
  );
  const options = all.flatMap((question) => ("options" in question ? question.options.map(({ id }) => id) : []));
  const values = fc.oneof(
    fc.constantFrom(...options, "0", "1", "5", "-0", "3,5", "1e9", "constructor"),
    fc.integer().map(String),
    fc.string({ unit: "binary" }),
  );
  const fields = fc.dictionary(names, fc.array(values, { maxLength: 3 }), { noNullPrototype: false });

  test("reading never throws, and no answer from outside the definition comes out", () => {
    fc.assert(
      fc.property(fields, (sent) => {
        const { answers, faults } = answersFrom(all, sent);
        for (const [id, answer] of Object.entries(answers))
          expect(isAllowed(questionNamed(everyKind, id), answer), id).toBe(true);
        for (const { field } of faults) expect(Object.keys(sent)).toContain(field);
      }),
      { numRuns: 500 },
    );
  });

  test("what was read is read again from the fields it gives back", () => {
    fc.assert(
      fc.property(fields, (sent) => {
        const { answers } = answersFrom(all, sent);
        expect(answersFrom(all, fieldsOf(all, answers))).toEqual({ answers, faults: [] });
      }),
      { numRuns: 500 },
    );
  });

  test("what was read comes back from JSON as it was", () => {
    fc.assert(
      fc.property(fields, (sent) => {
        const { answers } = answersFrom(all, sent);
        expect(JSON.parse(JSON.stringify(answers))).toEqual(answers);
      }),
    );
  });

  test("a well-meant form has no fault, and every question answered in it has its answer", () => {
    fc.assert(
      fc.property(goodFields(all), (sent) => {
        const { answers, faults } = answersFrom(all, sent);
        expect(faults).toEqual([]);
        for (const question of all.filter(({ kind }) => kind !== "text"))
          expect(question.id in answers).toBe(fieldNames(question).some((name) => (sent[name] ?? []).length > 0));
      }),
    );
  });
});

function expectAnswer(question: Question, values: readonly string[], answer: Answer): void {
  expect(answersFrom([question], { [question.id]: values })).toEqual({
    answers: { [question.id]: answer },
    faults: [],
  });
}

function expectFault(question: Question, values: readonly string[], reason: string): void {
  expect(answersFrom([question], { [question.id]: values })).toEqual({
    answers: {},
    faults: [{ field: question.id, reason }],
  });
}

/** Unanswered fields are absent, empty, or hold white space; a form may also send the name with no value at all. */
function expectNothing(question: Question, ...more: readonly (readonly string[])[]): void {
  const forms: Fields[] = [{}, ...[[], [""], ["  "], ["", ""], ...more].map((values) => ({ [question.id]: values }))];
  for (const form of forms) expect(answersFrom([question], form)).toEqual({ answers: {}, faults: [] });
}

/** Written from the definition alone, without the code under test. */
function isAllowed(question: Question, answer: Answer): boolean {
  switch (question.kind) {
    case "one":
      return question.options.some(({ id }) => id === answer);
    case "several":
      return (
        Array.isArray(answer) &&
        answer.length > 0 &&
        new Set(answer).size === answer.length &&
        answer.every((chosen) =>
          question.options.some(({ id, excludes }) => id === chosen && !(excludes && answer.length > 1)),
        )
      );
    case "scale":
      return isPoint(answer, question);
    case "grid":
      return (
        typeof answer === "object" &&
        Object.entries(answer).every(
          ([row, value]) => question.rows.some(({ id }) => id === row) && isPoint(value, question),
        )
      );
    case "number":
      return (
        typeof answer === "number" &&
        answer >= question.min &&
        answer <= question.max &&
        (!question.whole || Number.isInteger(answer))
      );
    case "text":
      return typeof answer === "string" && answer.trim() !== "" && answer.length <= question.max;
  }
}

function isPoint(value: unknown, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= from && value <= to;
}
