/** Acts that need two people. */
import { actFrom, type Decision, type ProposedRow, whyUndecidable } from "../../records/proposal.ts";
import type { Role } from "../../records/staff.ts";
import type { Proposals } from "../proposals.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const PROPOSE = `
  INSERT INTO proposed_act (id, kind, survey, payload, state, hash, proposed_by, proposed_at)
  VALUES (@id, @kind, @survey, @payload, @state, @hash, @proposedBy, @proposedAt)`;
const FIND = `
  SELECT id, kind, survey, payload, state, hash, proposed_by AS "proposedBy", proposed_at AS "proposedAt",
    decided_by AS "decidedBy", decided_at AS "decidedAt", outcome, done_at AS "doneAt", fault
  FROM proposed_act WHERE id = ?`;
const LIST = `
  SELECT id, kind, survey, payload, state, hash, proposed_by AS "proposedBy", proposed_at AS "proposedAt",
    decided_by AS "decidedBy", decided_at AS "decidedAt", outcome, done_at AS "doneAt", fault
  FROM proposed_act ORDER BY outcome IS NOT NULL OR proposed_at < @since, proposed_at DESC, id LIMIT @most`;
const ACCOUNT = "SELECT role, disabled FROM staff WHERE name = ?";
const DECIDE = "UPDATE proposed_act SET decided_by = @by, decided_at = @at, outcome = @outcome WHERE id = @id";
const FINISH = "UPDATE proposed_act SET done_at = ?, fault = ? WHERE id = ? AND (done_at IS NULL OR fault IS NOT NULL)";

export function proposalsIn(kept: Connection): Proposals {
  const propose = kept.prepare<[Parameters<Proposals["propose"]>[0]]>(PROPOSE);
  const find = kept.prepare<[string], ProposedRow>(FIND);
  const list = kept.prepare<[{ readonly most: number; readonly since: number }], ProposedRow>(LIST);
  const finish = kept.prepare<[number, string | null, string]>(FINISH);
  return {
    propose: verb((proposal) => void propose.run(proposal)),
    find: verb((id) => {
      const row = find.get(id);
      return row && actFrom(row);
    }),
    decide: decideIn(kept),
    finish: verb((id, { at, fault }) => void finish.run(at, fault, id)),
    list: verb((most, since) => list.all({ most, since }).map(actFrom)),
  };
}

function decideIn(kept: Connection): Proposals["decide"] {
  const find = kept.prepare<[string], ProposedRow>(FIND);
  const account = kept.prepare<[string], { readonly role: Role; readonly disabled: 0 | 1 }>(ACCOUNT);
  const write = kept.prepare<[Decision & { readonly id: string }]>(DECIDE);
  const accountOf = (name: string) => {
    const row = account.get(name);
    return row && { role: row.role, disabled: row.disabled === 1 };
  };
  const decide = kept.transaction((id: string, decision: Decision) => {
    const row = find.get(id);
    const accounts = { proposer: row && accountOf(row.proposedBy), decider: accountOf(decision.by) };
    const why = whyUndecidable(row && actFrom(row), decision, accounts);
    if (why !== undefined) return why;
    write.run({ ...decision, id });
    return "decided" as const;
  });
  return verb((id, decision) => decide.immediate(id, decision));
}
