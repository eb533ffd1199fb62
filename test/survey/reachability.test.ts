import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer, Answers } from "../../server/survey/answer.ts";
import type { Condition, Definition, Question } from "../../server/survey/definition.ts";
import { questionsOf } from "../../server/survey/definition.ts";
import { journeyOf } from "../../server/survey/journey.ts";
import { aDefinition, type WrittenDefinition, words, yamlOf } from "../support/definitions.ts";
import { faultsOf } from "./spoiling.ts";

type WrittenPage = WrittenDefinition["pages"][number];
type WrittenQuestion = WrittenPage["questions"][number];

describe("what nobody can ever see is refused", () => {
  test("a page for those who said yes and no at once", () => {
    const when = { all: [is("drinks", "yes"), is("drinks", "no")] };
    expect(refused([drinks(), page("b", when)])).toEqual([
      "page b, when: this page can never be reached: no answers to `drinks` fulfil it",
    ]);
  });

  test("a question for those who answered and did not", () => {
    const when = {
      all: [{ question: "drinks", answered: true as const }, { not: { question: "drinks", answered: true as const } }],
    };
    expect(refused([drinks(), asking(text("why", when))])).toEqual([
      "page why-page, question why, when: this question can never be asked: no answers to `drinks` fulfil it",
    ]);
  });

  test("a page for tea drinkers, of those who were asked because they drink none", () => {
    const pages = [
      drinks(),
      { ...asking(scale("strength")), when: is("drinks", "no") },
      page("strong-tea", { all: [is("drinks", "yes"), { question: "strength", min: 4 }] }),
    ];
    expect(refused(pages)).toEqual([
      "page strong-tea, when: this page can never be reached: the conditions under which `drinks`, `strength` can be answered rule it out",
    ]);
  });

  test("a question whose own condition and its page's cannot hold together", () => {
    const pages = [drinks(), { ...asking(text("why", is("drinks", "yes"))), when: is("drinks", "no") }];
    expect(refused(pages)).toEqual([
      "page why-page, question why, when: this question can never be asked: no answers to `drinks` fulfil it",
    ]);
  });

  test("what hangs on such a question, however long the chain", () => {
    const pages = [
      drinks(),
      { ...asking(text("first")), when: is("drinks", "yes") },
      { ...asking(text("second")), when: { question: "first", answered: true as const } },
      page("third", { all: [{ question: "second", answered: true }, is("drinks", "no")] }),
    ];
    expect(refused(pages)).toEqual([
      "page third, when: this page can never be reached: the conditions under which `second`, `drinks` can be answered rule it out",
    ]);
  });

  test("two options of which one excludes all others", () => {
    const both = (first: string, second: string) => page("b", { all: [is("with", first), is("with", second)] });
    expect(refused([asking(takenWith()), both("milk", "nothing")])).toHaveLength(1);
    expect(refused([asking(takenWith()), both("milk", "sugar")])).toEqual([]);
  });

  test("but not two options of which a condition names one together with an excluding one", () => {
    const { options } = takenWith();
    const excludingFirst = { ...takenWith(), options: [...options].reverse() };
    const when = { all: [is("with", ["milk", "nothing"]), is("with", "sugar")] };
    expect(refused([asking(excludingFirst), page("b", when)])).toEqual([]);
  });

  test("two options of a question that takes one", () => {
    expect(refused([drinks(), page("b", { not: { any: [is("drinks", "yes"), is("drinks", "no")] } })])).toEqual([]);
    const skippedYetAnswered = {
      all: [{ not: is("drinks", ["yes", "no"]) }, { question: "drinks", answered: true as const }],
    };
    expect(refused([drinks(), page("b", skippedYetAnswered)])).toHaveLength(1);
  });

  test("points beyond the scale and numbers between whole ones", () => {
    expect(refused([asking(scale("strength")), page("b", { question: "strength", min: 6 })])).toHaveLength(1);
    expect(refused([asking(scale("strength")), page("b", { question: "strength", min: 5 })])).toEqual([]);
    expect(refused([asking(cups(true)), page("b", { question: "cups", min: 1.2, max: 1.8 })])).toHaveLength(1);
    expect(refused([asking(cups(false)), page("b", { question: "cups", min: 1.2, max: 1.8 })])).toEqual([]);
    const between = {
      all: [
        { not: { question: "cups", max: 3 } },
        { not: { question: "cups", min: 4 } },
        { question: "cups", answered: true as const },
      ],
    };
    expect(refused([asking(cups(true)), page("b", between)])).toHaveLength(1);
    expect(refused([asking(cups(false)), page("b", between)])).toEqual([]);
    const exactlyFour = {
      all: [
        { not: { question: "cups", max: 3.5 } },
        { not: { question: "cups", min: 5 } },
        { question: "cups", answered: true as const },
      ],
    };
    expect(refused([asking(cups(true)), page("b", exactlyFour)])).toEqual([]);
    expect(refused([asking(cups(true)), page("b", { not: { question: "cups", min: 0 } })])).toEqual([]);
  });

  test("an alternative that can never hold, with the place of it", () => {
    const never = { all: [is("drinks", "yes"), is("drinks", "no")] };
    expect(refused([drinks(), page("b", { any: [is("drinks", "yes"), never] })])).toEqual([
      "page b, when, any, entry no. 2: this alternative can never hold: no answers to `drinks` fulfil it",
    ]);
    expect(
      refused([
        drinks(),
        page("b", {
          all: [is("drinks", "yes"), { any: [is("drinks", "no"), { question: "drinks", answered: true }] }],
        }),
      ]),
    ).toEqual([
      "page b, when, all, entry no. 2, any, entry no. 1: this alternative can never hold: no answers to `drinks` fulfil it",
    ]);
  });

  test("a faulty condition is not blamed twice, nor what hangs on it", () => {
    const pages = [
      drinks(),
      { ...asking(text("why")), when: is("drinks", "maybe") },
      page("c", { all: [{ question: "why", answered: true }, is("drinks", "yes")] }),
    ];
    expect(refused(pages)).toEqual(["page why-page, when, is: `maybe` is no option of `drinks`"]);
  });

  test("a search too long to end gives the benefit of the doubt, and soon", () => {
    const many = Array.from({ length: 12 }, (_, index) => takenWith(`with-${index}`));
    const all = many.flatMap(({ id }) => [is(id, "milk"), is(id, "sugar")]);
    const never = { all: [...all, { not: is("with-11", ["milk"]) }] };
    const before = process.cpuUsage().user;
    expect(refused([{ ...asking(text("x")), questions: many }, page("b", never)])).toEqual([]);
    expect(process.cpuUsage().user - before).toBeLessThan(5_000_000);
  });
});

