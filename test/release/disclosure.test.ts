import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answersIn, classesOf } from "../../server/release/classes.ts";
import { bitsOf, countsOf } from "../../server/release/information.ts";
import { type KeyClass, suppressLocally, WITHHELD } from "../../server/release/local-suppression.ts";
import { fileRisk, individualRisk } from "../../server/statistics/reidentification-risk.ts";
import { cellOf, coded, goldenRows, KEYS, PEOPLE, POPULATION } from "./golden.ts";

const OBSTACLE = { codes: PEOPLE.map(({ codes }) => codes.obstacle), isAnswer: () => true };

describe.each([4, 5])("classes on %i keys", (keys) => {
  const classes = classesOf(PEOPLE.length, KEYS.slice(0, keys).map(coded));
  const golden = new Map(goldenRows(`classes-${keys}`).map((row) => [row["cell"], row]));
  const people = classes.counts.map(() => 0);
  for (const [at, { weight }] of PEOPLE.entries())
    people[classes.of[at] ?? -1] = (people[classes.of[at] ?? -1] ?? 0) + (weight * POPULATION) / PEOPLE.length;

  test("have the sizes, people, different answers and risks of sdcMicro", () => {
    const answers = answersIn(classes, OBSTACLE);
    expect(classes.counts).toHaveLength(golden.size);
    for (const [place, count] of classes.counts.entries()) {
      const person = PEOPLE[classes.first[place] ?? -1];
      const row = golden.get(person ? cellOf(person, keys) : "");
      expect(count).toBe(Number(row?.["f"]));
      expect(answers[place]?.size).toBe(Number(row?.["l"]));
      expect((people[place] ?? 0) / Number(row?.["F"])).toBeCloseTo(1, 6);
      expect(individualRisk(count, people[place] ?? 0) / Number(row?.["risk"])).toBeCloseTo(1, 6);
    }
  });

  test("add up to the risk of the file", () => {
    const risk = fileRisk(classes.counts, people, 5);
    const rows = [...golden.values()];
    const expected = rows.reduce((sum, row) => sum + Number(row["f"]) * Number(row["risk"]), 0);
    expect(risk).toMatchObject({
      records: 3000,
      uniques: keys === 4 ? 98 : 434,
      recordsBelow: keys === 4 ? 524 : 1368,
      k: 1,
      classes: golden.size,
      expectedByParticipants: golden.size,
    });
    expect((risk.expectedByPopulation ?? 0) / expected).toBeCloseTo(1, 6);
    expect(risk.largest).toBeCloseTo(Math.max(...rows.map((row) => Number(row["risk"]))), 6);
  });
});

