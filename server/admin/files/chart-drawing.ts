/** A bar chart as an SVG that stands alone, with its title above and what has to be read with it below: black on white, no colour. */
import { escaped } from "../../release/xml.ts";
import { wrapped } from "../../reports/columns.ts";
import type { barChart } from "../report/bar-chart.ts";

const WIDTH = 720;
const MARGIN = 24;
/** Pixels of an em, and characters of a line that are as wide as the drawing. */
const EM = 16;
const TITLE_LINE = 52;
const NOTE_LINE = 96;

export interface Drawing {
  readonly title: string;
  readonly desc: string;
  readonly chart: ReturnType<typeof barChart>;
  /** Sentences, a paragraph each; the source is the last. */
  readonly notes: readonly string[];
}

export function drawn({ title, desc, chart, notes }: Drawing): string {
  const head = wrapped(title, TITLE_LINE);
  const foot = notes.flatMap((note) => wrapped(note, NOTE_LINE));
  const chartTop = MARGIN + head.length * 26 + 8;
  const footTop = chartTop + Number.parseFloat(chart.height) * EM + 20;
  const height = Math.ceil(footTop + foot.length * 18 + MARGIN);
  const lines = (texts: readonly string[], top: number, step: number, size: number, weight: string) =>
    texts
      .map((text, at) => {
        const place = `x="${MARGIN}" y="${top + at * step}" font-size="${size}" font-weight="${weight}"`;
        return `<text ${place}>${escaped(text)}</text>`;
      })
      .join("");
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc" font-family="DejaVu Sans, Noto Sans, Arial, sans-serif" fill="#000">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(desc)}</desc>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${lines(head, MARGIN + 16, 26, 19, "700")}
<svg x="${MARGIN}" y="${chartTop}" width="${WIDTH - 2 * MARGIN}" height="${Number.parseFloat(chart.height) * EM}" font-size="${EM}" overflow="visible">
${barsOf(chart)}
</svg>
${lines(foot, footTop, 18, 12, "400")}
</svg>
`;
}

function barsOf({ width, axis, ticksAt, ticks, rows }: Drawing["chart"]): string {
  return [
    `<line x1="0" x2="${width}" y1="${axis}" y2="${axis}" stroke="#555"/>`,
    ...ticks.map(
      ({ x, anchor, words }) =>
        // An em of these smaller letters would be another one.
        `<text x="${x}" y="${Number.parseFloat(ticksAt) * EM}" text-anchor="${anchor}" font-size="13">${escaped(words)}</text>`,
    ),
    ...rows.flatMap(({ lines, bar, whisker, mark, value, valueAt }) => [
      ...lines.map(({ words, y }) => `<text x="0" y="${y}">${escaped(words)}</text>`),
      ...(bar
        ? [`<rect x="0" y="${bar.y}" width="${bar.width}" height="${bar.height}" fill="#bbb" stroke="#000"/>`]
        : []),
      ...(whisker ? [whiskerOf(whisker)] : []),
      ...(mark ? [markOf(mark)] : []),
      `<text x="100%" y="${valueAt}" text-anchor="end" font-weight="700">${escaped(value)}</text>`,
    ]),
  ].join("\n");
}

function whiskerOf({ low, high, y, top, bottom }: NonNullable<Drawing["chart"]["rows"][number]["whisker"]>): string {
  const line = (x1: string, x2: string, y1: string, y2: string) =>
    `<line x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}"/>`;
  return `<g stroke="#000" stroke-width="2">${line(low, high, y, y)}${line(low, low, top, bottom)}${line(high, high, top, bottom)}</g>`;
}

/** Thick and dashed, and longer than a whisker's end, so that nobody takes one for the other on a grey print. */
function markOf({ x, top, bottom }: NonNullable<Drawing["chart"]["rows"][number]["mark"]>): string {
  return `<line x1="${x}" x2="${x}" y1="${top}" y2="${bottom}" stroke="#000" stroke-width="4" stroke-dasharray="5 3"/>`;
}
