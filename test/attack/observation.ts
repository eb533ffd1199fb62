/**
 * What one copy shows, in words that another database's reader could speak as well: rows of tables with where they lie,
 * and transactions with the rows that came and went in them. The joins know nothing else, so an adapter for PostgreSQL
 * joins the attack by bringing a reader of its files (`ctid` and file order for `place`, `xmin` and pg_wal for commits).
 */
import { type Copy, fileOf } from "./copies.ts";
import { type CommitPages, type DatabaseFile, type Pages, readDatabaseFile } from "./sqlite-file.ts";
import { type Row, rowsOfPage, rowsOfTree, treesOf, type Value } from "./sqlite-rows.ts";

export type Table =
  | "participation"
  | "acknowledgement"
  | "urn"
  | "response"
  | "withdrawal_request"
  | "counter"
  | "draft"
  | "other";

export interface SeenRow {
  readonly table: Table;
  /** The row's key in hexadecimal, where it has one; else all its values. */
  readonly key: string;
  readonly values: readonly Value[];
  readonly place: Pick<Row, "page" | "offset" | "overflow" | "rowid">;
}

export interface SeenCommit {
  readonly id: string;
  readonly came: readonly SeenRow[];
  readonly went: readonly SeenRow[];
}

export interface Observation {
  readonly copy: Copy;
  readonly rows: readonly SeenRow[];
  readonly commits: readonly SeenCommit[];
}

/** Reads copies of the SQLite adapter's two databases. Later copies of one log hold the commits of earlier ones: each is read once. */
export function observeSqlite(copies: readonly Copy[]): readonly Observation[] {
  const known = new Map<string, SeenCommit>();
  return copies.map((copy) => observe(copy, known));
}

function observe(copy: Copy, known: Map<string, SeenCommit>): Observation {
  const files = ["pikir.db", "passing.db"]
    .map((name) => ({ main: fileOf(copy.folder, name), wal: fileOf(copy.folder, `${name}-wal`) }))
    .filter(({ main }) => main.length > 0)
    .map(({ main, wal }) => readDatabaseFile(main, wal));
  return {
    copy,
    rows: files.flatMap(({ now }) => rowsNow(now)),
    commits: files.flatMap((file) => commitsOf(file, known)),
  };
}

/** Rows of tables and of indexes: an index has rows too, and a place for each. */
function rowsNow(pages: Pages): readonly SeenRow[] {
  return treesOf(pages).flatMap(({ root }) => rowsOfTree(pages, root).map(seen));
}

function commitsOf({ commits }: DatabaseFile, known: Map<string, SeenCommit>): readonly SeenCommit[] {
  return commits.map((commit) => {
    const read = known.get(commit.id) ?? commitOf(commit);
    known.set(commit.id, read);
    return read;
  });
}

function commitOf({ id, written, before, after }: CommitPages): SeenCommit {
  const was = byContent(written.flatMap((page) => rowsOfPage(before, page)));
  const is = byContent(written.flatMap((page) => rowsOfPage(after, page)));
  const came = [...is].filter(([content]) => !was.has(content)).map(([, row]) => row);
  const went = [...was].filter(([content]) => !is.has(content)).map(([, row]) => row);
  return { id, came, went };
}

/** A row that a split moved to another page neither came nor went. */
function byContent(rows: readonly Row[]): ReadonlyMap<string, SeenRow> {
  return new Map(rows.map((row) => [`${row.rowid ?? ""} ${row.values.map(written).join(" ")}`, seen(row)]));
}

function written(value: Value): string {
  return Buffer.isBuffer(value) ? value.toString("hex") : String(value);
}

function seen({ values, page, offset, overflow, rowid }: Row): SeenRow {
  const table = tableOf(values);
  const keys: Partial<Record<Table, Value | undefined>> = {
    participation: values[1],
    acknowledgement: values[0],
    urn: values[1],
    response: values[1],
    withdrawal_request: values[0],
    draft: values[0],
  };
  const key = keys[table];
  return {
    table,
    key: Buffer.isBuffer(key) ? key.toString("hex") : values.map(written).join(" "),
    values,
    place: { page, offset, overflow, rowid },
  };
}

const SHAPES: Readonly<Record<string, Table>> = {
  "text b32": "participation",
  "b32 number": "acknowledgement",
  "text b16 bytes": "urn",
  "b16 bytes": "withdrawal_request",
  "b32 text bytes": "draft",
  "text text text text text text number": "counter",
};

/** By the shape of the row: a page of an old commit may have belonged to another table than it does now. */
function tableOf(values: readonly Value[]): Table {
  if (values.length === 10 && Buffer.isBuffer(values[1])) return "response";
  const shape = values.map((value) => {
    if (!Buffer.isBuffer(value)) return typeof value === "string" ? "text" : "number";
    return value.length === 16 || value.length === 32 ? `b${value.length}` : "bytes";
  });
  return SHAPES[shape.join(" ")] ?? "other";
}
