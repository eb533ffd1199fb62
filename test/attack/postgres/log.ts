/**
 * The records of the write-ahead log, one after the other. Format: `xlog_internal.h` and `xlogrecord.h` of PostgreSQL 15, told in
 * https://www.postgresql.org/docs/15/wal-internals.html
 */

export interface Block {
  /** The files of different databases may bear the same number. */
  readonly database: number;
  readonly relation: number;
  readonly block: number;
  /** The whole page, where the record holds it. */
  readonly image: Buffer | undefined;
  readonly data: Buffer;
}

export interface LogRecord {
  readonly transaction: number;
  /** What wrote it: `rmgrlist.h`. */
  readonly manager: number;
  readonly info: number;
  readonly blocks: readonly Block[];
  readonly main: Buffer;
}

export interface LogReader {
  /** The records that have come since the last call. `segments`: the log's files by name, their bytes. */
  read(segments: ReadonlyMap<string, Buffer>): readonly LogRecord[];
}

const PAGE = 8192;
const LONG_HEADER = 40;
const SHORT_HEADER = 24;
const RECORD_HEADER = 24;
const MAGIC = 0xd110;
const SWITCH = 0x40;

/** Reads from the beginning of the segment `first` on. */
export function openLogReader(first: string, segmentSize: number): LogReader {
  let segment = numberOf(first, segmentSize);
  let at = -1;
  const nameOf = (number: number) => {
    const perId = 0x100000000 / segmentSize;
    const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
    return `${first.slice(0, 8)}${hex(Math.floor(number / perId))}${hex(number % perId)}`;
  };

  return {
    read(segments) {
      const bytes = (from: number, length: number) => take(segments, from, length);
      const records: LogRecord[] = [];
      if (at < 0) at = beginning(segments.get(first), segment * segmentSize);
      for (;;) {
        const header = bytes(at, RECORD_HEADER);
        const length = header?.bytes.readUInt32LE(0) ?? 0;
        const whole = length >= RECORD_HEADER ? bytes(at, length) : undefined;
        // Its end may not be written yet.
        if (!whole || !isWhole(whole.bytes)) return records;
        const record = recordOf(whole.bytes);
        records.push(record);
        at = Math.ceil(whole.end / 8) * 8;
        if (record.manager === 0 && (record.info & 0xf0) === SWITCH) at = Math.ceil(at / segmentSize) * segmentSize;
      }
    },
  };

  /** So many bytes of records, whatever pages and segments they run through. Undefined where the log ends before. */
  function take(segments: ReadonlyMap<string, Buffer>, from: number, length: number) {
    const parts: Buffer[] = [];
    let place = from;
    for (let left = length; left > 0; ) {
      segment = Math.floor(place / segmentSize);
      const file = segments.get(nameOf(segment));
      const start = place - (place % PAGE);
      const page = file?.subarray(start % segmentSize, (start % segmentSize) + PAGE);
      // A segment that is used again holds its old pages until they are written over.
      if (page?.length !== PAGE || page.readUInt16LE(0) !== MAGIC || Number(page.readBigUInt64LE(8)) !== start)
        return undefined;
      if (place === start) place += start % segmentSize === 0 ? LONG_HEADER : SHORT_HEADER;
      const some = Math.min(left, start + PAGE - place);
      parts.push(page.subarray(place - start, place - start + some));
      left -= some;
      place += some;
    }
    return { bytes: Buffer.concat(parts), end: place };
  }
}

const CRC = 20;
/** CRC-32C, by the byte. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 1 ? (remainder >>> 1) ^ 0x82f63b78 : remainder >>> 1;
  return remainder >>> 0;
});

function isWhole(record: Buffer): boolean {
  let crc = 0xffffffff;
  const take = (bytes: Buffer) => {
    for (const byte of bytes) crc = (crc >>> 8) ^ (REMAINDERS[(crc ^ byte) & 0xff] ?? 0);
  };
  take(record.subarray(RECORD_HEADER));
  take(record.subarray(0, CRC));
  return (crc ^ 0xffffffff) >>> 0 === record.readUInt32LE(CRC);
}

function numberOf(name: string, segmentSize: number): number {
  return Number.parseInt(name.slice(8, 16), 16) * (0x100000000 / segmentSize) + Number.parseInt(name.slice(16), 16);
}

/** Past what is left of a record that began in the segment before. */
function beginning(segment: Buffer | undefined, start: number): number {
  if (!segment) throw new Error("the log's first segment is missing");
  return start + LONG_HEADER + Math.ceil(segment.readUInt32LE(16) / 8) * 8;
}

