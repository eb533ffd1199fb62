import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Lines, lineOf, responseIn } from "../../server/records/lines.ts";
import type { CountedResponse } from "../../server/records/response.ts";
import { askedIn } from "../../server/reports/asked.ts";
import { buildMatrix } from "../../server/reports/data-matrix.ts";
import { itemsOf } from "../../server/reports/items.ts";
import { knownTexts } from "../../server/reports/known-texts.ts";
import { openLineReader } from "../../server/reports/line-reading.ts";
import type { Answers } from "../../server/survey/answer.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { versionOf } from "../../server/survey/version.ts";
import { aDefinition, words } from "../support/definitions.ts";
import { published } from "./made.ts";

const option = (id: string) => ({ id, label: words(id) });
const scale = { from: -1, to: 12, labels: {} };

/** Every kind of question; options and ids that begin alike, one of a single letter, and more than 32 to choose from. */
function everyKind(more: object = {}): Definition {
  return aDefinition({
    pages: [
      {
        id: "all",
        title: words("All"),
        questions: [
          { id: "a", kind: "one", text: words("?"), options: ["a", "almaty", "almaty-region"].map(option) },
          {
            id: "many",
            kind: "several",
            text: words("?"),
            options: Array.from({ length: 40 }, (_, at) => option(`o-${at}`)),
          },
          { id: "point", kind: "scale", text: words("?"), ...scale },
          { id: "grid", kind: "grid", text: words("?"), ...scale, rows: ["first", "second"].map(option) },
          { id: "number", kind: "number", text: words("?"), min: -1000, max: 1000 },
          { id: "text", kind: "text", text: words("?"), max: 200 },
          ...("questions" in more && Array.isArray(more.questions) ? more.questions : []),
        ],
      },
    ],
  });
}

const OLD = everyKind();
const NEW = everyKind({
  questions: [{ id: "almost", kind: "one", text: words("?"), options: [option("x"), option("y")] }],
});
const SURVEY = published(OLD, NEW);

const point = fc.integer({ min: -1, max: 12 });
const ordinary = {
  a: fc.constantFrom("a", "almaty", "almaty-region"),
  many: fc.subarray(
    Array.from({ length: 40 }, (_, at) => `o-${at}`),
    { minLength: 1 },
  ),
  point,
  grid: fc.record({ first: point, second: point }, { requiredKeys: [] }),
  number: fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ noNaN: true, min: 1e-9, max: 1e9 })),
  text: fc.oneof(fc.string(), fc.constantFrom("", '"', "\\", '\\"}\n\t', "жол", '","point":3}')),
  almost: fc.constantFrom("x", "y"),
};
/** What no survey of ours keeps, and a reader must not be led astray by. */
const odd = {
  a: fc.constantFrom("b", "almat", "almaty-regions", "", 3),
  many: fc.constantFrom([], ["o-1", "unknown"], "o-3", ["o-1", "o-1"]),
  point: fc.constantFrom(13, -2, 2.5, "3", 1e21),
  grid: fc.constantFrom({}, { first: 99 }, { third: 1 }, "a", { first: 1.5 }),
  number: fc.constantFrom("7", 1e21, 5e-324, {}),
  text: fc.constantFrom(3, ["a"]),
  unknown: fc.constantFrom("a", 1),
};
const answers = fc.oneof(
  { weight: 3, arbitrary: fc.record(ordinary, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record({ ...ordinary, ...odd }, { requiredKeys: [] }) },
) as fc.Arbitrary<Answers>;

const response = fc.record({
  version: fc.constantFrom(versionOf(OLD), versionOf(NEW), "other"),
  language: fc.constantFrom("kk", "ru", "other"),
  channel: fc.constantFrom("web", "paper"),
  month: fc.constantFrom("2024-09", "2024-10"),
  duration: fc.oneof(fc.constant(null), fc.nat(9_000_000)),
  flags: fc.nat(127),
  answers,
});

function pageOf(responses: readonly CountedResponse[]): Lines {
  return { count: responses.length, text: new TextEncoder().encode(responses.map(lineOf).join("\n")) };
}

function read(pages: readonly (readonly CountedResponse[])[], inLines: boolean) {
  const items = itemsOf(SURVEY);
  const builder = buildMatrix(items);
  const asked = askedIn(SURVEY, items);
  let ordinarily = 0;
  const add = (each: CountedResponse) => {
    ordinarily += 1;
    builder.add(each, asked.of(each));
  };
  const lines = openLineReader(items, asked, builder, { add, whole: false });
  for (const page of pages)
    if (inLines) lines.read(pageOf(page));
    else for (const each of page) add(each);
  return { matrix: builder.finished(), ordinarily };
}

describe("responses as lines", () => {
  test("come back as they were", () => {
    fc.assert(fc.property(response, (each) => void expect(responseIn(lineOf(each))).toEqual(each)));
  });

  test("are read to the same matrix as one by one, whatever they hold", () => {
    const pages = fc.array(fc.array(response, { minLength: 1, maxLength: 30 }), { maxLength: 4 });
    fc.assert(fc.property(pages, (each) => void expect(read(each, true).matrix).toEqual(read(each, false).matrix)));
  });

  test("are all read in place where they hold what can be answered, in whatever order", () => {
    const plain: Answers = {
      a: "almaty",
      many: ["o-0", "o-39"],
      point: 12,
      grid: { second: -1 },
      number: 1.5,
      text: '"}\n',
    };
    const turned = Object.fromEntries(Object.entries(plain).toReversed()) as Answers;
    const each = { version: versionOf(NEW), language: "kk", channel: "web", month: "2024-10", duration: 60, flags: 1 };
    const made = read([[plain, turned, {}].map((its) => ({ ...each, answers: its }))], true);
    expect([made.matrix.size, made.ordinarily]).toEqual([3, 0]);
  });

  test("of which a page is longer than the one before are read as well", () => {
    const each = {
      version: versionOf(NEW),
      language: "kk",
      channel: "web",
      month: "2024-10",
      duration: null,
      flags: 0,
    };
    const long = { ...each, answers: { text: "ә".repeat(5000) } };
    const made = read(
      [[{ ...each, answers: { a: "a" } }], [long, long], [{ ...each, answers: { a: "almaty" } }]],
      true,
    );
    expect([...(made.matrix.columns[0]?.codes ?? [])]).toEqual([2, 1, 1, 3]);
  });
});

describe("known texts", () => {
  test("are told by every byte of theirs and by none after them", () => {
    const one = fc.string({ minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.uniqueArray(one, { minLength: 1, maxLength: 6 }), one, fc.nat(3), (texts, given, from) => {
        const bytes = new TextEncoder().encode(`${" ".repeat(from)}${given}`);
        const padded = new Uint8Array(from + 64);
        padded.set(bytes);
        const found = knownTexts([["?"], texts]).find(1, new DataView(padded.buffer), from);
        const [longest] = texts.filter((text) => given.startsWith(text)).toSorted((a, b) => b.length - a.length);
        expect(found).toBe(longest === undefined ? -1 : texts.indexOf(longest) + 1);
      }),
    );
  });
});
