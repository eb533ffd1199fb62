import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collapse } from "../../server/statistics/collapsing.ts";
import { departure, type Raking, rake } from "../../server/statistics/raking.ts";
import { trim } from "../../server/statistics/trimming.ts";

function raked(found: Raking) {
  if (found.outcome !== "raked") throw new Error("a group is empty");
  return found;
}

describe("raking by hand", () => {
  test("one margin is fitted in one sweep: 90 and 10 people that should be halves weigh 5/9 and 5", () => {
    const found = raked(rake({ counts: [90, 10], groups: [[0, 1]] }, [[0.5, 0.5]]));
    expect([...found.weights]).toEqual([expect.closeTo(5 / 9, 14), expect.closeTo(5, 14)]);
    expect([found.sweeps, found.converged]).toEqual([1, true]);
  });

  test("two margins of independent groups multiply", () => {
    const cells = {
      counts: [40, 10, 40, 10],
      groups: [
        [0, 0, 1, 1],
        [0, 1, 0, 1],
      ],
    };
    const found = raked(
      rake(cells, [
        [0.6, 0.4],
        [0.5, 0.5],
      ]),
    );
    expect([...found.weights]).toEqual([0.75, 3, 0.5, 2].map((weight) => expect.closeTo(weight, 12)));
  });

  test("who did not answer is left alone by that margin", () => {
    const found = raked(rake({ counts: [60, 20, 20], groups: [[0, 1, -1]] }, [[0.5, 0.5]]));
    // 40/60 and 40/20 of the 80 who answered; the others weigh what they are.
    expect([...found.weights]).toEqual([2 / 3, 2, 1].map((weight) => expect.closeTo(weight, 12)));
  });
});

describe("raking by property", () => {
  /** Cells of 4 x 3 groups, every one of them inhabited, and any targets. */
  const tables = fc.record({
    counts: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 12, maxLength: 12 }),
    rows: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 4, maxLength: 4 }),
    columns: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 3, maxLength: 3 }),
  });
  const groups = [
    Array.from({ length: 12 }, (_, cell) => Math.floor(cell / 3)),
    Array.from({ length: 12 }, (_, cell) => cell % 3),
  ];
  const shares = (parts: readonly number[]) => {
    const sum = parts.reduce((total, part) => total + part, 0);
    return parts.map((part) => part / sum);
  };

  test("it converges, the margins hold, weights are positive with a mean of 1", () => {
    fc.assert(
      fc.property(tables, ({ counts, rows, columns }) => {
        const targets = [shares(rows), shares(columns)];
        const found = raked(rake({ counts, groups }, targets));
        expect(found.converged).toBe(true);
        for (const [margin, target] of targets.entries())
          expect(departure({ counts, groups }, found.weights, margin, target)).toBeLessThan(1e-8);
        expect(Math.min(...found.weights)).toBeGreaterThan(0);
        const people = counts.reduce((sum, count) => sum + count, 0);
        const sum = counts.reduce((total, count, cell) => total + count * (found.weights[cell] ?? 0), 0);
        expect(sum / people).toBeCloseTo(1, 10);
      }),
    );
  });

  test("raking changes no cross-product ratio: what it keeps is how the margins go together", () => {
    fc.assert(
      fc.property(tables, ({ counts, rows, columns }) => {
        const found = raked(rake({ counts, groups }, [shares(rows), shares(columns)]));
        const w = (cell: number) => found.weights[cell] ?? 0;
        expect((w(0) * w(4)) / (w(1) * w(3))).toBeCloseTo(1, 6);
        expect((w(0) * w(11)) / (w(2) * w(9))).toBeCloseTo(1, 6);
      }),
    );
  });

  test("margins that hold already leave everybody at 1", () => {
    fc.assert(
      fc.property(tables, ({ counts }) => {
        const people = counts.reduce((sum, count) => sum + count, 0);
        const target = groups.map((of, margin) =>
          Array.from({ length: margin === 0 ? 4 : 3 }, (_, group) =>
            counts.reduce((sum, count, cell) => sum + (of[cell] === group ? count : 0), 0),
          ).map((count) => count / people),
        );
        for (const weight of raked(rake({ counts, groups }, target)).weights) expect(weight).toBeCloseTo(1, 7);
      }),
    );
  });
});

