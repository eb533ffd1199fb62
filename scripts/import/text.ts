/** A file's bytes as text: UTF-8 with or without a byte order mark, all line ends as `\n`, so that lines can be counted. */
import { isUtf8 } from "node:buffer";

/** Where a file stops making sense: nothing after it was read. */
export class Slip extends Error {
  /** From 1. */
  readonly line: number;
  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

const LINE_END = 0x0a;
const BYTE_ORDER_MARK = "\ufeff";
/** A row of 200 open answers of 5,000 letters each is smaller. */
export const LONGEST = 4_000_000;

/** Yields the text in pieces of whole lines. Throws a `Slip` where a line is no UTF-8, or too long to be one. */
export async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let line = 1;
  for await (const piece of wholeLines(bytes)) {
    if (piece.length > LONGEST) throw new Slip(line, `is longer than ${LONGEST} characters`);
    const good = piece.subarray(0, goodLength(piece));
    const text = good.toString("utf8").replace(/\r\n?/g, "\n");
    yield line === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
    line += lineEndsIn(text);
    if (good.length < piece.length)
      throw new Slip(line, "is not UTF-8: save the file in this encoding (a spreadsheet calls it CSV UTF-8)");
  }
}

export function lineEndsIn(text: string): number {
  return text.split("\n").length - 1;
}

/** Cuts after the last line end of each chunk; a letter of several bytes holds no line end, so none is cut in two. */
async function* wholeLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: readonly Uint8Array[] = [];
  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(LINE_END) + 1;
    const isTooLong = rest.reduce((sum, part) => sum + part.length, 0) > LONGEST;
    if (end > 0 || isTooLong) yield Buffer.concat([...rest, chunk.subarray(0, end)]);
    rest = end > 0 ? [chunk.subarray(end)] : [...rest, chunk];
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

/** How many bytes come before the first line that is no UTF-8. */
function goodLength(piece: Buffer): number {
  if (isUtf8(piece)) return piece.length;
  for (let start = 0; start < piece.length; ) {
    const next = piece.indexOf(LINE_END, start) + 1 || piece.length;
    if (!isUtf8(piece.subarray(start, next))) return start;
    start = next;
  }
  return piece.length;
}
