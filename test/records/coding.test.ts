import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  byText,
  type Code,
  type Coding,
  type Frame,
  finalCode,
  isDisputed,
  markOf,
  nextCodeId,
  pairsOf,
  suggestions,
} from "../../server/records/coding.ts";

const code = (id: string, ...keywords: readonly string[]): Code => ({ id, label: {}, definition: {}, keywords });
const frame = (number: number, ...codes: readonly Code[]): Frame => ({
  survey: "s",
  question: "wish",
  number,
  codes,
  coders: 2,
});
const said = (mark: string, coder: string, chosen: string): Coding => ({ question: "wish", mark, coder, code: chosen });

describe("a mark", () => {
  const key = Buffer.alloc(32, 1);
  test("is the same for the same text of a question, and for nothing else", () => {
    expect(markOf(key, "wish", "Баяу")).toBe(markOf(key, "wish", "Баяу"));
    const others = [
      markOf(key, "wish", "баяу"),
      markOf(key, "hope", "Баяу"),
      markOf(Buffer.alloc(32, 2), "wish", "Баяу"),
    ];
    expect(new Set([...others, markOf(key, "wish", "Баяу")]).size).toBe(4);
    // Where a question's id ends and a text begins is part of it.
    expect(markOf(key, "ab", "c")).not.toBe(markOf(key, "a", "bc"));
  });
});

describe("a suggestion", () => {
  const codes = [code("c1", "slow", "медл", "баяу"), code("c2", "сайт"), code("c3")];
  const found = (text: string) => suggestions({ codes }, text).map((one) => `${one.code} ${one.keyword}`);

  test("is made by the beginning of a word, in any language, with capitals or without", () => {
    expect(found("The site is SLOW.")).toEqual(["c1 slow"]);
    expect(found("Сайты медленные")).toEqual(["c1 медл", "c2 сайт"]);
    expect(found("«Баяулатып»")).toEqual(["c1 баяу"]);
  });

  test("is made by no middle of a word, and by nothing in an empty text", () => {
    expect(found("немедленно, website, oslow")).toEqual([]);
    expect(found("")).toEqual([]);
    expect(suggestions({ codes: [code("c1", "елк")] }, "Ёлка").length).toBe(1);
  });
});

describe("the code that counts", () => {
  const of = (codings: readonly Coding[], settled: string | undefined, coders: 1 | 2) =>
    finalCode({ mark: "m", codings, settled }, { coders });

  test("is there once as many coders as are asked for agree, or it is settled", () => {
    expect(of([said("m", "А", "c1")], undefined, 2)).toBeUndefined();
    expect(of([said("m", "А", "c1")], undefined, 1)).toBe("c1");
    expect(of([said("m", "А", "c1"), said("m", "Б", "c1")], undefined, 2)).toBe("c1");
    expect(of([said("m", "А", "c1"), said("m", "Б", "c2")], undefined, 2)).toBeUndefined();
    expect(of([said("m", "А", "c1"), said("m", "Б", "c2")], "c3", 2)).toBe("c3");
  });

  test("is disputed where coders differ and nothing is settled", () => {
    expect(isDisputed({ mark: "m", codings: [said("m", "А", "c1"), said("m", "Б", "c2")], settled: undefined })).toBe(
      true,
    );
    expect(isDisputed({ mark: "m", codings: [said("m", "А", "c1"), said("m", "Б", "c2")], settled: "c1" })).toBe(false);
    expect(isDisputed({ mark: "m", codings: [said("m", "А", "c1")], settled: undefined })).toBe(false);
  });
});

describe("a frame", () => {
  test("gives a new code an id that no version ever had", () => {
    expect(nextCodeId([])).toBe("c1");
    expect(nextCodeId([frame(1, code("c1"), code("c7")), frame(2, code("c1"))])).toBe("c8");
  });
});

describe("pairs of coders", () => {
  test("are counted over the texts that both coded, whoever came first, settled or not", () => {
    const codings = [
      said("m1", "Б", "c1"),
      said("m1", "А", "c2"),
      said("m2", "А", "c1"),
      said("m2", "Б", "c1"),
      said("m3", "А", "c1"),
      said("m4", "А", "c2"),
      said("m4", "В", "c2"),
    ];
    const texts = byText(codings, [{ question: "wish", mark: "m1", code: "c1" }]).values();
    expect(pairsOf(texts, ["c1", "c2"])).toEqual([
      {
        first: "А",
        second: "Б",
        table: [
          [1, 0],
          [1, 0],
        ],
      },
      {
        first: "А",
        second: "В",
        table: [
          [0, 0],
          [0, 1],
        ],
      },
    ]);
  });

  test("hold every text with two coders once", () => {
    const coded = fc.array(fc.tuple(fc.nat(30), fc.constantFrom("А", "Б", "В"), fc.constantFrom("c1", "c2")));
    fc.assert(
      fc.property(coded, (given) => {
        const once = new Map(
          given.map(([text, coder, chosen]) => [`${text} ${coder}`, said(`${text}`, coder, chosen)]),
        );
        const texts = [...byText([...once.values()], []).values()];
        const counted = pairsOf(texts, ["c1", "c2"]).flatMap(({ table }) => table.flat());
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(
          texts.filter(({ codings }) => codings.length > 1).length,
        );
      }),
    );
  });
});
