/** What the gate did, in words that last: names instead of places in lists. */
import type { FileRisk } from "../statistics/reidentification-risk.ts";
import type { GateLog, LoggedProposal } from "./about.ts";
import type { Prepared } from "./prepared.ts";
import type { Proposal } from "./proposals.ts";

export function gateLog(
  prepared: Prepared,
  chosen: Proposal,
  { before, after }: { readonly before: FileRisk; readonly after: FileRisk },
): GateLog {
  const { k, l } = prepared.policy.protection;
  return {
    k,
    l,
    keys: prepared.ladders.map(({ question }) => question),
    sensitive: prepared.sensitive,
    proposals: prepared.proposals.map((proposal) => logged(prepared, proposal)),
    chosen: logged(prepared, chosen),
    before,
    after,
  };
}

export function logged(
  { ladders }: Pick<Prepared, "ladders">,
  { levels, withheld, touched, loss }: Proposal,
): LoggedProposal {
  const named = <T>(of: (key: number) => T) =>
    Object.fromEntries(ladders.map(({ question }, key) => [question, of(key)]));
  return {
    levels: named((key) => ladders[key]?.levels[levels[key] ?? 0]?.name ?? ""),
    withheld: named((key) => withheld[key] ?? 0),
    touched,
    loss,
  };
}
