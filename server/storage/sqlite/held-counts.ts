/** Counts that are held back, sealed. */
import type { HeldCounts } from "../counters.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function heldCountsIn(passing: Connection): HeldCounts {
  return { find: findIn(passing), save: saveIn(passing), remove: removeIn(passing) };
}

const FIND = "SELECT sealed FROM held_count WHERE survey = ?";

function findIn(passing: Connection): HeldCounts["find"] {
  const find = passing.prepare<[string], Uint8Array>(FIND).pluck();
  return verb((survey) => find.get(survey));
}

const ADD = "INSERT INTO held_count (survey, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING";
const REPLACE = "UPDATE held_count SET sealed = ? WHERE survey = ? AND sealed = ?";

function saveIn(passing: Connection): HeldCounts["save"] {
  const add = passing.prepare<[string, Uint8Array]>(ADD);
  const replace = passing.prepare<[Uint8Array, string, Uint8Array]>(REPLACE);
  return verb((survey, sealed, replacing) => {
    const { changes } = replacing ? replace.run(sealed, survey, replacing) : add.run(survey, sealed);
    return changes === 1 ? "saved" : "stale";
  });
}

const REMOVE = "DELETE FROM held_count WHERE survey = ?";

function removeIn(passing: Connection): HeldCounts["remove"] {
  const remove = passing.prepare<[string]>(REMOVE);
  return verb((survey) => void remove.run(survey));
}