describe("against trying out every answer", () => {
  test("exactly the pages and questions are refused that no journey comes by", () => {
    let unreachable = 0;
    fc.assert(
      fc.property(definitions(), (definition) => {
        const seen = everythingSeen(definition);
        const expected = [
          ...definition.pages.filter((page) => !seen.has(page.id)).map((page) => page.id),
          ...definition.pages
            .filter((page) => seen.has(page.id))
            .flatMap((page) => page.questions.filter(({ id }) => !seen.has(id)).map(({ id }) => id)),
        ];
        unreachable += expected.length;
        const refusals = faultsOf(yamlOf(definition)).filter(({ reason }) =>
          /can never be (reached|asked)/.test(reason),
        );
        const named = refusals.map(({ place }) => /(?:question|page) ([a-z0-9-]+), when$/.exec(place)?.[1]);
        expect(named.sort()).toEqual(expected.sort());
      }),
      { numRuns: 150 },
    );
    expect(unreachable).toBeGreaterThan(10);
  });
});

/** The ids of all pages and questions on any journey. */
function everythingSeen(definition: Definition): ReadonlySet<string> {
  const seen = new Set<string>();
  const questions = questionsOf(definition);
  const target = questions.length + definition.pages.length;
  const walk = (at: number, answers: Answers): void => {
    if (seen.size === target) return;
    const question = questions[at];
    if (question)
      for (const answer of everyAnswer(question))
        walk(at + 1, answer === undefined ? answers : { ...answers, [question.id]: answer });
    else
      for (const step of journeyOf(definition, answers, []).steps)
        for (const { id } of [step.page, ...step.questions]) seen.add(id);
  };
  walk(0, {});
  return seen;
}

function everyAnswer(question: Question): readonly (Answer | undefined)[] {
  if (question.kind === "one") return [undefined, "yes", "no"];
  if (question.kind === "several") return [undefined, ["milk"], ["sugar"], ["milk", "sugar"], ["nothing"]];
  if (question.kind === "number") return [undefined, 0, 1, 2];
  return [undefined, "x"];
}

