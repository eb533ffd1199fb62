/** Invitation codes. */
import type { Codes } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function codesIn(kept: Connection): Codes {
  return { add: addIn(kept), has: hasIn(kept), count: countIn(kept) };
}

const STATE = "SELECT closed_on FROM survey WHERE id = ?";
const ADD = "INSERT INTO code (survey, mark) VALUES (?, ?) ON CONFLICT DO NOTHING";

function addIn(kept: Connection): Codes["add"] {
  const stateOf = kept.prepare<[string], { closed_on: string | null }>(STATE);
  const addOne = kept.prepare<[string, Uint8Array]>(ADD);
  const add = kept.transaction((survey: string, marks: readonly Uint8Array[]) => {
    const state = stateOf.get(survey);
    if (state === undefined) return "unknown";
    if (state.closed_on !== null) return "closed";
    for (const mark of marks) addOne.run(survey, mark);
    return "added";
  });
  return verb((survey, marks) => add.immediate(survey, marks));
}

const HAS = "SELECT 1 FROM code WHERE survey = ? AND mark = ?";

function hasIn(kept: Connection): Codes["has"] {
  const has = kept.prepare<[string, Uint8Array]>(HAS);
  return verb((survey, mark) => has.get(survey, mark) !== undefined);
}

const COUNT = "SELECT count(*) FROM code WHERE survey = ?";

function countIn(kept: Connection): Codes["count"] {
  const count = kept.prepare<[string], number>(COUNT).pluck();
  return verb((survey) => count.get(survey) ?? 0);
}
