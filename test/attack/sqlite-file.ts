/**
 * A SQLite database as bytes: its pages, and its write-ahead log commit by commit, read without SQLite, since SQLite
 * shows only what is valid now. Format: https://sqlite.org/fileformat2.html, sections 1.3 and 4.
 */

export interface Pages {
  readonly size: number;
  /** Page numbers begin at 1. Undefined past the end. */
  page(number: number): Buffer | undefined;
}

/** What one transaction wrote: the pages before and after it. */
export interface CommitPages {
  /** The same in every copy that holds this commit: the log's salts and the number of the commit's last frame. */
  readonly id: string;
  readonly written: readonly number[];
  readonly before: Pages;
  readonly after: Pages;
}

export interface DatabaseFile {
  /** As SQLite would see it now: the file with everything that the log has committed. */
  readonly now: Pages;
  readonly commits: readonly CommitPages[];
}

const WAL_HEADER = 32;
const FRAME_HEADER = 24;

export function readDatabaseFile(main: Buffer, wal: Buffer): DatabaseFile {
  const size = pageSizeOf(main, wal);
  let now = pagesOf(main, size);
  const commits: CommitPages[] = [];
  let pending = new Map<number, Buffer>();
  for (const frame of framesOf(wal, size)) {
    pending.set(frame.page, frame.content);
    if (!frame.commits) continue;
    const after = overlaid(now, pending);
    commits.push({ id: frame.id, written: [...pending.keys()], before: now, after });
    now = after;
    pending = new Map();
  }
  return { now, commits };
}

function pageSizeOf(main: Buffer, wal: Buffer): number {
  const size = main.length >= 100 ? main.readUInt16BE(16) : wal.readUInt32BE(8);
  return size === 1 ? 65536 : size;
}

interface Frame {
  readonly page: number;
  readonly commits: boolean;
  readonly content: Buffer;
  readonly id: string;
}

/** The frames of the log's present round; older ones that still lie behind them carry other salts. */
function framesOf(wal: Buffer, size: number): readonly Frame[] {
  if (wal.length < WAL_HEADER) return [];
  const salts = wal.subarray(16, 24);
  const frames: Frame[] = [];
  for (let at = WAL_HEADER; at + FRAME_HEADER + size <= wal.length; at += FRAME_HEADER + size) {
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break;
    const content = wal.subarray(at + FRAME_HEADER, at + FRAME_HEADER + size);
    const id = `${salts.toString("hex")}:${frames.length}`;
    frames.push({ page: wal.readUInt32BE(at), commits: wal.readUInt32BE(at + 4) > 0, content, id });
  }
  return frames;
}

function pagesOf(main: Buffer, size: number): Pages {
  return {
    size,
    page: (number) => {
      const page = main.subarray((number - 1) * size, number * size);
      return number >= 1 && page.length === size ? page : undefined;
    },
  };
}

/** A chain of single layers would grow with every commit, so each layer holds all of those below it. */
function overlaid(below: Pages, written: ReadonlyMap<number, Buffer>): Pages {
  const layers = layerOf.get(below);
  const all = new Map([...(layers?.written ?? []), ...written]);
  const bottom = layers?.bottom ?? below;
  const pages: Pages = { size: below.size, page: (number) => all.get(number) ?? bottom.page(number) };
  layerOf.set(pages, { bottom, written: all });
  return pages;
}

const layerOf = new WeakMap<Pages, { readonly bottom: Pages; readonly written: ReadonlyMap<number, Buffer> }>();
