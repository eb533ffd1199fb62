import { describe, expect, test } from "vitest";
import { listedFrom } from "../../server/citizen/catalogue.ts";
import type { Definition, Page } from "../../server/survey/definition.ts";
import { aDefinition } from "../support/definitions.ts";

function alike(...versions: readonly Definition[]): readonly string[] {
  const survey = {
    id: "tea-survey",
    simulated: false,
    versions: versions.map((definition, at) => ({ version: `${at}`, definition })),
  };
  return [...listedFrom(survey).alikePages];
}

/** Questions that everybody is asked, in the order in which they are written. */
function plain(): Definition {
  const definition = aDefinition();
  const pages = definition.pages.map(({ when: _page, ...page }) => ({
    ...page,
    questions: page.questions.map(({ when: _question, ...question }) => question),
  }));
  return { ...definition, pages };
}

/** The same with its first page changed. */
function changed(change: (page: Page) => Page): Definition {
  const definition = plain();
  return { ...definition, pages: definition.pages.map((page, at) => (at === 0 ? change(page) : page)) };
}

describe("pages that are alike for everybody", () => {
  const ids = plain().pages.map(({ id }) => id);
  const when = { question: "tea", is: "yes" };

  test("are those on which nothing depends on anybody", () => {
    expect(alike(plain())).toEqual(ids);
  });

  test("are none with options in each citizen's own order, in whichever version", () => {
    const shuffled = changed((page) => ({
      ...page,
      questions: page.questions.map((each) => ("options" in each ? { ...each, shuffle: true } : each)),
    }));
    expect(alike(plain(), shuffled)).toEqual(ids.slice(1));
  });

  test("are none with a question that an answer brings up, and none at all where the way depends on answers", () => {
    const one = changed((page) => {
      const [first, ...others] = page.questions;
      return first ? { ...page, questions: [first, { ...first, id: "more", when }, ...others] } : page;
    });
    expect(alike(one)).toEqual(ids.slice(1));
    expect(alike(changed((page) => ({ ...page, when })))).toEqual([]);
    expect(alike(aDefinition())).toEqual([]);
  });
});
