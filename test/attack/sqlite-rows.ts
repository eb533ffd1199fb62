/** Rows as they lie in a SQLite database's pages, with the place of each. Format: https://sqlite.org/fileformat2.html, 1.6 and 2. */
import type { Pages } from "./sqlite-file.ts";

export type Value = null | number | string | Buffer;

export interface Row {
  readonly values: readonly Value[];
  readonly page: number;
  /** Where in its page the row begins: SQLite fills a page from its end. */
  readonly offset: number;
  /** The first page that holds what did not fit. */
  readonly overflow: number | undefined;
  /** Undefined in a table without rowids. */
  readonly rowid: number | undefined;
}

export interface Tree {
  readonly name: string;
  readonly root: number;
}

const LEAF = new Set([0x0a, 0x0d]);
const INTERIOR = new Set([0x02, 0x05]);
const OF_ROWIDS = new Set([0x05, 0x0d]);

/** Every table and index, from the schema's own rows: type, name, table's name, root page, statement. */
export function treesOf(pages: Pages): readonly Tree[] {
  return rowsOfTree(pages, 1).flatMap(({ values }) => {
    const [, name, , root] = values;
    return typeof name === "string" && typeof root === "number" && root > 0 ? [{ name, root }] : [];
  });
}

/** The rows of a tree in the order of their keys. */
export function rowsOfTree(pages: Pages, root: number): readonly Row[] {
  const page = pages.page(root);
  const header = root === 1 ? 100 : 0;
  if (!page || !INTERIOR.has(page[header] ?? 0)) return rowsOfPage(pages, root);
  const children = cellsOf(page, root).map((cell) => page.readUInt32BE(cell));
  const inner = [...children, page.readUInt32BE(header + 8)].flatMap((child) => [...rowsOfTree(pages, child)]);
  return [...inner, ...rowsOfPage(pages, root)];
}

/** The rows that lie in one page; none where it holds no rows. A freed or overflowing page may look like anything: none too. */
export function rowsOfPage(pages: Pages, number: number): readonly Row[] {
  const page = pages.page(number);
  const type = page?.[number === 1 ? 100 : 0] ?? 0;
  if (!page || type === 0x05 || !(LEAF.has(type) || INTERIOR.has(type))) return [];
  try {
    return cellsOf(page, number).map((offset) => rowAt(pages, page, number, offset, type));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function cellsOf(page: Buffer, number: number): readonly number[] {
  const header = number === 1 ? 100 : 0;
  const first = header + (INTERIOR.has(page[header] ?? 0) ? 12 : 8);
  return Array.from({ length: page.readUInt16BE(header + 3) }, (_, at) => page.readUInt16BE(first + 2 * at));
}

function rowAt(pages: Pages, page: Buffer, number: number, offset: number, type: number): Row {
  const size = varint(page, offset + (type === 0x02 ? 4 : 0));
  const rowid = OF_ROWIDS.has(type) ? varint(page, size.end) : undefined;
  const { payload, overflow } = payloadAt(pages, page, rowid?.end ?? size.end, size.value, rowid !== undefined);
  return { values: recordIn(payload), page: number, offset, overflow, rowid: rowid?.value };
}

/** What is in the page, and what overflows it, put together. The limits are those of section 1.6. */
function payloadAt(pages: Pages, page: Buffer, start: number, size: number, ofRowids: boolean) {
  const usable = pages.size;
  const most = ofRowids ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= most) return { payload: page.subarray(start, start + size), overflow: undefined };
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((size - least) % (usable - 4));
  const local = wanted <= most ? wanted : least;
  const parts = [page.subarray(start, start + local)];
  const overflow = page.readUInt32BE(start + local);
  let left = size - local;
  for (let next = overflow; left > 0; ) {
    const further = pages.page(next);
    if (!further) throw new RangeError("an overflow page is missing");
    parts.push(further.subarray(4, 4 + Math.min(left, usable - 4)));
    left -= usable - 4;
    next = further.readUInt32BE(0);
  }
  return { payload: Buffer.concat(parts), overflow };
}

function recordIn(payload: Buffer): readonly Value[] {
  const header = varint(payload, 0);
  const values: Value[] = [];
  let body = header.value;
  for (let at = header.end; at < header.value; ) {
    const type = varint(payload, at);
    at = type.end;
    const size = sizeOf(type.value);
    values.push(valueIn(payload.subarray(body, body + size), type.value, size));
    body += size;
  }
  if (body !== payload.length) throw new RangeError("no record");
  return values;
}

const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function sizeOf(type: number): number {
  return type >= 12 ? Math.floor((type - 12) / 2) : (SIZES[type] ?? 0);
}

function valueIn(bytes: Buffer, type: number, size: number): Value {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type === 7) return bytes.readDoubleBE(0);
  if (type < 7) return size === 8 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, size);
  return type % 2 === 0 ? Buffer.from(bytes) : bytes.toString("utf8");
}

function varint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = start; at < start + 8; at += 1) {
    const byte = bytes.readUInt8(at);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value: value * 256 + bytes.readUInt8(start + 8), end: start + 9 };
}
