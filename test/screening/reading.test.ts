import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countWords, isBelowReadingFloor, type PageRead, pagesRead } from "../../server/screening/reading.ts";
import { journeyOf } from "../../server/survey/journey.ts";
import { aDefinition, words } from "../support/definitions.ts";

describe("words", () => {
  test("are what white space parts and what has a letter or a digit", () => {
    expect(countWords("How old are you?")).toBe(4);
    expect(countWords("Мемлекеттік қызмет алуыңызға ең көп не кедергі болады?")).toBe(8);
    expect(countWords("  18 – 29 \n years … ")).toBe(3);
    expect(countWords("")).toBe(0);
  });
});

describe("the floor", () => {
  const half = (...pages: readonly PageRead[]) => isBelowReadingFloor(pages, 300, 0.5);

  test("of ten words is three seconds: half of it is not below, less is", () => {
    expect(half({ words: 10, seconds: 1.5 })).toBe(false);
    expect(half({ words: 10, seconds: 1.49 })).toBe(true);
  });

  test("is a page's own: a long pause on one page does not pay for racing through the others", () => {
    expect(half({ words: 10, seconds: 3600 }, { words: 10, seconds: 0.5 }, { words: 10, seconds: 0.5 })).toBe(true);
  });

  test("forgives a page of few words that was quick", () => {
    expect(half({ words: 4, seconds: 0 }, { words: 20, seconds: 9 })).toBe(false);
  });

  test("doubts nobody where there was nothing to read", () => {
    expect(half()).toBe(false);
    expect(half({ words: 0, seconds: 0 })).toBe(false);
  });

  test("is not there where a word takes no time, or no word has to be read", () => {
    expect(isBelowReadingFloor([{ words: 10, seconds: 0 }], 0, 0.5)).toBe(false);
    expect(isBelowReadingFloor([{ words: 10, seconds: 0 }], 300, 0)).toBe(false);
  });

  const page = fc.record({
    words: fc.integer({ min: 0, max: 80 }),
    seconds: fc.double({ min: 0, max: 90, noNaN: true }),
  });

  test("by property: more time never makes a doubt, and who is above the floor of every page is never doubted", () => {
    fc.assert(
      fc.property(fc.array(page), fc.double({ min: 0, max: 60, noNaN: true }), (pages, more) => {
        const slower = pages.map((each) => ({ ...each, seconds: each.seconds + more }));
        if (isBelowReadingFloor(slower, 300, 0.75)) expect(isBelowReadingFloor(pages, 300, 0.75)).toBe(true);
        const readers = pages.map((each) => ({ ...each, seconds: each.words * 0.3 + 0.001 }));
        expect(isBelowReadingFloor(readers, 300, 1)).toBe(false);
      }),
    );
  });
});

/** Two pages: one question of five words and one of three; a grid of two rows under three words. */
function survey() {
  const [from, to, labels] = [1, 5, { 1: words("low"), 5: words("high") }];
  return aDefinition({
    headline: undefined,
    pages: [
      {
        id: "first",
        title: words("First"),
        questions: [
          {
            kind: "scale",
            id: "roads",
            text: words("How good are the roads", "Дороги", "Жолдар"),
            hint: words("a b c d"),
            from,
            to,
            labels,
          },
          { kind: "scale", id: "buses", text: words("And the buses"), from, to, labels },
        ],
      },
      {
        id: "second",
        title: words("Second"),
        questions: [
          {
            kind: "grid",
            id: "parts",
            text: words("Now the parts"),
            from,
            to,
            labels,
            rows: [
              { id: "price", label: words("What it costs") },
              { id: "speed", label: words("Speed") },
            ],
          },
        ],
      },
    ],
  });
}

describe("what is read of a journey", () => {
  const read = (answers: Parameters<typeof journeyOf>[1], shown: Record<string, number>, language = "en") => {
    const journey = journeyOf(survey(), answers, ["first", "second"]);
    return pagesRead(journey.steps, journey.answers, language, { shown, sentAt: 60_000 });
  };
  const all = { roads: 3, buses: 2, parts: { price: 1, speed: 5 } };

  test("are the texts of what was answered, without hints and options", () => {
    expect(read(all, {}).map((page) => page.words)).toEqual([8, 7]);
    expect(read({ buses: 2, parts: { speed: 5 } }, {}).map((page) => page.words)).toEqual([3, 4]);
    expect(read({}, {}).map((page) => page.words)).toEqual([0, 0]);
  });

  test("in the language that it was shown in", () => {
    expect(read({ roads: 3 }, {}, "ru")[0]?.words).toBe(1);
  });

  test("a page's time goes to the next page that is new, whatever was looked at again in between", () => {
    const pages = read(all, { first: 0, second: 10_000, check: 30_000 });
    expect(pages.map(({ seconds }) => seconds)).toEqual([10, 20]);
  });

  test("a page that came up after the check page had until the send", () => {
    expect(read(all, { first: 0, check: 5000, second: 20_000 }).map(({ seconds }) => seconds)).toEqual([5, 40]);
  });

  test("a page whose time is not known had all the time there is", () => {
    expect(read(all, { first: 0 }).map(({ seconds }) => seconds)).toEqual([60, Number.POSITIVE_INFINITY]);
    expect(isBelowReadingFloor(read(all, {}), 300, 1)).toBe(false);
  });
});
