/**
 * Rows as they lie in the pages of a table's file, those included that were removed and are still there. Format:
 * https://www.postgresql.org/docs/15/storage-page-layout.html
 */

export interface Tuple {
  /** The transaction that wrote it, and the one that removed it; 0 where none did. */
  readonly xmin: number;
  readonly xmax: number;
  readonly block: number;
  /** With the block its `ctid`. */
  readonly item: number;
  readonly columns: number;
  /** A bit for each column: 0 where it is null. Undefined where none is. */
  readonly present: Buffer | undefined;
  /** The columns' bytes. */
  readonly data: Buffer;
}

export const BLOCK = 8192;
const ITEMS = 24;
const NORMAL = 1;
/** Of the tuple's header. */
export const HEADER = 23;
const HAS_NULLS = 0x0001;
const ONLY_LOCKED = 0x0080;
const XMAX_INVALID = 0x0800;
const COLUMNS = 0x07ff;

/** The tuples of all of a file's pages. */
export function tuplesOfFile(file: Buffer, firstBlock = 0): readonly Tuple[] {
  return Array.from({ length: Math.floor(file.length / BLOCK) }, (_, at) =>
    tuplesOfPage(file.subarray(at * BLOCK, (at + 1) * BLOCK), firstBlock + at),
  ).flat();
}

/** None where the page is no table's: an index keeps room for itself at the page's end. */
export function tuplesOfPage(page: Buffer, block: number): readonly Tuple[] {
  const [lower, special] = [page.readUInt16LE(12), page.readUInt16LE(16)];
  if (special !== BLOCK || page.readUInt16LE(18) !== (BLOCK | 4)) return [];
  const items = Array.from({ length: Math.max(0, (lower - ITEMS) / 4) }, (_, at) => page.readUInt32LE(ITEMS + at * 4));
  return items.flatMap((item, at) => {
    const [offset, flags, length] = [item & 0x7fff, (item >>> 15) & 3, item >>> 17];
    return flags === NORMAL && length > 0 ? [tupleOf(page.subarray(offset, offset + length), block, at + 1)] : [];
  });
}

function tupleOf(bytes: Buffer, block: number, item: number): Tuple {
  const infomask = bytes.readUInt16LE(20);
  const start = bytes.readUInt8(22);
  const isRemoved = (infomask & (XMAX_INVALID | ONLY_LOCKED)) === 0;
  return {
    xmin: bytes.readUInt32LE(0),
    xmax: isRemoved ? bytes.readUInt32LE(4) : 0,
    block,
    item,
    columns: bytes.readUInt16LE(18) & COLUMNS,
    present: infomask & HAS_NULLS ? bytes.subarray(HEADER, start) : undefined,
    data: bytes.subarray(start),
  };
}

/** A tuple as a record of the log has it: the header's last five bytes, then what follows the header. */
export function tupleLogged(bytes: Buffer, place: Pick<Tuple, "xmin" | "block" | "item">): Tuple {
  const start = bytes.readUInt8(4) - HEADER + 5;
  return {
    ...place,
    xmax: 0,
    columns: bytes.readUInt16LE(0) & COLUMNS,
    present: bytes.readUInt16LE(2) & HAS_NULLS ? bytes.subarray(5, start) : undefined,
    data: bytes.subarray(start),
  };
}
