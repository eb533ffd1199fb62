/**
 * Coding open answers: what staff keep of what citizens wrote in their own words. A **frame** holds the codes of a question; a
 * coder gives each text one of them. All pure.
 *
 * A coding has to find its text again, and must give the text no key to its response. So nothing is added to a response, and no
 * text is copied: a coding lies under the text's **mark**, an HMAC of question and text under a random key of the survey.
 * Whoever wrote the same has the same mark. A text that is gone, because its response was withdrawn, leaves a mark that fits
 * nothing, and is forgotten with the next look (`server/admin/coding/text-desk.ts`). A coding bears no time and no order.
 */
import { createHmac } from "node:crypto";
import type { Text } from "../survey/definition.ts";

export interface Code {
  /** Stays the same through all versions, and never comes to mean something else. */
  readonly id: string;
  readonly label: Text;
  readonly definition: Text;
  /** Beginnings of words by which it is suggested, in lower case. */
  readonly keywords: readonly string[];
}

export interface Frame {
  readonly survey: string;
  readonly question: string;
  /** Of the version, from 1. */
  readonly number: number;
  readonly codes: readonly Code[];
  /** How many code each text: two do so without seeing each other's. */
  readonly coders: 1 | 2;
}

/** One coder's code for one text. */
export interface Coding {
  readonly question: string;
  /** The text's mark in hexadecimal digits. */
  readonly mark: string;
  readonly coder: string;
  readonly code: string;
}

/** The code that was agreed on where two coders differed. */
export interface Settlement {
  readonly question: string;
  readonly mark: string;
  readonly code: string;
}

/** The code of every frame for a text that says nothing, or nothing that a code is for. */
export const UNCODABLE = "unclear";

/** 64 hexadecimal digits. `key`: the survey's, 32 bytes. */
export function markOf(key: Uint8Array, question: string, text: string): string {
  return createHmac("sha256", key)
    .update(`${Buffer.byteLength(question)}:${question}${text}`)
    .digest("hex");
}

/** The newest frame of each question, by question. */
export function newestFrames(frames: readonly Frame[]): ReadonlyMap<string, Frame> {
  const newest = new Map<string, Frame>();
  for (const frame of frames)
    if (frame.number > (newest.get(frame.question)?.number ?? 0)) newest.set(frame.question, frame);
  return newest;
}

/** An id for a new code: no other code of any version has or had it. */
export function nextCodeId(versions: readonly Frame[]): string {
  const used = versions.flatMap(({ codes }) => codes.map(({ id }) => Number(/^c(\d+)$/.exec(id)?.[1] ?? 0)));
  return `c${Math.max(0, ...used) + 1}`;
}

export interface Suggestion {
  readonly code: string;
  readonly keyword: string;
}

/** The codes of which a keyword begins a word of the text, in the frame's order. A person still has to choose. */
export function suggestions({ codes }: Pick<Frame, "codes">, text: string): readonly Suggestion[] {
  const words = plain(text);
  return codes.flatMap(({ id, keywords }) => {
    const keyword = keywords.find((word) => beginsAWord(words, plain(word)));
    return keyword === undefined ? [] : [{ code: id, keyword }];
  });
}

function beginsAWord(text: string, keyword: string): boolean {
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1))
    if (keyword !== "" && !/[\p{L}\p{N}]$/u.test(text.slice(0, at))) return true;
  return false;
}

/** Letters as people mean them: without capitals, and ё as е. */
function plain(text: string): string {
  return text.normalize("NFC").toLowerCase().replaceAll("ё", "е");
}

/** Everything that coders said of one text. */
export interface CodedText {
  readonly mark: string;
  readonly codings: readonly Coding[];
  readonly settled: string | undefined;
}

/** By mark. */
export function byText(codings: readonly Coding[], settlements: readonly Settlement[]): ReadonlyMap<string, CodedText> {
  const settled = new Map(settlements.map(({ mark, code }) => [mark, code]));
  const texts = new Map<string, CodedText>();
  for (const coding of codings) {
    const { mark } = coding;
    const others = texts.get(mark)?.codings ?? [];
    texts.set(mark, { mark, codings: [...others, coding], settled: settled.get(mark) });
  }
  return texts;
}

/** The code that counts: the settled one, or the one that as many coders as the frame asks for agree on. */
export function finalCode({ codings, settled }: CodedText, { coders }: Pick<Frame, "coders">): string | undefined {
  if (settled !== undefined) return settled;
  const [first] = codings;
  return first && codings.length >= coders && codings.every(({ code }) => code === first.code) ? first.code : undefined;
}

/** Coded by all who had to, differently, and not settled. */
export function isDisputed({ codings, settled }: CodedText): boolean {
  return settled === undefined && new Set(codings.map(({ code }) => code)).size > 1;
}

export interface Pair {
  readonly first: string;
  readonly second: string;
  /** By the first's code in rows and the second's in columns, in the order of `codes`. */
  readonly table: readonly (readonly number[])[];
}

/** For every two coders who coded texts in common: how often which codes met. What was settled afterwards changes nothing in it. */
export function pairsOf(texts: Iterable<CodedText>, codes: readonly string[]): readonly Pair[] {
  const pairs = new Map<string, { readonly first: string; readonly second: string; readonly table: number[][] }>();
  for (const { codings } of texts) {
    const [one, other] = codings.toSorted((a, b) => (a.coder < b.coder ? -1 : 1));
    if (!one || !other) continue;
    const name = JSON.stringify([one.coder, other.coder]);
    const pair = pairs.get(name) ?? {
      first: one.coder,
      second: other.coder,
      table: codes.map(() => codes.map(() => 0)),
    };
    const row = pair.table[codes.indexOf(one.code)];
    const column = codes.indexOf(other.code);
    if (row && column >= 0) row[column] = (row[column] ?? 0) + 1;
    pairs.set(name, pair);
  }
  return [...pairs.values()].toSorted((a, b) => (a.first + a.second < b.first + b.second ? -1 : 1));
}

/** Every code that a text may have under a frame. */
export function codeIds({ codes }: Pick<Frame, "codes">): readonly string[] {
  return [...codes.map(({ id }) => id), UNCODABLE];
}
