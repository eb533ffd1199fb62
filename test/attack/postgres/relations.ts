/** Which table a file is of, and its rows in the attack's words. */
import type { SeenRow, Table } from "../observation.ts";
import type { Value } from "../sqlite-rows.ts";
import type { Located } from "./changes.ts";
import type { Tuple } from "./heap.ts";
import { type Toast, valuesOf } from "./values.ts";

export interface Relation {
  readonly name: string;
  /** The number that names its file; another after each time it was emptied or laid anew. */
  readonly file: number;
  readonly types: readonly string[];
}

/** The tables' files and columns. Whoever starts a server on a copy is told the same; `pg_class` and `pg_attribute` hold it. */
export const RELATIONS = `
  SELECT coalesce(of.relname || ' toast', rel.relname) AS name, pg_relation_filenode(rel.oid)::int AS file,
    array_agg(format_type(atttypid, NULL) ORDER BY attnum) AS types
  FROM pg_class AS rel JOIN pg_attribute ON attrelid = rel.oid AND attnum > 0
  LEFT JOIN pg_class AS of ON of.reltoastrelid = rel.oid
  WHERE rel.oid >= 16384 AND rel.relkind IN ('r', 't') GROUP BY rel.oid, rel.relname, of.relname`;

const KEYS: Readonly<Record<string, number>> = {
  participation: 1,
  acknowledgement: 0,
  urn: 1,
  response: 1,
  withdrawal_request: 0,
  draft: 0,
};
const TABLES = new Set<Table>([
  "participation",
  "acknowledgement",
  "urn",
  "response",
  "withdrawal_request",
  "counter",
  "draft",
]);

export interface Reading {
  know(relations: readonly Relation[]): void;
  /** Of values too long for their rows these are the parts: to be told before the rows are read. */
  keepParts(parts: readonly Located[]): void;
  isOfParts(relation: number): boolean;
  row(located: Located): SeenRow;
}

export function openReading(): Reading {
  const files = new Map<number, Relation>();
  const parts = new Map<number, Map<number, Buffer>>();
  let kinds: readonly Relation[] = [];
  const toast: Toast = (id) => {
    const found = [...(parts.get(id) ?? [])].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    return found.length > 0 ? Buffer.concat(found) : undefined;
  };
  /** A file that came and went between two copies: the table whose columns fit, those with the most texts first. */
  const fitting = (tuple: Tuple) => kinds.find(({ types }) => valuesOf(tuple, types, toast) !== undefined);

  return {
    know(relations) {
      for (const relation of relations) files.set(relation.file, relation);
      const texts = ({ types }: Relation) => types.filter((type) => type === "text").length;
      kinds = relations.toSorted((a, b) => texts(b) - texts(a));
    },
    isOfParts: (relation) => files.get(relation)?.name.endsWith(" toast") ?? false,
    keepParts(located) {
      for (const { tuple } of located) {
        const [id, turn, bytes] = valuesOf(tuple, ["oid", "integer", "bytea"], toast) ?? [];
        if (typeof id !== "number" || typeof turn !== "number" || !Buffer.isBuffer(bytes)) continue;
        const known = parts.get(id) ?? new Map<number, Buffer>();
        parts.set(id, known.set(turn, bytes));
      }
    },
    row({ relation, tuple }) {
      const of = files.get(relation) ?? fitting(tuple);
      return seen(of?.name ?? "", (of && valuesOf(tuple, of.types, toast)) ?? [tuple.data], tuple);
    },
  };
}

/** `ctid` is the number that PostgreSQL gives a row: the order in which rows came, until something else is laid in a gap. */
const ITEMS_A_BLOCK = 1000;

export function seen(name: string, values: readonly Value[], { block, item }: Pick<Tuple, "block" | "item">): SeenRow {
  const table = [...TABLES].find((known) => known === name) ?? "other";
  const key = values[KEYS[table] ?? -1];
  return {
    table,
    key: Buffer.isBuffer(key) ? key.toString("hex") : values.map(written).join(" "),
    values,
    place: { page: block, offset: item, overflow: undefined, rowid: block * ITEMS_A_BLOCK + item },
  };
}

function written(value: Value): string {
  return Buffer.isBuffer(value) ? value.toString("hex") : String(value);
}
