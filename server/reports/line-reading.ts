/**
 * Reads lines of responses (`records/lines.ts`) into a data matrix. What a survey can be answered is known beforehand, so a line
 * is compared with it byte by byte and nothing is made of it but codes. A line that holds anything else, or whose
 * way through the survey depended on its answers, is read in the ordinary way; both ways come to the same.
 */
import { ALIKE, type Lines, responseIn } from "../records/lines.ts";
import type { CountedResponse } from "../records/response.ts";
import { begin, startOf } from "./answer-codes.ts";
import { readAnswers } from "./answer-reading.ts";
import type { Asked } from "./asked.ts";
import type { AlikeIn, MatrixBuilder } from "./data-matrix.ts";
import type { Item } from "./items.ts";
import { type KnownTexts, knownTexts } from "./known-texts.ts";

const [TAB, LINE_FEED, ZERO, NINE] = [9, 10, 48, 57];

export interface LineReader {
  read(lines: Lines): void;
}

/** `add`: reads a response in the ordinary way. `whole`: every response has to be. */
export function openLineReader(
  items: readonly Item[],
  { always }: Pick<Asked, "always">,
  builder: MatrixBuilder,
  { add, whole }: { add(response: CountedResponse): void; readonly whole: boolean },
): LineReader {
  const answers = readAnswers(items, builder.row);
  const heads = knownHeads(items.length, always, builder);
  let bytes = Buffer.alloc(0);
  let view = new DataView(bytes.buffer);

  /** Undefined: not in this way. */
  const readInPlace = (from: number): number | undefined => {
    const head = heads.at(view, from) ?? heads.learnt(bytes, from);
    if (!head?.codes) return undefined;
    const duration = from + head.length;
    const flags = pastTab(bytes, duration);
    const start = pastTab(bytes, flags);
    begin(builder.row, head.codes);
    const end = answers(view, start);
    if (end === undefined || bytes[end] !== LINE_FEED) return undefined;
    builder.append(head.alike, numberAt(bytes, duration), numberAt(bytes, flags));
    return end + 1;
  };

  return {
    read({ count, text }) {
      if (count === 0) return;
      const end = text.length + 1;
      if (bytes.length < end + answers.spare) {
        bytes = Buffer.alloc(2 * (end + answers.spare));
        view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      }
      bytes.set(text);
      bytes[text.length] = LINE_FEED;
      for (let at = 0; at < end; ) {
        const next = whole ? undefined : readInPlace(at);
        const until = next ?? bytes.indexOf(LINE_FEED, at) + 1;
        if (next === undefined) add(responseIn(bytes.toString("utf8", at, until - 1)));
        at = until;
      }
    },
  };
}

interface Head {
  /** In bytes, with the tab after it. */
  readonly length: number;
  readonly alike: AlikeIn;
  /** Of nothing answered; undefined where that hangs on the answers. */
  readonly codes: Uint16Array | undefined;
}

/** The beginnings of lines, each looked into once. */
function knownHeads(items: number, always: Asked["always"], builder: MatrixBuilder) {
  const texts: string[] = [];
  const heads: Head[] = [];
  let known: KnownTexts = knownTexts([texts]);
  return {
    at: (view: DataView, from: number): Head | undefined => heads[known.find(0, view, from)],
    learnt(bytes: Buffer, from: number): Head | undefined {
      const text = bytes.toString("utf8", from, endOfHead(bytes, from));
      const [language = "", month = "", channel = "", version = ""] = text.split("\t");
      const asked = always(version);
      const codes = asked && startOf(items, asked);
      heads.push({ length: Buffer.byteLength(text), alike: builder.alike({ language, month, channel }), codes });
      texts.push(text);
      known = knownTexts([texts]);
      return heads.at(-1);
    },
  };
}

function endOfHead(bytes: Buffer, from: number): number {
  let at = from;
  for (let field = 0; field < ALIKE; field += 1) at = bytes.indexOf(TAB, at) + 1;
  return at;
}

/** A whole number in digits; NaN where there is none. */
function numberAt(bytes: Buffer, from: number): number {
  let value = 0;
  let at = from;
  for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[at] ?? 0) {
    value = value * 10 + byte - ZERO;
    at += 1;
  }
  return at === from ? Number.NaN : value;
}

function pastTab(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] !== TAB) at += 1;
  return at + 1;
}