const SHORT_MAIN = 255;
const LONG_MAIN = 254;
const ORIGIN = 253;
const TOP_LEVEL = 252;
const HAS_IMAGE = 0x10;
const HAS_DATA = 0x20;
const SAME_RELATION = 0x80;
const HAS_HOLE = 0x01;
const IS_COMPRESSED = 0x1c;

interface Announced {
  readonly database: number;
  readonly relation: number;
  /** Others than the rows' own (free space, visibility) are nobody's. */
  readonly isMain: boolean;
  readonly block: number;
  readonly length: number;
  readonly image: { readonly length: number; readonly hole: number } | undefined;
}

function recordOf(bytes: Buffer): LogRecord {
  const announced: Announced[] = [];
  let main = 0;
  let at = RECORD_HEADER;
  let rest = bytes.length - at;
  for (let taken = 0; rest > taken; ) {
    const id = bytes.readUInt8(at);
    if (id === SHORT_MAIN || id === LONG_MAIN) {
      main = id === SHORT_MAIN ? bytes.readUInt8(at + 1) : bytes.readUInt32LE(at + 1);
      at += id === SHORT_MAIN ? 2 : 5;
      break;
    }
    if (id === ORIGIN || id === TOP_LEVEL) at += id === ORIGIN ? 3 : 5;
    else {
      const block = blockAt(bytes, at, announced.at(-1));
      announced.push(block.announced);
      taken += block.announced.length + (block.announced.image?.length ?? 0);
      at = block.end;
    }
    rest = bytes.length - at;
  }
  const blocks = announced.map(({ database, relation, isMain, block, length, image }) => {
    const page = image && unholed(bytes.subarray(at, at + image.length), image.hole);
    at += image?.length ?? 0;
    const data = bytes.subarray(at, at + length);
    at += length;
    return { database, relation: isMain ? relation : 0, block, image: page, data };
  });
  return {
    transaction: bytes.readUInt32LE(4),
    manager: bytes.readUInt8(17),
    info: bytes.readUInt8(16),
    blocks,
    main: bytes.subarray(at, at + main),
  };
}

function blockAt(
  bytes: Buffer,
  start: number,
  before: Announced | undefined,
): { readonly announced: Announced; readonly end: number } {
  const flags = bytes.readUInt8(start + 1);
  const length = flags & HAS_DATA ? bytes.readUInt16LE(start + 2) : 0;
  let at = start + 4;
  let image: Announced["image"];
  if (flags & HAS_IMAGE) {
    const info = bytes.readUInt8(at + 4);
    if (info & IS_COMPRESSED) throw new Error("wal_compression is on; the attack reads plain pages only");
    image = { length: bytes.readUInt16LE(at), hole: info & HAS_HOLE ? bytes.readUInt16LE(at + 2) : PAGE };
    at += 5;
  }
  const isSame = (flags & SAME_RELATION) !== 0;
  const database = isSame ? (before?.database ?? 0) : bytes.readUInt32LE(at + 4);
  const relation = isSame ? (before?.relation ?? 0) : bytes.readUInt32LE(at + 8);
  if (!isSame) at += 12;
  const isMain = (flags & 0x0f) === 0;
  return { announced: { database, relation, isMain, block: bytes.readUInt32LE(at), length, image }, end: at + 4 };
}

/** Between its items and its rows a page is empty, and the log leaves that out. */
function unholed(image: Buffer, hole: number): Buffer {
  return Buffer.concat([image.subarray(0, hole), Buffer.alloc(PAGE - image.length), image.subarray(hole)]);
}
