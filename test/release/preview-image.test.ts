import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { faceOf, fitted, linesOf } from "../../server/release/letters.ts";
import { previewImage } from "../../server/release/preview-image.ts";

const face = faceOf("Regular");

/** What a text leaves on paper. */
function drawn(text: string): readonly string[] {
  const pixels: string[] = [];
  face.draw(text, { x: 10, y: 40, size: 30 }, (x, y, covered) => pixels.push(`${x} ${y} ${covered.toFixed(2)}`));
  return pixels.sort();
}

describe("letters", () => {
  test("are there for Kazakh, Russian and English, each its own", () => {
    const letters = [..."АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯаәғқңөұүһі", ..."Aa0123456789%«»–—…№"];
    const unknown = drawn("\u{10ffff}").join();
    for (const letter of letters) expect(drawn(letter).join() === unknown, letter).toBe(false);
    // A few share their shape with a letter of another alphabet.
    expect(new Set(letters.map((letter) => drawn(letter).join())).size).toBeGreaterThan(letters.length - 4);
  });

  test("cover what their outlines hold: a full stop is a block, an o has a hole", () => {
    const dot = drawn(".").map((pixel) => pixel.split(" ").map(Number));
    const area = dot.reduce((sum, [, , covered]) => sum + (covered ?? 0), 0);
    const [width, height] = [0, 1].map((at) => new Set(dot.map((pixel) => pixel[at])).size);
    expect(area).toBeGreaterThan(((width ?? 0) - 2) * ((height ?? 0) - 2));
    expect(area).toBeLessThanOrEqual((width ?? 0) * (height ?? 0));
    const ring = drawn("O").map((pixel) => pixel.split(" ").map(Number));
    const middle = ring.filter(([, y]) => y === 29).map(([x]) => x ?? 0);
    expect(Math.max(...middle) - Math.min(...middle) + 1).toBeGreaterThan(middle.length);
  });

  test("are cut where there is no room, and broken between words", () => {
    const text = "Техникалық қателер мен жүйенің жиі істен шығуы";
    expect(fitted(face, text, 20, 10_000)).toBe(text);
    const short = fitted(face, text, 20, 150);
    expect([short.endsWith("…"), face.width(short, 20) <= 150, short.length > 8]).toEqual([true, true, true]);
    const lines = linesOf(face, text, 20, 220, 2);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe("Техникалық қателер");
    for (const line of lines) expect(face.width(line, 20)).toBeLessThanOrEqual(220);
  });
});

describe("the picture beside a link", () => {
  const bar = { label: "Қате", share: 0.5, low: 0.4, high: 0.6, percent: "50 %" };
  const preview = { title: "Нәтижелер", about: "n = 120", question: "Не кедергі?", bars: [bar], foot: "Агенттік" };
  /** By row, without the byte that names its filter. */
  const rows = (png: Buffer) => {
    const at = png.indexOf("IDAT");
    const data = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    return Array.from({ length: 630 }, (_, row) => data.subarray(row * 1201 + 1, (row + 1) * 1201));
  };

  test("has the title, the number of answers, and a bar as long as the share", () => {
    const png = previewImage(preview);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    const lines = rows(png);
    const inked = (from: number, to: number) => lines.slice(from, to).some((line) => line.some((pixel) => pixel > 2));
    expect([inked(55, 92), inked(165, 195), inked(215, 245), inked(0, 40), inked(400, 550)]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    const [bars] = [lines[272] ?? Buffer.alloc(0)];
    expect(bars.filter((pixel) => pixel === 1)).toHaveLength(Math.round((0.5 / 0.6) * 500));
  });

  test("stays whole without figures, and with words that do not end", () => {
    const long = "ұзын".repeat(200);
    for (const bars of [[], Array.from({ length: 9 }, () => ({ ...bar, label: long }))])
      expect(
        rows(previewImage({ ...preview, title: long, about: long, question: long, foot: long, bars })),
      ).toHaveLength(630);
  });
});
