/** Acts that need two people. */
import { actFrom, type ProposedRow, whyUndecidable } from "../../records/proposal.ts";
import type { Role } from "../../records/staff.ts";
import type { Proposals } from "../proposals.ts";
import { type Database, LOCKS, PIKIR } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

const PROPOSE = `
  INSERT INTO proposed_act (id, kind, survey, payload, state, hash, proposed_by, proposed_at)
  VALUES ($1, $2, $3, $4::json, $5, $6, $7, $8)`;
const COLUMNS = `
  id, kind, survey, payload::text AS payload, state, hash, proposed_by AS "proposedBy", proposed_at AS "proposedAt",
  decided_by AS "decidedBy", decided_at AS "decidedAt", outcome, done_at AS "doneAt", fault`;
const FIND = `SELECT ${COLUMNS} FROM proposed_act WHERE id = $1`;
const LIST = `SELECT ${COLUMNS} FROM proposed_act ORDER BY outcome IS NOT NULL OR proposed_at < $2, proposed_at DESC, id LIMIT $1`;
const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1, $2)";
const ACCOUNT = "SELECT role, disabled FROM staff WHERE name = $1";
const DECIDE = "UPDATE proposed_act SET decided_by = $2, decided_at = $3, outcome = $4 WHERE id = $1";
const FINISH =
  "UPDATE proposed_act SET done_at = $2, fault = $3 WHERE id = $1 AND (done_at IS NULL OR fault IS NOT NULL)";

export function proposalsIn(database: Database): Proposals {
  return {
    propose: verb(async ({ id, kind, survey, payload, state, hash, proposedBy, proposedAt }) => {
      await database.changes(PROPOSE, [id, kind, survey, payload, state, hash, proposedBy, proposedAt]);
    }),
    find: repeatable(async (id) => {
      const [row] = await database.rows<ProposedRow>(FIND, [id]);
      return row && actFrom(row);
    }),
    decide: decideIn(database),
    finish: repeatable(async (id, { at, fault }) => void (await database.changes(FINISH, [id, at, fault]))),
    list: repeatable(async (most, since) => (await database.rows<ProposedRow>(LIST, [most, since])).map(actFrom)),
  };
}

/** Under the staff's lock: nobody is disabled or given another role between the look and the word. */
function decideIn(database: Database): Proposals["decide"] {
  return verb((id, decision) =>
    database.transaction(async (connection) => {
      await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.staffing]);
      const [row] = await connection.rows<ProposedRow>(FIND, [id]);
      const accountOf = async (name: string | undefined) =>
        (await connection.rows<{ role: Role; disabled: boolean }>(ACCOUNT, [name]))[0];
      const accounts = { proposer: await accountOf(row?.proposedBy), decider: await accountOf(decision.by) };
      const why = whyUndecidable(row && actFrom(row), decision, accounts);
      if (why !== undefined) return why;
      await connection.changes(DECIDE, [id, decision.by, decision.at, decision.outcome]);
      return "decided" as const;
    }),
  );
}
