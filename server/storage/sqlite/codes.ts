/** Invitation codes. */
import type { Deed } from "../../records/audit.ts";
import { type CodeBatch, leftAlone, madeAlone } from "../../records/code-batch.ts";
import type { Codes } from "../storage.ts";
import { notingIn } from "./audit.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function codesIn(kept: Connection): Codes {
  return {
    add: verb(addingTo(kept).immediate),
    make: makeIn(kept),
    has: hasIn(kept),
    count: countIn(kept),
    batches: batchesIn(kept),
  };
}

const STATE = "SELECT closed_on FROM survey WHERE id = ?";
const ADD = "INSERT INTO code (survey, mark) VALUES (?, ?) ON CONFLICT DO NOTHING";

const ADD_BATCH = "INSERT INTO code_batch (survey, id, place, count, made_on) VALUES (?, ?, ?, ?, ?)";

function addingTo(kept: Connection) {
  const stateOf = kept.prepare<[string], { closed_on: string | null }>(STATE);
  const addOne = kept.prepare<[string, Uint8Array]>(ADD);
  const addBatch = kept.prepare<[string, string, string | null, number, string]>(ADD_BATCH);
  return kept.transaction((survey: string, marks: readonly Uint8Array[], batch?: CodeBatch) => {
    const state = stateOf.get(survey);
    if (state === undefined) return "unknown";
    if (state.closed_on !== null) return "closed";
    for (const mark of marks) addOne.run(survey, mark);
    if (batch) addBatch.run(survey, batch.id, batch.place, batch.count, batch.madeOn);
    return "added";
  });
}

const NOTED = "SELECT who, act, about FROM audit WHERE act = 'codes-made' AND who = ?";

function makeIn(kept: Connection): Codes["make"] {
  const notedOf = kept.prepare<[string], Pick<Deed, "who" | "act" | "about">>(NOTED);
  const count = kept.prepare<[string], number>(COUNT).pluck();
  const [add, note] = [addingTo(kept), notingIn(kept)];
  const make = kept.transaction(
    (
      survey: string,
      marks: readonly Uint8Array[],
      batch: CodeBatch,
      deed: Deed,
    ): "too-many" | ReturnType<typeof add> => {
      const made = madeAlone(notedOf.all(deed.who), survey, deed.who);
      if (marks.length > leftAlone(made, count.get(survey) ?? 0)) return "too-many";
      const outcome = add(survey, marks, batch);
      if (outcome === "added") note(deed);
      return outcome;
    },
  );
  return verb((survey, marks, batch, deed) => make.immediate(survey, marks, batch, deed));
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

const BATCHES = `
  SELECT id, place, count, made_on AS "madeOn" FROM code_batch WHERE survey = ? ORDER BY made_on, id`;

function batchesIn(kept: Connection): Codes["batches"] {
  const batches = kept.prepare<[string], CodeBatch>(BATCHES);
  return verb((survey) => batches.all(survey));
}
