/** Invitation codes. */
import type { Deed } from "../../records/audit.ts";
import { type CodeBatch, leftAlone, madeAlone } from "../../records/code-batch.ts";
import type { Codes } from "../storage.ts";
import { holdLog, noteOver } from "./audit.ts";
import type { Connection, Database } from "./connection.ts";
import { afterAllSends } from "./surveys.ts";
import { repeatable } from "./verb.ts";

export function codesIn(database: Database): Codes {
  return {
    add: addIn(database),
    make: makeIn(database),
    has: hasIn(database),
    count: countIn(database),
    batches: batchesIn(database),
  };
}

const STATE = `SELECT closed_on AS "closedOn" FROM survey WHERE id = $1`;
const ADD = "INSERT INTO code (survey, mark) SELECT $1, mark FROM unnest($2::bytea[]) AS mark ON CONFLICT DO NOTHING";
/** A batch has a random name: adding the same one a second time adds nothing. */
const ADD_BATCH = `
  INSERT INTO code_batch (survey, id, place, count, made_on) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`;
/**
 * The first to read a row after its commit marks it as committed, on the page itself. Were the first a citizen who types
 * their code, a copy of the files would tell which codes have been used: so all are read at once, when they are made.
 */
const READ_ALL = "SELECT count(mark) FROM code WHERE survey = $1 AND length(mark) = 32";

function addIn(database: Database): Codes["add"] {
  return repeatable(async (survey, marks, batch) => {
    const outcome = await database.transaction((connection) => addOver(connection, survey, marks, batch));
    await database.rows(READ_ALL, [survey]);
    return outcome;
  });
}

async function addOver(connection: Connection, survey: string, marks: readonly Uint8Array[], batch?: CodeBatch) {
  await afterAllSends(connection, survey);
  const [state] = await connection.rows<{ closedOn: string | null }>(STATE, [survey]);
  if (!state) return "unknown";
  if (state.closedOn !== null) return "closed";
  await connection.changes(ADD, [survey, marks]);
  if (batch) await connection.changes(ADD_BATCH, [survey, batch.id, batch.place, batch.count, batch.madeOn]);
  return "added";
}

const IS_MADE = "SELECT 1 FROM code_batch WHERE survey = $1 AND id = $2";
const NOTED = "SELECT who, act, about FROM audit WHERE act = 'codes-made' AND who = $1";

/** Whoever makes some holds the log from before they count until their own note stands in it. */
function makeIn(database: Database): Codes["make"] {
  return repeatable(async (survey, marks, batch, deed) => {
    const outcome = await database.transaction(async (connection) => {
      // Sends are waited for before the log is held, which everybody else's notes wait for.
      await afterAllSends(connection, survey);
      await holdLog(connection);
      // Made by the first try, whose answer was lost.
      if ((await connection.rows(IS_MADE, [survey, batch.id])).length > 0) return "added";
      const noted = await connection.rows<Pick<Deed, "who" | "act" | "about">>(NOTED, [deed.who]);
      const [codes] = await connection.rows<{ count: number }>(COUNT, [survey]);
      if (marks.length > leftAlone(madeAlone(noted, survey, deed.who), codes?.count ?? 0)) return "too-many";
      const added = await addOver(connection, survey, marks, batch);
      if (added === "added") await noteOver(connection, deed);
      return added;
    });
    await database.rows(READ_ALL, [survey]);
    return outcome;
  });
}

const HAS = "SELECT 1 FROM code WHERE survey = $1 AND mark = $2";

function hasIn(database: Database): Codes["has"] {
  return repeatable(async (survey, mark) => (await database.rows(HAS, [survey, mark])).length === 1);
}

const COUNT = "SELECT count(*) AS count FROM code WHERE survey = $1";

function countIn(database: Database): Codes["count"] {
  return repeatable(async (survey) => (await database.rows<{ count: number }>(COUNT, [survey]))[0]?.count ?? 0);
}

const BATCHES = `
  SELECT id, place, count, made_on AS "madeOn" FROM code_batch WHERE survey = $1 ORDER BY made_on, id`;

function batchesIn(database: Database): Codes["batches"] {
  return repeatable((survey) => database.rows<CodeBatch>(BATCHES, [survey]));
}
