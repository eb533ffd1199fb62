/**
 * Pages that are alike for everybody but for a few words, such as a form's token: rendered and compressed once, as sheets with
 * blanks, which each answer fills in. Deflate lets pieces that were compressed apart stand beside pieces that are not compressed
 * (RFC 1951, 3.2.4), so a filled sheet costs a checksum and no compressing.
 */
import { randomUUID } from "node:crypto";
import { constants, crc32, deflateRawSync } from "node:zlib";
import Handlebars from "handlebars";

/** What stands in the blanks, by name. */
export type Words = Readonly<Record<string, string>>;

export interface Sheet {
  /** The page in UTF-8. Throws where a blank has no word. */
  plain(words: Words): Buffer;
  /** The same as gzip (RFC 1952). */
  gzip(words: Words): Buffer;
}

export interface Sheets {
  /**
   * The sheet of a view and of what stands around it: made by `render` where it is not known yet. A view is known by being the very
   * same object, so that no answer has to read all of it again; what stands around it by what it says.
   */
  of(view: object, around: unknown, render: () => string): Sheet;
}

/** Some 30 KB each. The oldest makes room. */
const MOST = 300;

export function openSheets(): Sheets {
  const known = new Map<string, Sheet>();
  const numbers = new WeakMap<object, number>();
  let last = 0;
  const numberOf = (view: object) => {
    const number = numbers.get(view) ?? ++last;
    numbers.set(view, number);
    return number;
  };
  return {
    of: (view, around, render) => {
      const key = `${numberOf(view)} ${JSON.stringify(around)}`;
      const before = known.get(key);
      if (before) return before;
      const made = sheetOf(render());
      const [oldest] = known.keys();
      if (known.size >= MOST && oldest !== undefined) known.delete(oldest);
      known.set(key, made);
      return made;
    },
  };
}

/** No page holds it by chance or by somebody's will. */
const MARK = randomUUID();
const BLANKS = new RegExp(`${MARK}:(\\w+):`);

/** What a template prints where a word is to stand. */
export function blank(name: string): string {
  return `${MARK}:${name}:`;
}

interface Piece {
  readonly plain: Buffer;
  /** As it stands in a deflate stream, from one byte's beginning to another's end. */
  readonly packed: Buffer;
}

/** `page`: with `blank`s in it. */
export function sheetOf(page: string): Sheet {
  // Split by a pattern with a group: every other part is the name of a blank.
  const parts = page.split(BLANKS).map((part, at) => (at % 2 === 0 ? compressed(part, 9) : part));
  const filled = (words: Words) => parts.map((part) => (typeof part === "string" ? wordIn(words, part) : part));
  return {
    plain: (words) => Buffer.concat(filled(words).map(({ plain }) => plain)),
    gzip: (words) => gzipOf(filled(words)),
  };
}

function compressed(text: string, level: number): Piece {
  const plain = Buffer.from(text);
  return { plain, packed: deflateRawSync(plain, { level, finishFlush: constants.Z_SYNC_FLUSH }) };
}

/** From so many bytes on a word is compressed: it is no random one. */
const LONG = 500;

/** Escaped as a template would, and stored as it is: random words do not become smaller. */
function wordIn(words: Words, name: string): Piece {
  const word = words[name];
  if (word === undefined) throw new Error(`a sheet's blank ${name} has no word`);
  const escaped = Handlebars.escapeExpression(word);
  if (escaped.length >= LONG) return compressed(escaped, 3);
  const plain = Buffer.from(escaped);
  const head = Buffer.alloc(5);
  head.writeUInt16LE(plain.length, 1);
  head.writeUInt16LE(0xffff - plain.length, 3);
  return { plain, packed: Buffer.concat([head, plain]) };
}

/** Deflated, of no time, with nothing more in its head. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** The last block, which is empty. */
const END = Buffer.from([3, 0]);

function gzipOf(pieces: readonly Piece[]): Buffer {
  const tail = Buffer.alloc(8);
  // Of no bytes at all zlib says 0, whatever came before them.
  const sum = pieces.reduce((before, { plain }) => (plain.length === 0 ? before : crc32(plain, before)), 0);
  const size = pieces.reduce((before, { plain }) => before + plain.length, 0);
  tail.writeUInt32LE(sum);
  tail.writeUInt32LE(size, 4);
  return Buffer.concat([HEAD, ...pieces.map(({ packed }) => packed), END, tail]);
}
