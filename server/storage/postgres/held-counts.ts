/** Counts that are held back, sealed. */
import type { HeldCounts } from "../counters.ts";
import type { Database } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

export function heldCountsIn(database: Database): HeldCounts {
  return { find: findIn(database), save: saveIn(database), remove: removeIn(database) };
}

const FIND = "SELECT sealed FROM held_count WHERE survey = $1";

function findIn(database: Database): HeldCounts["find"] {
  return repeatable(async (survey) => (await database.rows<{ sealed: Uint8Array }>(FIND, [survey]))[0]?.sealed);
}

const ADD = "INSERT INTO held_count (survey, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const REPLACE = "UPDATE held_count SET sealed = $2 WHERE survey = $1 AND sealed = $3";

/** Not repeatable: the second time would find what the first has saved, and call it stale. */
function saveIn(database: Database): HeldCounts["save"] {
  return verb(async (survey, sealed, replacing) => {
    const changes = replacing
      ? await database.changes(REPLACE, [survey, sealed, replacing])
      : await database.changes(ADD, [survey, sealed]);
    return changes === 1 ? "saved" : "stale";
  });
}

const REMOVE = "DELETE FROM held_count WHERE survey = $1";

function removeIn(database: Database): HeldCounts["remove"] {
  return repeatable(async (survey) => void (await database.changes(REMOVE, [survey])));
}
