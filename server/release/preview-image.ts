/**
 * The picture that shows beside a link to public results: the survey's title, how many answered, and the main question's shares as
 * bars with their intervals. Drawn here, pixel by pixel, as an indexed PNG (W3C, Portable Network Graphics, 3rd ed.): the services that
 * show previews take no SVG.
 */
import { crc32, deflateSync } from "node:zlib";
import type { Preview } from "../records/results.ts";
import { faceOf, fitted, linesOf, type Weight } from "./letters.ts";

const WIDTH = 1200;
const HEIGHT = 630;
const MARGIN = 60;
const MOST_BARS = 5;
/** Where bars begin, and the room that they have. */
const BARS = { left: 520, width: 500, top: 270, step: 54, height: 30 } as const;
const PAPER = [255, 255, 255] as const;
const INK = [20, 24, 30] as const;
/** Paper, bar, whisker; then letters, from pale to full, whose edges are partly ink. */
const SHADES = 15;
const COLOURS = [
  PAPER,
  [138, 187, 196],
  INK,
  ...Array.from({ length: SHADES }, (_, at) =>
    PAPER.map((paper, part) => mixed(paper, INK[part] ?? 0, (at + 1) / SHADES)),
  ),
];

function mixed(from: number, to: number, part: number): number {
  return Math.round(from + (to - from) * part);
}

export function previewImage({ title, about, question, bars, foot }: Preview): Buffer {
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  const room = WIDTH - 2 * MARGIN;
  for (const [at, line] of linesOf(faceOf("Bold"), title, 42, room, 2).entries())
    write(pixels, line, { x: MARGIN, y: 90 + at * 52, size: 42 }, "Bold");
  write(pixels, fitted(faceOf("Regular"), about, 27, room), { x: MARGIN, y: 190, size: 27 });
  write(pixels, fitted(faceOf("Bold"), question, 27, room), { x: MARGIN, y: 240, size: 27 }, "Bold");
  const shown = bars.slice(0, MOST_BARS);
  const most = Math.max(0.05, ...shown.map(({ high }) => high));
  for (const [at, bar] of shown.entries()) drawBar(pixels, bar, most, BARS.top + at * BARS.step);
  write(pixels, fitted(faceOf("Regular"), foot, 24, room), { x: MARGIN, y: HEIGHT - 40, size: 24 });
  return pngOf(pixels);
}

function drawBar(
  pixels: Uint8Array,
  { label, share, low, high, percent }: Preview["bars"][number],
  most: number,
  top: number,
) {
  const { left, width, height } = BARS;
  const x = (part: number) => left + (part / most) * width;
  const line = top + height - 6;
  write(pixels, fitted(faceOf("Regular"), label, 25, left - MARGIN - 20), { x: MARGIN, y: line, size: 25 });
  paint(pixels, [left, top, x(share) - left, height], 1);
  paint(pixels, [x(low), top + height / 2 - 2, x(high) - x(low), 4], 2);
  for (const end of [low, high]) paint(pixels, [x(end) - 2, top + height * 0.2, 4, height * 0.6], 2);
  write(pixels, percent, { x: left + width + 20, y: line, size: 25 }, "Bold");
}

/** Left, top, width, height. */
function paint(
  pixels: Uint8Array,
  [left, top, width, height]: readonly [number, number, number, number],
  colour: number,
) {
  for (let y = Math.round(top); y < Math.round(top + height); y += 1)
    pixels.fill(colour, y * WIDTH + Math.round(left), y * WIDTH + Math.round(left + width));
}

function write(
  pixels: Uint8Array,
  text: string,
  place: { readonly x: number; readonly y: number; readonly size: number },
  weight: Weight = "Regular",
): void {
  faceOf(weight).draw(text, place, (x, y, covered) => {
    const shade = Math.round(covered * SHADES);
    if (shade > 0 && x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT)
      pixels[y * WIDTH + x] = COLOURS.length - 1 - SHADES + shade;
  });
}

function pngOf(pixels: Uint8Array): Buffer {
  const rows = Buffer.alloc((WIDTH + 1) * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) rows.set(pixels.subarray(y * WIDTH, (y + 1) * WIDTH), y * (WIDTH + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  // Eight bits a pixel, each a place in the palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(COLOURS.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
