/** The columns of a tuple, by their types. Format: https://www.postgresql.org/docs/15/storage-toast.html and `varatt.h`. */
import type { Value } from "../sqlite-rows.ts";
import type { Tuple } from "./heap.ts";

/** Finds a value that was too long for its row; undefined where its parts are gone. */
export type Toast = (id: number) => Buffer | undefined;

interface Read {
  readonly value: Value;
  readonly end: number;
}

/** Undefined where the tuple cannot be one of these types: they have to fit to its last byte. */
export function valuesOf(tuple: Tuple, types: readonly string[], toast: Toast): readonly Value[] | undefined {
  if (tuple.columns !== types.length) return undefined;
  const values: Value[] = [];
  let at = 0;
  try {
    for (const [column, type] of types.entries()) {
      if (isNull(tuple, column)) values.push(null);
      else {
        const read = valueAt(tuple.data, at, type, toast);
        if (read === undefined) return undefined;
        values.push(read.value);
        at = read.end;
      }
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return at === tuple.data.length ? values : undefined;
}

function isNull({ present }: Tuple, column: number): boolean {
  return present !== undefined && ((present[column >> 3] ?? 0) & (1 << (column & 7))) === 0;
}

const aligned = (at: number, to: number) => Math.ceil(at / to) * to;

function valueAt(data: Buffer, at: number, type: string, toast: Toast): Read | undefined {
  switch (type) {
    case "boolean":
      return { value: data.readUInt8(at), end: at + 1 };
    case "integer":
      return { value: data.readInt32LE(aligned(at, 4)), end: aligned(at, 4) + 4 };
    case "oid":
      return { value: data.readUInt32LE(aligned(at, 4)), end: aligned(at, 4) + 4 };
    case "bigint":
      return { value: Number(data.readBigInt64LE(aligned(at, 8))), end: aligned(at, 8) + 8 };
    default:
      return ofVaryingLength(data, at, type, toast);
  }
}

const POINTER = 0x01;
const POINTER_LENGTH = 18;

/** A header of one byte where its lowest bit is set; else of four, aligned, whose two lowest bits are 0 unless it is compressed. */
function ofVaryingLength(data: Buffer, at: number, type: string, toast: Toast): Read | undefined {
  const first = data.readUInt8(at);
  if (first === POINTER) {
    // What is gone is told by its length alone.
    const bytes = toast(data.readUInt32LE(at + 10)) ?? gone(data.readUInt32LE(at + 2) - 4);
    return typed(bytes, type, at + POINTER_LENGTH);
  }
  if (first & 1) return typed(cut(data, at + 1, at + (first >> 1)), type, at + (first >> 1));
  const start = aligned(at, 4);
  const header = data.readUInt32LE(start);
  const end = start + (header >>> 2);
  return header & 3 ? { value: cut(data, start, end), end } : typed(cut(data, start + 4, end), type, end);
}

/** No value of ours is longer: bytes that say so are no pointer, but another table's row. */
const LONGEST = 2 ** 26;

function gone(length: number): Buffer {
  if (length < 0 || length > LONGEST) throw new RangeError("a value longer than any");
  return Buffer.alloc(length);
}

function cut(data: Buffer, start: number, end: number): Buffer {
  if (end < start || end > data.length) throw new RangeError("a value reaches past its row");
  return data.subarray(start, end);
}

/** A text has to be one: so a table of texts is told from one of keys. */
function typed(bytes: Buffer, type: string, end: number): Read | undefined {
  if (type === "bytea") return { value: bytes, end };
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) && !/\p{Cc}/u.test(text.replace(/[\t\r\n]/g, ""))
    ? { value: text, end }
    : undefined;
}
