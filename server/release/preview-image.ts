/**
 * The picture that shows beside a link to public results: the main question's shares as bars with their intervals, without words,
 * for those stand beside it. Drawn here, pixel by pixel, as an indexed PNG (W3C, Portable Network Graphics, 3rd ed.): the services that
 * show previews take no SVG, and what draws letters weighs more than all of this program.
 */
import { crc32, deflateSync } from "node:zlib";

export interface PreviewBar {
  /** Between 0 and 1. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const WIDTH = 1200;
const HEIGHT = 630;
const MARGIN = 80;
const MOST_BARS = 8;
/** Paper, bar, whisker, axis. */
const COLOURS = [
  [255, 255, 255],
  [0, 95, 115],
  [20, 24, 30],
  [150, 158, 168],
] as const;

export function previewImage(bars: readonly PreviewBar[]): Buffer {
  const shown = bars.slice(0, MOST_BARS);
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  const fill = (left: number, top: number, width: number, height: number, colour: number) => {
    for (let y = Math.round(top); y < Math.round(top + height); y += 1)
      pixels.fill(colour, y * WIDTH + Math.round(left), y * WIDTH + Math.round(left + width));
  };
  const most = Math.max(0.05, ...shown.map(({ high }) => high));
  const x = (share: number) => MARGIN + (share / most) * (WIDTH - 2 * MARGIN);
  const step = (HEIGHT - 2 * MARGIN) / Math.max(1, shown.length);
  for (const [at, { share, low, high }] of shown.entries()) {
    const top = MARGIN + at * step + step * 0.15;
    const height = step * 0.7;
    fill(MARGIN, top, x(share) - MARGIN, height, 1);
    fill(x(low), top + height / 2 - 2, x(high) - x(low), 4, 2);
    for (const end of [low, high]) fill(x(end) - 2, top + height * 0.3, 4, height * 0.4, 2);
  }
  fill(MARGIN - 4, MARGIN, 4, HEIGHT - 2 * MARGIN, 3);
  return pngOf(pixels);
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
