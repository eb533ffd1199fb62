/**
 * Letters as pixels, for pictures that are made here: outlines of Roboto (Apache License 2.0, with Kazakh letters), read by
 * opentype.js and filled line by line.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import opentype from "opentype.js";

export interface Face {
  /** Of a text at that size, in pixels. */
  width(text: string, size: number): number;
  /** Calls `put` for every pixel that the text touches, with how much of it: from above 0 to 1. */
  draw(text: string, place: Place, put: (x: number, y: number, covered: number) => void): void;
}

/** `y`: the line that letters stand on. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export type Weight = "Regular" | "Bold";

const faces = new Map<Weight, Face>();

/** Read once, where it is first needed: most processes draw nothing. */
export function faceOf(weight: Weight): Face {
  const face = faces.get(weight) ?? openFace(weight);
  faces.set(weight, face);
  return face;
}

function openFace(weight: Weight): Face {
  const file = createRequire(import.meta.url).resolve(`roboto-fontface/fonts/roboto/Roboto-${weight}.woff`);
  const bytes = readFileSync(file);
  const font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return {
    width: (text, size) => font.getAdvanceWidth(text, size),
    draw: (text, { x, y, size }, put) => fill(edgesOf(font.getPath(text, x, y, size).commands), put),
  };
}

/** The beginning of a text that fits, with an ellipsis where it is not all of it. */
export function fitted(face: Face, text: string, size: number, width: number): string {
  if (face.width(text, size) <= width) return text;
  const letters = [...text];
  const cut = (count: number) => `${letters.slice(0, count).join("").trimEnd()}…`;
  let [fits, over] = [0, letters.length];
  while (over - fits > 1) {
    const middle = (fits + over) >> 1;
    if (face.width(cut(middle), size) <= width) fits = middle;
    else over = middle;
  }
  return cut(fits);
}

/** A text in at most so many lines, broken between words; the last is cut where there is more. */
export function linesOf(face: Face, text: string, size: number, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && (face.width(longer, size) <= width || lines.length === most))
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitted(face, line, size, width));
}

/** From one point to the next, and whether it goes down. */
interface Edge {
  readonly top: number;
  readonly bottom: number;
  readonly x: number;
  /** How far to the right a step down leads. */
  readonly slope: number;
  readonly turn: 1 | -1;
}

/** Pieces that a curve is taken for. */
const PIECES = 6;

function edgesOf(commands: readonly opentype.PathCommand[]): readonly Edge[] {
  const edges: Edge[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const to = (nextX: number, nextY: number) => {
    if (nextY !== y) {
      const slope = (nextX - x) / (nextY - y);
      const down = nextY > y;
      edges.push({
        top: Math.min(y, nextY),
        bottom: Math.max(y, nextY),
        x: down ? x : nextX,
        slope,
        turn: down ? 1 : -1,
      });
    }
    [x, y] = [nextX, nextY];
  };
  for (const command of commands) {
    const [fromX, fromY] = [x, y];
    if (command.type === "M") [x, y, startX, startY] = [command.x, command.y, command.x, command.y];
    if (command.type === "L") to(command.x, command.y);
    if (command.type === "Z") to(startX, startY);
    if (command.type === "Q")
      for (let piece = 1; piece <= PIECES; piece += 1) {
        const [end, start] = [piece / PIECES, 1 - piece / PIECES];
        const between = (from: number, by: number, last: number) =>
          start * start * from + 2 * start * end * by + end * end * last;
        to(between(fromX, command.x1, command.x), between(fromY, command.y1, command.y));
      }
  }
  return edges;
}

/** Lines that a row of pixels is looked at on. */
const LINES = 4;

/** Inside is where outlines have turned around (nonzero winding), as TrueType has it; each pixel gets the part that is inside. */
function fill(edges: readonly Edge[], put: (x: number, y: number, covered: number) => void): void {
  if (edges.length === 0) return;
  const first = Math.floor(Math.min(...edges.map(({ top }) => top)));
  const last = Math.ceil(Math.max(...edges.map(({ bottom }) => bottom)));
  for (let row = first; row < last; row += 1) {
    const covered = new Map<number, number>();
    const near = edges.filter(({ top, bottom }) => top < row + 1 && bottom > row);
    for (let line = 0; line < LINES; line += 1) coverLine(near, row + (line + 0.5) / LINES, covered);
    for (const [x, part] of covered) put(x, row, Math.min(1, part / LINES));
  }
}

function coverLine(edges: readonly Edge[], y: number, covered: Map<number, number>): void {
  const crossings = edges
    .filter(({ top, bottom }) => top <= y && y < bottom)
    .map(({ top, x, slope, turn }) => ({ x: x + (y - top) * slope, turn }))
    .sort((a, b) => a.x - b.x);
  let turns = 0;
  for (const [at, { x, turn }] of crossings.entries()) {
    turns += turn;
    if (turns !== 0) coverSpan(x, crossings[at + 1]?.x ?? x, covered);
  }
}

function coverSpan(from: number, to: number, covered: Map<number, number>): void {
  for (let x = Math.floor(from); x < to; x += 1)
    covered.set(x, (covered.get(x) ?? 0) + Math.min(x + 1, to) - Math.max(x, from));
}