describe("the individual risk", () => {
  test("of the only record of its class lies between 1/F and 1", () => {
    fc.assert(
      fc.property(fc.double({ min: 1.001, max: 1e7, noNaN: true }), (population) => {
        const risk = individualRisk(1, population);
        expect(risk).toBeGreaterThan(1 / population);
        expect(risk).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("is one of f where nobody but the sample is of that kind", () => {
    expect([individualRisk(1, 1), individualRisk(4, 4), individualRisk(4, 3)]).toEqual([1, 0.25, 0.25]);
  });

  test("of no record or no people is refused", () => {
    expect(() => individualRisk(0, 5)).toThrow(RangeError);
    expect(() => individualRisk(1, 0)).toThrow(RangeError);
  });

  test("of a file without records is none", () => {
    expect(fileRisk([], [], 3)).toMatchObject({ records: 0, k: 0, uniques: 0, expectedByPopulation: 0, largest: 0 });
    expect(fileRisk([2], undefined, 3)).toMatchObject({ expectedByPopulation: null, largest: null, recordsBelow: 2 });
  });
});

describe("local suppression", () => {
  test.each(goldenRows("local-suppression"))("on $keys keys to k = $k costs little more than sdcMicro's", (row) => {
    const classes = keyClasses(Number(row["keys"]));
    const k = Number(row["k"]);
    expect(below(classes, k)).toBe(Number(row["below"]));
    const kept = suppressLocally(classes, { k, l: 1 }, bits(Number(row["keys"])));
    const cells = withheldCells(classes, kept);
    expect(smallest(classes, kept)).toBeGreaterThanOrEqual(k);
    expect(cells / Number(row["suppressions"])).toBeLessThanOrEqual(1.1);
  });

  test("makes every class diverse as well", () => {
    const classes = keyClasses(5);
    const kept = suppressLocally(classes, { k: 5, l: 3 }, bits(5)) ?? [];
    for (const members of grouped(kept).values()) {
      expect(members.reduce((sum, at) => sum + (classes[at]?.count ?? 0), 0)).toBeGreaterThanOrEqual(5);
      expect(new Set(members.flatMap((at) => [...(classes[at]?.answers[0] ?? [])])).size).toBeGreaterThanOrEqual(3);
    }
  });

  test("withholds values and changes none, whatever the file, and leaves no class too small", () => {
    const record = fc.record({
      codes: fc.tuple(fc.nat(5), fc.nat(2), fc.nat(3)),
      answer: fc.nat(3),
    });
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 2 }),
        (records, k, l) => {
          const classes = classesFrom(records);
          const kept = suppressLocally(classes, { k, l }, [
            [1, 2, 3, 1, 2, 3],
            [1, 1, 1],
            [2, 2, 2, 2],
          ]);
          const different = new Set(records.map(({ answer }) => answer)).size;
          if (!kept) {
            expect(records.length < k || different < l).toBe(true);
            return;
          }
          for (const [at, codes] of kept.entries())
            for (const [key, code] of codes.entries()) expect([WITHHELD, classes[at]?.codes[key]]).toContain(code);
          for (const members of grouped(kept).values()) {
            expect(members.reduce((sum, at) => sum + (classes[at]?.count ?? 0), 0)).toBeGreaterThanOrEqual(k);
            expect(new Set(members.flatMap((at) => [...(classes[at]?.answers[0] ?? [])])).size).toBeGreaterThanOrEqual(
              l,
            );
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("leaves a file alone that needs none", () => {
    const classes = [{ codes: [0, 1], count: 9, answers: [new Set([1, 2])] }];
    expect(suppressLocally(classes, { k: 5, l: 2 }, [[1], [1, 1]])).toEqual([[0, 1]]);
  });
});

function keyClasses(keys: number): readonly KeyClass[] {
  const columns = KEYS.slice(0, keys).map(coded);
  const classes = classesOf(PEOPLE.length, columns);
  const answers = answersIn(classes, OBSTACLE);
  return classes.counts.map((count, at) => ({
    codes: columns.map(({ codes }) => codes[classes.first[at] ?? 0] ?? 0),
    count,
    answers: [answers[at] ?? new Set()],
  }));
}

function bits(keys: number): readonly (readonly number[])[] {
  const ones = PEOPLE.map(() => 1);
  return KEYS.slice(0, keys).map((key) => {
    const { codes, size } = coded(key);
    return bitsOf(countsOf(codes, ones, size));
  });
}

function classesFrom(records: readonly { readonly codes: readonly number[]; readonly answer: number }[]) {
  const columns = [6, 3, 4].map((size, key) => ({ codes: records.map(({ codes }) => codes[key] ?? 0), size }));
  const classes = classesOf(records.length, columns);
  const answers = answersIn(classes, { codes: records.map(({ answer }) => answer), isAnswer: () => true });
  return classes.counts.map((count, at) => ({
    codes: records[classes.first[at] ?? 0]?.codes ?? [],
    count,
    answers: [answers[at] ?? new Set<number>()],
  }));
}

function below(classes: readonly KeyClass[], k: number): number {
  return classes.reduce((sum, { count }) => sum + (count < k ? count : 0), 0);
}

function grouped(kept: readonly (readonly number[])[]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [at, codes] of kept.entries()) groups.set(codes.join(), [...(groups.get(codes.join()) ?? []), at]);
  return groups;
}

function smallest(classes: readonly KeyClass[], kept: readonly (readonly number[])[] | undefined): number {
  const sizes = [...grouped(kept ?? []).values()].map((members) =>
    members.reduce((sum, at) => sum + (classes[at]?.count ?? 0), 0),
  );
  return Math.min(...sizes);
}

function withheldCells(classes: readonly KeyClass[], kept: readonly (readonly number[])[] | undefined): number {
  return (kept ?? []).reduce(
    (sum, codes, at) => sum + codes.filter((code) => code === WITHHELD).length * (classes[at]?.count ?? 0),
    0,
  );
}
