/** Drafts and the keys of their days. A journey calls `find` and `save` some twenty-five times. */
import type { Drafts, FoundDraft } from "../drafts.ts";
import type { Connection, Database } from "./connection.ts";
import { together } from "./together.ts";
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

/**
 * The days first, newest first; then of each place asked for the draft, looked up by itself however many are asked for. One
 * statement: a journey looks for its draft at every step.
 */
const FIND = `
  (SELECT NULL::bigint AS place, day, sealed FROM day_key ORDER BY day DESC)
  UNION ALL
  SELECT place, found.day, CASE WHEN substring(found.sealed FROM 1 FOR length(held)) = held THEN NULL ELSE found.sealed END
  FROM unnest($1::bytea[], $2::bytea[]) WITH ORDINALITY AS asked (id, held, place)
  CROSS JOIN LATERAL (SELECT day, sealed FROM draft WHERE draft.id = asked.id LIMIT 1) AS found`;

type FoundRow =
  | { readonly place: null; readonly day: string; readonly sealed: Uint8Array }
  | { readonly place: number; readonly day: string; readonly sealed: Uint8Array | null };

type Asked = Parameters<Drafts["find"]>;
type Found = Awaited<ReturnType<Drafts["find"]>>;

function findIn(database: Database): Drafts["find"] {
  const find = together(database.short, foundOver);
  return repeatable((...asked: Asked) => find(asked));
}

async function foundOver(connection: Connection, all: readonly Asked[]): Promise<readonly Found[]> {
  const places = all.flatMap(([ids, held], asker) =>
    ids.map((id) => ({ id, held: held?.length ? held : null, asker })),
  );
  const rows = await connection.rows<FoundRow>(FIND, [places.map(({ id }) => id), places.map(({ held }) => held)]);
  const days = rows.filter((row) => row.place === null);
  const there = new Map(rows.flatMap(({ place, sealed }) => (place === null ? [] : [[place - 1, sealed]])));
  const drafts = new Map<number, FoundDraft>();
  for (const [place, { id, asker }] of places.entries()) {
    const sealed = there.get(place);
    if (sealed !== undefined && !drafts.has(asker)) drafts.set(asker, { id, sealed });
  }
  return all.map((_, asker) => {
    const draft = drafts.get(asker);
    return { draft, days: draft ? [] : days };
  });
}

const ADD = "INSERT INTO draft (id, day, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REPLACE = `
  UPDATE draft SET day = $2, sealed = $3 WHERE id = $1 AND substring(sealed FROM 1 FOR length($4::bytea)) = $4`;

/** Not repeatable: the second time would find what the first has saved, and call it stale. */
function saveIn(database: Database): Drafts["save"] {
  return verb(async ({ id, day, sealed }, replacing) => {
    if (replacing?.length === 0) return "stale";
    const changes = replacing
      ? await database.short.changes(REPLACE, [id, day, sealed, replacing])
      : await database.short.changes(ADD, [id, day, sealed]);
    return changes === 1 ? "saved" : "stale";
  });
}

const REMOVE = "DELETE FROM draft WHERE id = $1";

function removeIn(database: Database): Drafts["remove"] {
  return repeatable(async (id) => void (await database.short.changes(REMOVE, [id])));
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