describe("raking with too little data", () => {
  test("a group without people is refused by its place, all of them at once", () => {
    const cells = {
      counts: [5, 0, 3],
      groups: [
        [0, 1, 2],
        [0, 1, 0],
      ],
    };
    expect(
      rake(cells, [
        [0.2, 0.5, 0.3],
        [0.5, 0.5],
      ]),
    ).toEqual({
      outcome: "empty",
      groups: [
        { margin: 0, group: 1 },
        { margin: 1, group: 1 },
      ],
    });
  });

  test("margins that contradict each other do not converge, and say how far off they are", () => {
    // Everybody of the first group of one margin is in the first of the other, so both cannot have different shares.
    const cells = {
      counts: [50, 50],
      groups: [
        [0, 1],
        [0, 1],
      ],
    };
    const found = raked(
      rake(cells, [
        [0.5, 0.5],
        [0.4, 0.6],
      ]),
    );
    expect([found.sweeps, found.converged]).toEqual([1000, false]);
    expect(found.worst).toBeCloseTo(0.1, 6);
  });

  test("targets that do not add up, and cells that do not match, are refused", () => {
    const one = { counts: [1, 1], groups: [[0, 1]] };
    expect(() => rake(one, [[0.5, 0.4]])).toThrow(/add up to 1/);
    expect(() => rake(one, [[1, 0]])).toThrow(RangeError);
    expect(() => rake(one, [])).toThrow(RangeError);
    expect(() => rake({ counts: [1], groups: [[0, 1]] }, [[0.5, 0.5]])).toThrow(RangeError);
    expect(() => rake(one, [[1], [1]])).toThrow(RangeError);
  });
});

describe("trimming", () => {
  test("by hand: 8 above a cap of 4 is cut to it, and the 4 go to the four others", () => {
    const trimmed = trim([1, 4], [8, 1], 4);
    expect([...(trimmed?.weights ?? [])]).toEqual([4, 2]);
    expect(trimmed?.atCap).toBe(1);
  });

  test("by property: nothing above the cap, the sum unchanged, and no effective size lost", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.01, max: 30, noNaN: true })), {
          minLength: 1,
          maxLength: 30,
        }),
        (cells) => {
          const [counts, weights] = [cells.map(([count]) => count), cells.map(([, weight]) => weight)];
          const total = (of: ArrayLike<number>) => counts.reduce((sum, count, at) => sum + count * (of[at] ?? 0), 0);
          const cap = 2 * (total(weights) / counts.reduce((sum, count) => sum + count, 0));
          const trimmed = trim(counts, weights, cap);
          expect(Math.max(...(trimmed?.weights ?? []))).toBeLessThanOrEqual(cap * (1 + 1e-9));
          expect(total(trimmed?.weights ?? []) / total(weights)).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  test("a cap that cannot hold the whole is answered with nothing, an impossible one refused", () => {
    expect(trim([2, 2], [1, 3], 1.5)).toBeNull();
    expect(trim([], [], 5)).toBeNull();
    expect(() => trim([1], [1], 0)).toThrow(RangeError);
  });
});

describe("collapsing", () => {
  test("joins a small group to the one it names, and says so", () => {
    const found = collapse(
      [
        { id: "young", n: 100, share: 0.5 },
        { id: "old", n: 30, share: 0.3 },
        { id: "oldest", n: 2, share: 0.2, into: "old" },
      ],
      10,
    );
    expect(found.joined).toEqual([{ id: "oldest", n: 2, into: "old" }]);
    expect(found.groups).toEqual([
      { id: "young", n: 100, share: 0.5 },
      { id: "old", n: 32, share: 0.5 },
    ]);
    expect([...found.home]).toEqual([
      ["young", "young"],
      ["old", "old"],
      ["oldest", "old"],
    ]);
    expect(found.tooSmall).toEqual([]);
  });

  test("goes on where the joined are still too few, and names what it may not join", () => {
    const found = collapse(
      [
        { id: "a", n: 1, share: 0.2, into: "b" },
        { id: "b", n: 2, share: 0.2, into: "c" },
        { id: "c", n: 50, share: 0.3 },
        { id: "d", n: 0, share: 0.3 },
      ],
      10,
    );
    expect(found.joined.map(({ id, into }) => `${id} ${into}`)).toEqual(["a b", "b c"]);
    expect(found.home.get("a")).toBe("c");
    expect(found.tooSmall).toEqual(["d"]);
  });

  test("two groups that name each other end as one", () => {
    const found = collapse(
      [
        { id: "a", n: 1, share: 0.5, into: "b" },
        { id: "b", n: 2, share: 0.5, into: "a" },
      ],
      10,
    );
    expect(found.groups).toHaveLength(1);
    expect(found.tooSmall).toEqual(["b"]);
  });

  test("a group that is not there is refused", () => {
    expect(() => collapse([{ id: "a", n: 1, share: 1, into: "z" }], 5)).toThrow(RangeError);
    expect(() => collapse([{ id: "a", n: 1, share: 1, into: "a" }], 5)).toThrow(RangeError);
  });
});
