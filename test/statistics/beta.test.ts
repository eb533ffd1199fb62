import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { betaBelow, betaQuantile } from "../../server/statistics/beta.ts";
import { fAbove } from "../../server/statistics/f-distribution.ts";
import { tQuantile } from "../../server/statistics/students-t.ts";
import { golden, numberIn, textIn } from "./golden.ts";

const rowsOf = (name: string) => golden("distributions").filter((row) => textIn(row, "distribution") === name);

describe("by hand", () => {
  test("with parameters 1 and 1 the part below x is x, with a and 1 it is x to the a", () => {
    for (const x of [0, 0.2, 0.5, 0.99, 1]) {
      expect(betaBelow(1, 1, x)).toBeCloseTo(x, 14);
      expect(betaBelow(7, 1, x)).toBeCloseTo(x ** 7, 14);
    }
  });

  test("with one degree of freedom t is Cauchy's: a quarter lies above 1", () => {
    expect(tQuantile(0.75, 1)).toBeCloseTo(1, 13);
    expect(tQuantile(0.5, 9)).toBe(0);
  });

  test("F with 2 and 2 degrees is above f with probability 1 / (1 + f)", () => {
    for (const f of [0, 1, 4, 999]) expect(fAbove(f, 2, 2)).toBeCloseTo(1 / (1 + f), 14);
  });
});

describe("by R 4.2.2", () => {
  test("qbeta: all 85 quantiles agree", () => {
    const rows = rowsOf("beta");
    expect(rows).toHaveLength(85);
    for (const row of rows) {
      const [a, b, part] = [numberIn(row, "a"), numberIn(row, "b"), numberIn(row, "part")];
      expect(betaQuantile(part, a, b) / numberIn(row, "value"), `${part} of ${a}, ${b}`).toBeCloseTo(1, 9);
    }
  });

  test("qt: all 136 quantiles agree", () => {
    const rows = rowsOf("t");
    expect(rows).toHaveLength(136);
    for (const row of rows) {
      const [df, part, value] = [numberIn(row, "a"), numberIn(row, "part"), numberIn(row, "value")];
      const ours = tQuantile(part, df);
      expect(value === 0 ? ours + 1 : ours / value, `${part} with ${df}`).toBeCloseTo(1, 9);
    }
  });

  test("pf(lower.tail = FALSE): all five agree, with broken degrees and far out, too", () => {
    const rows = rowsOf("f-above");
    expect(rows).toHaveLength(5);
    for (const row of rows) {
      const ours = fAbove(numberIn(row, "value"), numberIn(row, "a"), numberIn(row, "b"));
      expect(ours / numberIn(row, "part"), JSON.stringify(row)).toBeCloseTo(1, 8);
    }
  });
});

describe("by property", () => {
  const parameter = fc.double({ min: 0.1, max: 2000, noNaN: true });

  test("a quantile has its part below it, and the mirror image the rest", () => {
    fc.assert(
      fc.property(parameter, parameter, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, part) => {
        const x = betaQuantile(part, a, b);
        // Next to an end one double more can be a visible part.
        if (x < 1e-9 || x > 1 - 1e-9) return;
        expect(betaBelow(a, b, x)).toBeCloseTo(part, 6);
        expect(betaBelow(a, b, x) + betaBelow(b, a, 1 - x)).toBeCloseTo(1, 6);
      }),
    );
  });

  test("t comes near the normal as degrees grow, and is further out before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (df) => {
        expect(tQuantile(0.975, df)).toBeGreaterThan(tQuantile(0.975, df + 1));
        expect(tQuantile(0.975, df)).toBeGreaterThan(1.95996);
      }),
    );
  });
});

describe("at the ends and outside", () => {
  test("nothing is below 0 and everything below 1", () => {
    expect([betaBelow(2, 3, 0), betaBelow(2, 3, 1), betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([
      0, 1, 0, 1,
    ]);
  });

  test("what is outside is refused", () => {
    for (const outside of [
      () => betaBelow(0, 1, 0.5),
      () => betaBelow(1, 1, 1.5),
      () => betaQuantile(-0.1, 1, 1),
      () => tQuantile(0, 3),
      () => tQuantile(0.5, 0),
      () => fAbove(-1, 1, 1),
    ])
      expect(outside).toThrow(RangeError);
  });
});
