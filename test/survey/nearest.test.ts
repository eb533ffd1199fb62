import { expect, test } from "vitest";
import { wrong } from "../../server/survey/finding.ts";
import { didYouMean } from "../../server/survey/nearest.ts";

const KEYS = ["id", "is", "title", "summary", "eligibility", "retention"];

test.each([
  ["iz", "id"],
  ["titel", "title"],
  ["TITLE", "title"],
  ["sumary", "summary"],
  ["eligiblity", "eligibility"],
  // Three slips are forgiven in a long word only.
  ["elegebilety", "eligibility"],
])("%s was meant to be %s", (written, meant) => {
  expect(didYouMean(written, KEYS)).toEqual(wrong("did-you-mean", { near: `\`${meant}\`` }));
});

test.each(["x", "zebra", "tally", "sommare-x", ""])("%j resembles nothing", (written) => {
  expect(didYouMean(written, KEYS)).toBeUndefined();
});

test("nothing resembles anything where nothing is known", () => {
  expect(didYouMean("title", [])).toBeUndefined();
});
