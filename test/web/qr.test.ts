import { create } from "qrcode";
import { expect, test } from "vitest";
import { qrPath } from "../../server/web/qr.ts";

/** The dark unit squares of a path of bars, as `column row`. */
function squaresOf(path: string): readonly string[] {
  expect(path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
  return [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)].flatMap(([, column, row, there, back]) => {
    expect(there).toBe(back);
    return Array.from({ length: Number(there) }, (_none, at) => `${Number(column) + at} ${row}`);
  });
}

test("a code's bars cover each dark module once and nothing else, four modules from the edge", () => {
  for (const text of ["0123-4567-89AB-CDEF-GHJK-MN", "https://pikir.example/s/egov-2024?from=poster&lang=kk", "x"]) {
    const { modules } = create(text, { errorCorrectionLevel: "M", maskPattern: 3 });
    const dark = Array.from({ length: modules.size ** 2 }, (_none, at) => [
      at % modules.size,
      Math.floor(at / modules.size),
    ])
      .filter(([column = 0, row = 0]) => modules.get(row, column))
      .map(([column = 0, row = 0]) => `${column + 4} ${row + 4}`);
    const { path, size } = qrPath(text);
    expect(size).toBe(modules.size + 8);
    expect(squaresOf(path)).toEqual(dark);
  }
});