/** Of up to five questions on up to three pages; every page begins with a question everybody on it is asked. */
function definitions(): fc.Arbitrary<Definition> {
  const { written } = fc.letrec<{ written: (earlier: readonly WrittenQuestion[]) => Condition }>((tie) => ({
    written: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.tuple(fc.nat(), fc.nat()).map(
        ([at, choice]) =>
          (earlier: readonly WrittenQuestion[]) =>
            leafOn(earlier[at % earlier.length], choice),
      ),
      fc
        .array(tie("written"), { minLength: 2, maxLength: 3 })
        .map((parts) => (earlier: readonly WrittenQuestion[]) => ({ all: parts.map((part) => part(earlier)) })),
      fc
        .array(tie("written"), { minLength: 2, maxLength: 2 })
        .map((parts) => (earlier: readonly WrittenQuestion[]) => ({ any: parts.map((part) => part(earlier)) })),
      tie("written").map((part) => (earlier: readonly WrittenQuestion[]) => ({ not: part(earlier) })),
    ),
  }));
  const kind = fc.constantFrom("one", "several", "number", "text");
  const asked = fc.tuple(kind, fc.boolean(), fc.option(written, { freq: 4 }));
  return fc.array(asked, { minLength: 3, maxLength: 5 }).map((list) => {
    const pages: { id: string; title: WrittenPage["title"]; when?: Condition; questions: WrittenQuestion[] }[] = [];
    const earlier: WrittenQuestion[] = [];
    for (const [at, [kindOf, startsPage, when]] of list.entries()) {
      const question = madeOf(kindOf, `q${at}`);
      const condition = when && earlier.length > 0 ? { when: when(earlier) } : {};
      const last = pages.at(-1);
      if (last && !startsPage) last.questions.push({ ...question, ...condition });
      else pages.push({ id: `p${at}`, title: words("Page"), ...condition, questions: [question] });
      earlier.push(question);
    }
    return aDefinition({ headline: undefined, pages });
  });
}

function madeOf(kind: string, id: string): WrittenQuestion {
  if (kind === "one") return yesOrNo(id);
  if (kind === "several") return takenWith(id);
  return kind === "number" ? { ...cups(true), id, max: 2 } : text(id);
}

function leafOn(question: WrittenQuestion | undefined, choice: number): Condition {
  if (!question) throw new Error("a condition needs an earlier question");
  if (choice % 4 === 0) return { question: question.id, answered: true };
  if (question.kind === "one") return is(question.id, choice % 2 ? "yes" : "no");
  if (question.kind === "several") return is(question.id, ["milk", "sugar", "nothing"][choice % 3] ?? "milk");
  if (question.kind === "number")
    return choice % 2 ? { question: question.id, min: 1 + (choice % 2) } : { question: question.id, max: choice % 3 };
  return { question: question.id, answered: true };
}

function refused(pages: readonly WrittenPage[]): readonly string[] {
  const yaml = yamlOf({ ...aDefinition({ headline: undefined }), pages: [...pages] });
  return faultsOf(yaml).map(({ place, reason }) => `${place}: ${reason}`);
}

function is(question: string, option: string | string[]): Condition {
  return { question, is: option };
}

function page(id: string, when: Condition): WrittenPage {
  return { id, title: words("Page"), when, questions: [text(`${id}-text`)] };
}

function asking(question: WrittenQuestion): WrittenPage {
  return { id: `${question.id}-page`, title: words("Page"), questions: [question] };
}

function drinks(): WrittenPage {
  return asking(yesOrNo("drinks"));
}

function yesOrNo(id: string): WrittenQuestion {
  return {
    kind: "one",
    id,
    text: words("Well?"),
    options: ["yes", "no"].map((option) => ({ id: option, label: words(option) })),
  };
}

function takenWith(id = "with"): Extract<WrittenQuestion, { kind: "several" }> {
  const options = ["milk", "sugar"].map((option) => ({ id: option, label: words(option) }));
  return {
    kind: "several",
    id,
    text: words("With?"),
    options: [...options, { id: "nothing", label: words("Nothing"), excludes: true }],
  };
}

function scale(id: string): WrittenQuestion {
  return { kind: "scale", id, text: words("How?"), from: 1, to: 5, labels: { 1: words("Low"), 5: words("High") } };
}

function cups(whole: boolean): Extract<WrittenQuestion, { kind: "number" }> {
  return { kind: "number", id: "cups", text: words("Cups?"), min: 0, max: 40, whole };
}

function text(id: string, when?: Condition): WrittenQuestion {
  return { kind: "text", id, text: words("Why?"), max: 100, ...(when ? { when } : {}) };
}
