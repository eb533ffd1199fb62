/** Drafts and the keys of their days. A journey calls `find` and `save` some twenty-five times. */
import type { Drafts, FoundDraft, SealedDay } from "../drafts.ts";
import { type Connection, emptyLog } from "./connection.ts";
import { verb } from "./verb.ts";

export function draftsIn(passing: Connection): Drafts {
  return {
    dayKey: dayKeyIn(passing),
    find: findIn(passing),
    save: saveIn(passing),
    remove: removeIn(passing),
    sweep: sweepIn(passing),
    settle: verb(() => emptyLog(passing)),
  };
}

const MAKE_KEY = "INSERT INTO day_key (day, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING";
const KEY = "SELECT sealed FROM day_key WHERE day = ?";

function dayKeyIn(passing: Connection): Drafts["dayKey"] {
  const make = passing.prepare<[string, Uint8Array]>(MAKE_KEY);
  const key = passing.prepare<[string], Uint8Array>(KEY).pluck();
  return verb((day, made) => {
    const known = key.get(day);
    if (known) return known;
    make.run(day, made);
    return key.get(day) ?? made;
  });
}

const DAYS = "SELECT day, sealed FROM day_key ORDER BY day DESC";
/** What nobody holds begins like nothing: NULL is equal to none. */
const FIND =
  "SELECT id, iif(substr(sealed, 1, length($held)) = $held, NULL, sealed) AS sealed FROM draft WHERE id = $id";

function findIn(passing: Connection): Drafts["find"] {
  const days = passing.prepare<[], SealedDay>(DAYS);
  const find = passing.prepare<[{ id: Uint8Array; held: Uint8Array | null }], FoundDraft>(FIND);
  const first = (ids: readonly Uint8Array[], held: Uint8Array | null) => {
    for (const id of ids) {
      const draft = find.get({ id, held });
      if (draft) return draft;
    }
    return undefined;
  };
  return verb((ids, held) => {
    const draft = first(ids, held?.length ? held : null);
    return { draft, days: draft ? [] : days.all() };
  });
}

const ADD = "INSERT INTO draft (id, day, sealed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
const REPLACE = "UPDATE draft SET day = ?, sealed = ? WHERE id = ? AND substr(sealed, 1, length(?)) = ?";

function saveIn(passing: Connection): Drafts["save"] {
  const add = passing.prepare<[Uint8Array, string, Uint8Array]>(ADD);
  const replace = passing.prepare<[string, Uint8Array, Uint8Array, Uint8Array, Uint8Array]>(REPLACE);
  return verb(({ id, day, sealed }, replacing) => {
    if (replacing?.length === 0) return "stale";
    const { changes } = replacing ? replace.run(day, sealed, id, replacing, replacing) : add.run(id, day, sealed);
    return changes === 1 ? "saved" : "stale";
  });
}

const REMOVE = "DELETE FROM draft WHERE id = ?";

function removeIn(passing: Connection): Drafts["remove"] {
  const remove = passing.prepare<[Uint8Array]>(REMOVE);
  return verb((id) => void remove.run(id));
}

const SWEEP_KEYS = "DELETE FROM day_key WHERE day < ?";
const SWEEP_DRAFTS = "DELETE FROM draft WHERE day < ?";

/** `secure_delete` overwrites the rows in the file; emptying the log takes the copies there. */
function sweepIn(passing: Connection): Drafts["sweep"] {
  const sweepKeys = passing.prepare<[string]>(SWEEP_KEYS);
  const sweepDrafts = passing.prepare<[string]>(SWEEP_DRAFTS);
  const sweep = passing.transaction((day: string) => {
    sweepKeys.run(day);
    sweepDrafts.run(day);
  });
  return verb((day) => {
    sweep.immediate(day);
    emptyLog(passing);
  });
}
