/** What each transaction did to the rows of tables, as the write-ahead log tells it: `heapam_xlog.h` of PostgreSQL 15. */
import { HEADER, type Tuple, tupleLogged, tuplesOfPage } from "./heap.ts";
import type { Block, LogRecord } from "./log.ts";

/** A row and the file that it lies in. */
export interface Located {
  readonly relation: number;
  readonly tuple: Tuple;
}

export interface Changes {
  readonly transaction: number;
  readonly came: readonly Located[];
  readonly went: readonly Located[];
}

const TRANSACTION = 1;
const HEAP = 10;
const OPERATION = 0x70;
const COMMIT = 0x00;
const INSERT = 0x00;
const DELETE = 0x10;
const UPDATE = 0x20;
const HOT_UPDATE = 0x40;
/** Below are the system's own tables. */
export const FIRST_OF_OURS = 16384;

interface Pending {
  readonly came: Located[];
  readonly went: Located[];
}

/** Follows the log; each call gives the transactions of this database that were committed in these records, in their order. */
export function followingChanges(database: number): (records: readonly LogRecord[]) => readonly Changes[] {
  const pages = new Map<string, Tuple>();
  const pending = new Map<number, Pending>();
  const nameOf = (relation: number, block: number, item: number) => `${relation} ${block} ${item}`;
  const keep = (relation: number, tuple: Tuple) => void pages.set(nameOf(relation, tuple.block, tuple.item), tuple);
  const find = (block: Block, item: number) => pages.get(nameOf(block.relation, block.block, item));

  const change = (record: LogRecord, block: Block, doing: Pending) => {
    const operation = record.info & OPERATION;
    const came = (item: number, tuple: Tuple | undefined) => {
      const found = block.image ? find(block, item) : tuple;
      if (!found) return;
      keep(block.relation, found);
      doing.came.push({ relation: block.relation, tuple: found });
    };
    const went = (from: Block, item: number) => {
      const tuple = find(from, item);
      if (tuple) doing.went.push({ relation: from.relation, tuple });
      return tuple;
    };
    if (operation === INSERT) {
      const item = record.main.readUInt16LE(0);
      came(item, block.image ? undefined : tupleLogged(block.data, placeOf(record, block, item)));
    }
    if (operation === DELETE) went(block, record.main.readUInt16LE(4));
    if (operation === UPDATE || operation === HOT_UPDATE) {
      const old = went(record.blocks[1] ?? block, record.main.readUInt16LE(4));
      const item = record.main.readUInt16LE(12);
      came(item, block.image ? undefined : updated(block.data, record, old, placeOf(record, block, item)));
    }
  };

  return (records) => {
    const committed: Changes[] = [];
    for (const record of records) {
      const ours = record.blocks.filter((block) => block.database === database && block.relation >= FIRST_OF_OURS);
      for (const { relation, block, image } of ours)
        if (image) for (const tuple of tuplesOfPage(image, block)) keep(relation, tuple);
      const [first] = ours;
      if (record.manager === HEAP && first) {
        const doing = pending.get(record.transaction) ?? { came: [], went: [] };
        pending.set(record.transaction, doing);
        change(record, first, doing);
      }
      if (record.manager === TRANSACTION && (record.info & OPERATION) === COMMIT) {
        const done = pending.get(record.transaction);
        if (done) committed.push({ transaction: record.transaction, ...done });
        pending.delete(record.transaction);
      }
    }
    return committed;
  };
}

function placeOf({ transaction }: LogRecord, { block }: Block, item: number): Pick<Tuple, "xmin" | "block" | "item"> {
  return { xmin: transaction, block, item };
}

const FLAGS = 7;
const PREFIX_OF_OLD = 0x20;
const SUFFIX_OF_OLD = 0x40;

/** What the new row has in common with the old one at its beginning and end is left out. */
function updated(
  data: Buffer,
  { main }: LogRecord,
  old: Tuple | undefined,
  place: Pick<Tuple, "xmin" | "block" | "item">,
): Tuple | undefined {
  const flags = main.readUInt8(FLAGS);
  const hasPrefix = (flags & PREFIX_OF_OLD) !== 0;
  const hasSuffix = (flags & SUFFIX_OF_OLD) !== 0;
  if (!old && (hasPrefix || hasSuffix)) return undefined;
  const prefix = hasPrefix ? data.readUInt16LE(0) : 0;
  const suffix = hasSuffix ? data.readUInt16LE(hasPrefix ? 2 : 0) : 0;
  const logged = data.subarray((hasPrefix ? 2 : 0) + (hasSuffix ? 2 : 0));
  const start = logged.readUInt8(4) - HEADER + 5;
  const was = old?.data ?? Buffer.alloc(0);
  const whole = [
    logged.subarray(0, start),
    was.subarray(0, prefix),
    logged.subarray(start),
    was.subarray(was.length - suffix),
  ];
  return tupleLogged(Buffer.concat(suffix > 0 ? whole : whole.slice(0, 3)), place);
}
