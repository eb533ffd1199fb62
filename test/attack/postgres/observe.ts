/** What copies of a PostgreSQL cluster's files show: rows of tables with `ctid` and `xmin`, and transactions as the log has them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Copy } from "../copies.ts";
import type { Observation, SeenCommit, SeenRow } from "../observation.ts";
import { rowsOfDump } from "./backup.ts";
import { FIRST_OF_OURS, followingChanges, type Located } from "./changes.ts";
import { BLOCK, type Tuple, tuplesOfFile } from "./heap.ts";
import { openLogReader } from "./log.ts";
import { openReading, type Reading, type Relation } from "./relations.ts";

/** Beside the files: what the attacker wrote down while copying. */
export interface Notes {
  readonly database: number;
  readonly relations: readonly Relation[];
  /** Where the log begins that is of this survey. */
  readonly firstSegment: string;
  readonly segmentSize: number;
}

export const NOTES = "notes.json";

/** Each copy holds the segments of the log that were written since the copy before: together they are an archive of it. */
export function observePostgres(copies: readonly Copy[]): readonly Observation[] {
  const reading = openReading();
  const commits: SeenCommit[] = [];
  const segments = new Map<string, Buffer>();
  let log: ReturnType<typeof openLogReader> | undefined;
  let changesIn: ReturnType<typeof followingChanges> | undefined;
  return copies.map((copy) => {
    if (copy.kind === "backup")
      return { copy, rows: rowsOfDump(readFileSync(join(copy.folder, "backup.sql"))), commits: [] };
    const notes: Notes = JSON.parse(readFileSync(join(copy.folder, NOTES), "utf8"));
    reading.know(notes.relations);
    for (const name of namesIn(join(copy.folder, "pg_wal")).filter((each) => /^[0-9A-F]{24}$/.test(each)))
      segments.set(name, readFileSync(join(copy.folder, "pg_wal", name)));
    log ??= openLogReader(notes.firstSegment, notes.segmentSize);
    changesIn ??= followingChanges(notes.database);
    const located = filesOf(copy.folder).flatMap(({ file, bytes }) =>
      tuplesOfFile(bytes).map((tuple) => ({ relation: file, tuple })),
    );
    const changes = changesIn(log.read(segments));
    reading.keepParts(located.filter(({ relation }) => reading.isOfParts(relation)));
    reading.keepParts(changes.flatMap(({ came }) => came));
    for (const { transaction, came, went } of changes)
      commits.push({
        id: String(transaction),
        came: came.filter(({ relation }) => !reading.isOfParts(relation)).map(reading.row),
        went: went.filter(({ relation }) => !reading.isOfParts(relation)).map(reading.row),
      });
    const { rows, gone } = rowsIn(located, statusesIn(copy.folder), reading);
    return { copy, rows, commits: withDrafts(commits, gone) };
  });
}

interface Gone {
  readonly xmax: number;
  readonly row: SeenRow;
}

/** Rows that a reader would see now, and those that were removed and still lie there. */
function rowsIn(located: readonly Located[], isCommitted: (transaction: number) => boolean, reading: Reading) {
  const rows: SeenRow[] = [];
  const gone: Gone[] = [];
  for (const each of located) {
    const { xmin, xmax } = each.tuple;
    if (!isCommitted(xmin)) continue;
    if (xmax === 0 || !isCommitted(xmax)) rows.push(reading.row(each));
    else gone.push({ xmax, row: reading.row(each) });
  }
  return { rows, gone };
}

/** Unlogged tables are in no log. Yet a removed draft lies in its page for a while, and was removed right after its send. */
function withDrafts(commits: readonly SeenCommit[], gone: readonly Gone[]): readonly SeenCommit[] {
  const drafts = gone.filter(({ row }) => row.table === "draft").sort((a, b) => a.xmax - b.xmax);
  const sends = commits.filter(({ came }) => came.filter(({ table }) => table === "participation").length === 1);
  const next = new Map(sends.map(({ id }, at) => [id, Number(sends[at + 1]?.id ?? Number.POSITIVE_INFINITY)]));
  return commits.map((commit) => {
    const until = next.get(commit.id);
    const draft = until && drafts.find(({ xmax }) => xmax > Number(commit.id) && xmax < until);
    return draft ? { ...commit, went: [...commit.went, draft.row] } : commit;
  });
}

const FILES_OF_TABLES = /^(\d+)(\.\d+)?$/;

function filesOf(folder: string): readonly { readonly file: number; readonly bytes: Buffer }[] {
  return namesIn(join(folder, "base")).flatMap((name) => {
    const file = Number(FILES_OF_TABLES.exec(name)?.[1] ?? 0);
    return file < FIRST_OF_OURS ? [] : [{ file, bytes: readFileSync(join(folder, "base", name)) }];
  });
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

const A_BYTE = 4;
const A_SEGMENT = 32 * BLOCK * A_BYTE;
const COMMITTED = 1;

/** `pg_xact` has two bits for each transaction. */
function statusesIn(folder: string): (transaction: Tuple["xmin"]) => boolean {
  const segments = namesIn(join(folder, "pg_xact")).map((name) => readFileSync(join(folder, "pg_xact", name)));
  return (transaction) => {
    const byte = segments[Math.floor(transaction / A_SEGMENT)]?.[Math.floor((transaction % A_SEGMENT) / A_BYTE)] ?? 0;
    return ((byte >> ((transaction % A_BYTE) * 2)) & 3) === COMMITTED;
  };
}
