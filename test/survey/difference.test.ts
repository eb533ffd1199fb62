import { describe, expect, test } from "vitest";
import { differenceOf } from "../../server/survey/difference.ts";
import { aDefinition } from "../support/definitions.ts";

const text = (word: string) => ({ kk: `${word} kk`, ru: `${word} ru`, en: word });
const option = (id: string, word = id) => ({ id, label: text(word) });
const one = (id: string, word = id, options = [option("yes"), option("no")]) =>
  ({ kind: "one", id, text: text(word), options }) as const;
const page = (id: string, ...questions: readonly ReturnType<typeof one>[]) => ({
  id,
  title: text(id),
  questions: [...questions],
});
const survey = (...pages: readonly ReturnType<typeof page>[]) => aDefinition({ pages: [...pages] });

describe("the difference between two versions", () => {
  test("is none between a version and itself", () => {
    expect(differenceOf(survey(page("a", one("roads"))), survey(page("a", one("roads"))))).toEqual({
      questions: [],
      others: [],
    });
  });

  test("names questions that were added, removed, moved and changed", () => {
    const before = survey(page("a", one("roads"), one("lights"), one("parks")), page("b", one("trams")));
    const after = survey(
      page("a", one("roads", "Roads?"), one("lights")),
      page("b", one("trams"), one("snow"), one("parks")),
    );
    const { questions } = differenceOf(before, after);
    expect(questions.map(({ id, change }) => [id, change])).toEqual([
      ["roads", "changed"],
      ["snow", "added"],
      ["parks", "moved"],
    ]);
    expect(differenceOf(after, before).questions.map(({ id, change }) => [id, change])).toContainEqual([
      "snow",
      "removed",
    ]);
  });

  test("tells texts by language, and an option in front changes nothing of the others", () => {
    const before = survey(page("a", one("roads", "Roads", [option("yes"), option("no")])));
    const options = [option("never"), option("yes"), { id: "no", label: { ...text("no"), ru: "нет" } }];
    const after = survey(page("a", one("roads", "Roads", options)));
    const [roads] = differenceOf(before, after).questions;
    expect(roads?.changes.map(({ where }) => where)).toEqual(["options never label", "options no label"]);
    expect(roads?.changes.at(-1)?.texts).toEqual([{ language: "ru", before: "no ru", after: "нет" }]);
  });

  test("tells what an option was that is gone", () => {
    const before = survey(page("a", one("roads", "Roads", [option("yes"), option("no"), option("never")])));
    const [roads] = differenceOf(before, survey(page("a", one("roads", "Roads")))).questions;
    expect(roads?.changes.map(({ where, texts }) => [where, texts.at(-1)])).toEqual([
      ["options never label", { language: "en", before: "never", after: "" }],
    ]);
  });

  test("tells what is no question: title, dates, order", () => {
    const before = survey(page("a", one("roads"), one("lights")));
    const after = { ...survey(page("a", one("lights"), one("roads"))), closes: "2030-01-01" };
    const { questions, others } = differenceOf(before, after);
    expect(questions).toEqual([]);
    expect(others.map(({ where, before: was, after: is }) => [where, was, is])).toEqual([
      ["closes", "", "2030-01-01"],
      ["order", "roads, lights", "lights, roads"],
    ]);
  });
});
