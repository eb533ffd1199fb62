/** Drafts and the keys of their days. A journey calls `find` and `save` about forty times. */
import type { Drafts } from "../storage.ts";
import type { Database } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

export function draftsIn(database: Database): Drafts {
  return {
    dayKey: dayKeyIn(database),
    find: findIn(database),
    save: saveIn(database),
    remove: removeIn(database),
    sweep: sweepIn(database),
    // No log holds an unlogged table. Versions that were replaced lie in their page until the server clears it, and may not be hurried.
    settle: async () => undefined,
  };
}

const MAKE_KEY = "INSERT INTO day_key (day, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const KEY = "SELECT sealed FROM day_key WHERE day = $1";

interface KeyRow {
  readonly sealed: Uint8Array;
}

function dayKeyIn(database: Database): Drafts["dayKey"] {
  return repeatable(async (day, made) => {
    const [known] = await database.rows<KeyRow>(KEY, [day]);
    if (known) return known.sealed;
    await database.changes(MAKE_KEY, [day, made]);
    const [first] = await database.rows<KeyRow>(KEY, [day]);
    return first?.sealed ?? made;
  });
}

/** The days first, newest first; then the draft. One statement: a journey looks for its draft at every step. */
const FIND = `
  (SELECT NULL::bytea AS id, day, sealed FROM day_key ORDER BY day DESC)
  UNION ALL
  (SELECT id, day, CASE WHEN substring(sealed FROM 1 FOR length($2::bytea)) = $2 THEN NULL ELSE sealed END
    FROM draft WHERE id = ANY ($1::bytea[]) ORDER BY array_position($1::bytea[], id) LIMIT 1)`;

type FoundRow =
  | { readonly id: null; readonly day: string; readonly sealed: Uint8Array }
  | { readonly id: Uint8Array; readonly day: string; readonly sealed: Uint8Array | null };

function findIn(database: Database): Drafts["find"] {
  return repeatable(async (ids, held) => {
    const rows = await database.rows<FoundRow>(FIND, [ids, held ?? null]);
    const [draft] = rows.flatMap((row) => (row.id === null ? [] : [{ id: row.id, sealed: row.sealed }]));
    return { draft, days: draft ? [] : rows.filter((row) => row.id === null) };
  });
}

const ADD = "INSERT INTO draft (id, day, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REPLACE = `
  UPDATE draft SET day = $2, sealed = $3 WHERE id = $1 AND substring(sealed FROM 1 FOR length($4::bytea)) = $4`;

/** Not repeatable: the second time would find what the first has saved, and call it stale. */
function saveIn(database: Database): Drafts["save"] {
  return verb(async ({ id, day, sealed }, replacing) => {
    const changes = replacing
      ? await database.changes(REPLACE, [id, day, sealed, replacing])
      : await database.changes(ADD, [id, day, sealed]);
    return changes === 1 ? "saved" : "stale";
  });
}

const REMOVE = "DELETE FROM draft WHERE id = $1";

function removeIn(database: Database): Drafts["remove"] {
  return repeatable(async (id) => void (await database.changes(REMOVE, [id])));
}

const HAS_OLD = "SELECT 1 FROM day_key WHERE day < $1 LIMIT 1";
const NOBODY_ELSE = "LOCK TABLE day_key IN ACCESS EXCLUSIVE MODE";
const YOUNG = "SELECT day, sealed FROM day_key WHERE day >= $1";
const EMPTY = "TRUNCATE day_key";
const KEEP_YOUNG = "INSERT INTO day_key (day, sealed) SELECT * FROM unnest($1::text[], $2::bytea[])";
const SWEEP_DRAFTS = "DELETE FROM draft WHERE day < $1";

/**
 * A deleted row stays in its file until another is written over it. So the keys' file is given up whole; the drafts, whose
 * rows may stay for a while, can then be opened by nobody.
 */
function sweepIn(database: Database): Drafts["sweep"] {
  return repeatable(async (day) => {
    await database.changes(SWEEP_DRAFTS, [day]);
    if ((await database.rows(HAS_OLD, [day])).length === 0) return;
    await database.transaction(async (connection) => {
      await connection.changes(NOBODY_ELSE);
      const young = await connection.rows<KeyRow & { day: string }>(YOUNG, [day]);
      await connection.changes(EMPTY);
      await connection.changes(KEEP_YOUNG, [young.map((each) => each.day), young.map(({ sealed }) => sealed)]);
    });
  });
}
