import { describe, expect, test } from "vitest";
import { funnelOf } from "../../server/reports/funnel.ts";
import { smallDefinition } from "../support/definitions.ts";
import { aCount } from "./made.ts";

const NOBODY = { counts: [], sent: 0, imported: 0, released: 0, withdrawn: 0, excluded: 0 };

describe("the funnel", () => {
  test("adds up days, languages and places", () => {
    const counts = [
      aCount("shown", 30),
      aCount("shown", 12, { day: "2024-10-06" }),
      aCount("clicked", 20, { language: "ru", place: "home" }),
      aCount("clicked", 1),
      aCount("declined", 2),
    ];
    expect(funnelOf(smallDefinition(), { ...NOBODY, counts })).toMatchObject({
      shown: 42,
      clicked: 21,
      declined: 2,
      view_rate: 0.5,
    });
  });

  test("has the rates of the published study", () => {
    const counts = [
      aCount("shown", 42_000),
      aCount("clicked", 29_520),
      aCount("consent_shown", 29_520),
      aCount("agreed", 28_152),
    ];
    const funnel = funnelOf(smallDefinition(), {
      ...NOBODY,
      counts: [...counts, aCount("started", 28_152)],
      sent: 27_336,
    });
    expect(funnel.view_rate?.toFixed(4)).toBe("0.7029");
    expect(funnel.participation_rate?.toFixed(4)).toBe("0.9537");
    expect(funnel.completion_rate?.toFixed(4)).toBe("0.9710");
  });

  test("has no rate where its denominator is 0, and a rate of 0 where only its numerator is", () => {
    const funnel = funnelOf(smallDefinition(), { ...NOBODY, counts: [aCount("clicked", 5), aCount("started", 3)] });
    expect(funnel).toMatchObject({ view_rate: null, participation_rate: null, completion_rate: 0 });
  });

  test("lists pages in the definition's order, those of older versions after them", () => {
    const counts = [
      aCount("reached", 4, { page: "dropped" }),
      aCount("reached", 7, { page: "about-you" }),
      aCount("reached", 9, { page: "tea" }),
      aCount("reached", 1, { page: "tea", language: "en" }),
    ];
    expect(funnelOf(smallDefinition(), { ...NOBODY, counts }).pages).toEqual([
      { page: "tea", reached: 10 },
      { page: "habits", reached: 0 },
      { page: "about-you", reached: 7 },
      { page: "dropped", reached: 4 },
    ]);
  });

  test("takes the withdrawn and the excluded from the released", () => {
    const facts = { ...NOBODY, released: 100, withdrawn: 4, excluded: 6, imported: 20 };
    expect(funnelOf(smallDefinition(), facts)).toMatchObject({ released: 100, imported: 20, valid: 90 });
  });
});
