/** Reads a response's answers out of their JSON as codes, byte by byte, where it holds nothing but what the survey can be answered. */
import { ANSWERED, type AnswerRow, choose, NOT_ASKED } from "./answer-codes.ts";
import type { Item } from "./items.ts";
import { knownTexts, SPARE } from "./known-texts.ts";

/** The byte after the answers; undefined where they hold something else. */
export interface ReadAnswers {
  (bytes: DataView, at: number): number | undefined;
  /** How many bytes there must be after the last. */
  readonly spare: number;
}

/** Writes what stands there and tells the byte after it; -1 for anything unknown. */
type Read = (bytes: DataView, at: number) => number;

const [OPEN, CLOSE, COMMA, LIST, END_OF_LIST] = [123, 125, 44, 91, 93];
const [QUOTE, BACKSLASH] = [34, 92];
const UNKNOWN = -1;

/** `row`: where they are written, begun with who was asked what. */
export function readAnswers(items: readonly Item[], row: AnswerRow): ReadAnswers {
  const questions = [...new Set(items.map(({ question }) => question))];
  const read = readMembers(
    questions.map((question) => memberOf(question, placed(items, row, question))),
    row,
  );
  const longest = Math.max(
    0,
    ...items.flatMap(({ question, row: own = "", options }) =>
      ["", ...options.map(({ id }) => id)].map((id) => 3 * (question.length + own.length + id.length) + SPARE),
    ),
  );
  return Object.assign(
    (bytes: DataView, at: number) => {
      const end = read(bytes, at);
      return end === UNKNOWN ? undefined : end;
    },
    { spare: 2 * (longest + SPARE) },
  );
}

interface Placed {
  readonly item: Item;
  readonly at: number;
  readonly row: AnswerRow;
}

function placed(items: readonly Item[], row: AnswerRow, question: string): readonly Placed[] {
  return items.flatMap((item, at) => (item.question === question ? [{ item, at, row }] : []));
}

/** A member of an object: one of a few whole texts, key and value, or a key with a value that is read. */
interface Member {
  readonly texts: readonly string[];
  /** Where the texts are an item's options in their order: its place. */
  readonly at: number;
  readonly value: Read | undefined;
}

/** A question that is a grid in one version and something else in another is not read in this way. */
function memberOf(question: string, own: readonly Placed[]): Member {
  const [first] = own;
  const key = `${JSON.stringify(question)}:`;
  if (!first || new Set(own.map(({ item }) => item.row === undefined)).size > 1)
    return { texts: [key], at: 0, value: () => UNKNOWN };
  if (first.item.row !== undefined) {
    const rows = own.map(({ item, at }) => optionsMember(`${JSON.stringify(item.row)}:`, item, at));
    return { texts: [key], at: 0, value: readMembers(rows, first.row) };
  }
  switch (first.item.kind) {
    case "one":
    case "scale":
      return optionsMember(key, first.item, first.at);
    case "several":
      return { texts: [key], at: 0, value: readSeveral(first) };
    case "number":
      return { texts: [key], at: 0, value: readNumber(first) };
    case "text":
      return { texts: [key], at: 0, value: readText(first) };
  }
}

function optionsMember(key: string, { kind, options }: Item, at: number): Member {
  const value = (id: string) => (kind === "scale" ? String(Number(id)) : JSON.stringify(id));
  return { texts: options.map(({ id }) => `${key}${value(id)}`), at, value: undefined };
}

/** An object of these members in whatever order; each is looked for from the one on that is expected. */
function readMembers(members: readonly Member[], row: AnswerRow): Read {
  const texts = knownTexts(members.map((member) => member.texts));
  const places = Int32Array.from(members, ({ at }) => at);
  const values = members.map(({ value }) => value);
  const { firsts, lengths } = texts;
  return (bytes, from) => {
    if (bytes.getUint8(from) !== OPEN) return UNKNOWN;
    if (bytes.getUint8(from + 1) === CLOSE) return from + 2;
    let member = 0;
    for (let at = from + 1; ; at += 1) {
      let text = UNKNOWN;
      for (let tried = 0; tried < values.length; tried += 1) {
        if (member >= values.length) member = 0;
        text = texts.find(member, bytes, at);
        if (text !== UNKNOWN) break;
        member += 1;
      }
      if (text === UNKNOWN) return UNKNOWN;
      at += lengths[text] ?? 0;
      const value = values[member];
      if (value === undefined) {
        const place = places[member] ?? 0;
        if (row.codes[place] !== NOT_ASKED) row.codes[place] = ANSWERED + text - (firsts[member] ?? 0);
      } else {
        at = value(bytes, at);
        if (at === UNKNOWN) return UNKNOWN;
      }
      const next = bytes.getUint8(at);
      if (next !== COMMA) return next === CLOSE ? at + 1 : UNKNOWN;
      member += 1;
    }
  };
}

function readSeveral({ item, at: place, row }: Placed): Read {
  const options = knownTexts([item.options.map(({ id }) => JSON.stringify(id))]);
  return (bytes, from) => {
    if (bytes.getUint8(from) !== LIST) return UNKNOWN;
    for (let at = from + 1; ; at += 1) {
      const option = options.find(0, bytes, at);
      if (option === UNKNOWN) return UNKNOWN;
      if (row.codes[place] !== NOT_ASKED) choose(row, place, option);
      at += options.lengths[option] ?? 0;
      const next = bytes.getUint8(at);
      if (next !== COMMA) return next === END_OF_LIST ? at + 1 : UNKNOWN;
    }
  };
}

function readNumber({ at: place, row }: Placed): Read {
  return (bytes, from) => {
    let text = "";
    let at = from;
    for (let byte = bytes.getUint8(at); byte !== COMMA && byte !== CLOSE; byte = bytes.getUint8(at)) {
      text += String.fromCharCode(byte);
      at += 1;
    }
    if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return UNKNOWN;
    if (row.codes[place] === NOT_ASKED) return at;
    row.codes[place] = ANSWERED;
    row.values[place] = Number(text);
    return at;
  };
}

/** Whatever was written, a line's end is never in it: JSON escapes it. */
function readText({ at: place, row }: Placed): Read {
  return (bytes, from) => {
    if (bytes.getUint8(from) !== QUOTE) return UNKNOWN;
    let at = from + 1;
    for (let byte = bytes.getUint8(at); byte !== QUOTE; byte = bytes.getUint8(at)) at += byte === BACKSLASH ? 2 : 1;
    if (row.codes[place] !== NOT_ASKED) row.codes[place] = ANSWERED;
    return at + 1;
  };
}
