/** Reads a response's answers out of their JSON as codes, byte by byte, where it holds nothing but what the survey can be answered. */
import type { CellWriter } from "./answer-codes.ts";
import { NOT_ASKED } from "./data-matrix.ts";
import type { Item } from "./items.ts";
import { knownTexts, SPARE } from "./known-texts.ts";

/** The byte after the answers; undefined where they hold something else. `codes`: by item, whether it was asked. */
export interface ReadAnswers {
  (bytes: DataView, at: number, codes: Uint8Array): number | undefined;
  /** How many bytes there must be after the last. */
  readonly spare: number;
}

/** Writes one question's answer and tells the byte after it; -1 for anything unknown. */
type ReadValue = (bytes: DataView, at: number, codes: Uint8Array) => number;

const [OPEN, CLOSE, COMMA, LIST, END_OF_LIST] = [123, 125, 44, 91, 93];
const [QUOTE, BACKSLASH, MINUS, ZERO, NINE] = [34, 92, 45, 48, 57];
const UNKNOWN = -1;

export function readAnswers(items: readonly Item[], writers: readonly CellWriter[]): ReadAnswers {
  const questions = [...new Set(items.map(({ question }) => question))];
  const keys = knownKeys(questions);
  const values = questions.map((question) => readValue(placed(items, writers, question)));
  const read = (bytes: DataView, from: number, codes: Uint8Array): number | undefined => {
    if (bytes.getUint8(from) !== OPEN) return undefined;
    if (bytes.getUint8(from + 1) === CLOSE) return from + 2;
    let at = from + 1;
    let expected = 0;
    for (;;) {
      const question = keys.find(bytes, at, expected);
      if (question === UNKNOWN) return undefined;
      const end = values[question]?.(bytes, at + (keys.lengths[question] ?? 0), codes) ?? UNKNOWN;
      if (end === UNKNOWN) return undefined;
      const next = bytes.getUint8(end);
      if (next !== COMMA) return next === CLOSE ? end + 1 : undefined;
      at = end + 1;
      expected = question + 1;
    }
  };
  const longest = Math.max(
    0,
    ...keys.lengths,
    ...items.flatMap(({ options }) => options.map(({ id }) => 3 * id.length)),
  );
  return Object.assign(read, { spare: 2 * (longest + SPARE) });
}

/** Questions' keys, as they stand in JSON: looked for from the one that is expected on. */
function knownKeys(ids: readonly string[]) {
  const texts = ids.map((id) => `${JSON.stringify(id)}:`);
  const each = texts.map((text) => knownTexts([text]));
  return {
    lengths: knownTexts(texts).lengths,
    find(bytes: DataView, at: number, expected: number): number {
      for (let step = 0; step < each.length; step += 1) {
        const place = expected + step < each.length ? expected + step : expected + step - each.length;
        if (each[place]?.find(bytes, at) === 0) return place;
      }
      return UNKNOWN;
    },
  };
}

interface Placed {
  readonly item: Item;
  readonly at: number;
  readonly writer: CellWriter;
}

function placed(items: readonly Item[], writers: readonly CellWriter[], question: string): readonly Placed[] {
  return items.flatMap((item, at) => {
    const writer = writers[at];
    return item.question === question && writer ? [{ item, at, writer }] : [];
  });
}

/** A question that is a grid in one version and something else in another is not read in this way. */
function readValue(own: readonly Placed[]): ReadValue {
  const [first] = own;
  if (!first || new Set(own.map(({ item }) => item.row === undefined)).size > 1) return () => UNKNOWN;
  if (first.item.row !== undefined) return readRows(own);
  switch (first.item.kind) {
    case "one":
      return readOne(first);
    case "several":
      return readSeveral(first);
    case "scale":
      return readPoint(first);
    case "number":
      return readNumber(first);
    case "text":
      return readText(first);
  }
}

function readOne({ item, at: position, writer }: Placed): ReadValue {
  const options = knownTexts(item.options.map(({ id }) => JSON.stringify(id)));
  return (bytes, at, codes) => {
    const option = options.find(bytes, at);
    if (option === UNKNOWN) return UNKNOWN;
    if (codes[position] !== NOT_ASKED) writer.answer(option);
    return at + (options.lengths[option] ?? 0);
  };
}

function readSeveral({ item, at: position, writer }: Placed): ReadValue {
  const options = knownTexts(item.options.map(({ id }) => JSON.stringify(id)));
  return (bytes, from, codes) => {
    if (bytes.getUint8(from) !== LIST) return UNKNOWN;
    for (let at = from + 1; ; at += 1) {
      const option = options.find(bytes, at);
      if (option === UNKNOWN) return UNKNOWN;
      if (codes[position] !== NOT_ASKED) writer.choose(option);
      at += options.lengths[option] ?? 0;
      const next = bytes.getUint8(at);
      if (next !== COMMA) return next === END_OF_LIST ? at + 1 : UNKNOWN;
    }
  };
}

function readPoint({ item, at: position, writer }: Placed): ReadValue {
  const points = item.options.map(({ id }) => Number(id));
  const least = Math.min(...points);
  const places = new Int16Array(Math.max(...points) - least + 1).fill(UNKNOWN);
  for (const [place, point] of points.entries()) places[point - least] = place;
  return (bytes, from, codes) => {
    const isNegative = bytes.getUint8(from) === MINUS;
    let value = 0;
    let at = isNegative ? from + 1 : from;
    for (let byte = bytes.getUint8(at); byte >= ZERO && byte <= NINE; byte = bytes.getUint8(at)) {
      value = value * 10 + byte - ZERO;
      at += 1;
    }
    const place = places[(isNegative ? -value : value) - least] ?? UNKNOWN;
    if (place === UNKNOWN) return UNKNOWN;
    if (codes[position] !== NOT_ASKED) writer.answer(place);
    return at;
  };
}

function readNumber({ at: position, writer }: Placed): ReadValue {
  return (bytes, from, codes) => {
    let text = "";
    let at = from;
    for (let byte = bytes.getUint8(at); byte !== COMMA && byte !== CLOSE; byte = bytes.getUint8(at)) {
      text += String.fromCharCode(byte);
      at += 1;
    }
    if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return UNKNOWN;
    if (codes[position] !== NOT_ASKED) writer.value(Number(text));
    return at;
  };
}

/** Whatever was written, a line's end is never in it: JSON escapes it. */
function readText({ at: position, writer }: Placed): ReadValue {
  return (bytes, from, codes) => {
    if (bytes.getUint8(from) !== QUOTE) return UNKNOWN;
    let at = from + 1;
    for (let byte = bytes.getUint8(at); byte !== QUOTE; byte = bytes.getUint8(at)) at += byte === BACKSLASH ? 2 : 1;
    if (codes[position] !== NOT_ASKED) writer.answer(0);
    return at + 1;
  };
}

function readRows(own: readonly Placed[]): ReadValue {
  const keys = knownKeys(own.map(({ item }) => item.row ?? ""));
  const points = own.map(readPoint);
  return (bytes, from, codes) => {
    if (bytes.getUint8(from) !== OPEN) return UNKNOWN;
    let at = from + 1;
    let expected = 0;
    for (;;) {
      const row = keys.find(bytes, at, expected);
      if (row === UNKNOWN) return UNKNOWN;
      const end = points[row]?.(bytes, at + (keys.lengths[row] ?? 0), codes) ?? UNKNOWN;
      if (end === UNKNOWN) return UNKNOWN;
      const next = bytes.getUint8(end);
      if (next !== COMMA) return next === CLOSE ? end + 1 : UNKNOWN;
      at = end + 1;
      expected = row + 1;
    }
  };
}
