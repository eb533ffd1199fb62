/**
 * Four eyes: an act that cannot be undone is proposed by one member of staff and confirmed by an administrator who is another. What is confirmed
 * is what was proposed, on what was there when it was.
 */
import { createHash } from "node:crypto";
import type { Role, StaffMember } from "./staff.ts";

export const PROPOSABLE = ["publish-version", "close-survey", "release-data", "publish-results"] as const;
export type Proposable = (typeof PROPOSABLE)[number];

/** Who may propose what; administrators alone confirm. */
const PROPOSERS: Readonly<Record<Proposable, readonly Role[]>> = {
  "publish-version": ["administrator"],
  "close-survey": ["administrator"],
  "release-data": ["administrator", "analyst"],
  "publish-results": ["administrator", "analyst"],
};

export interface Proposal {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly kind: Proposable;
  readonly survey: string;
  /** JSON: all that doing it needs. */
  readonly payload: string;
  /** A hash of what the act rests on; 64 hexadecimal digits. */
  readonly state: string;
  /** `proposalHash`. */
  readonly hash: string;
  readonly proposedBy: string;
  /** Milliseconds since 1970. */
  readonly proposedAt: number;
}

export interface Decision {
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `withdrawn`: by whoever proposed it. */
  readonly outcome: "confirmed" | "declined" | "withdrawn";
}

export interface ProposedAct extends Proposal {
  readonly decision: Decision | null;
  /** What came of a confirmed act; null while it is not done. `fault`: why it could not be done. */
  readonly result: { readonly at: number; readonly fault: string | null } | null;
}

/** A proposed act as one row of a table, the same in every database. */
export interface ProposedRow extends Proposal {
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly outcome: Decision["outcome"] | null;
  readonly doneAt: number | null;
  readonly fault: string | null;
}

export function actFrom({ decidedBy: by, decidedAt, outcome, doneAt, fault, ...proposal }: ProposedRow): ProposedAct {
  const decided = by !== null && decidedAt !== null && outcome !== null;
  return {
    ...proposal,
    decision: decided ? { by, at: decidedAt, outcome } : null,
    result: doneAt === null ? null : { at: doneAt, fault },
  };
}

/** SHA-256, 64 hexadecimal digits; each part is preceded by its length. */
export function proposalHash({
  kind,
  survey,
  payload,
  state,
}: Pick<Proposal, "kind" | "survey" | "payload" | "state">): string {
  const hash = createHash("sha256");
  for (const part of [kind, survey, payload, state]) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest("hex");
}

const DAY = 86_400_000;
/** So long a proposal waits for its second person. */
export const PROPOSAL_LIFE = 7 * DAY;

/** Why a proposal cannot be decided so by this person. */
export const UNDECIDABLE = [
  "unknown",
  "decided-before",
  "expired",
  "own",
  "not-own",
  "not-permitted",
  "proposer-gone",
  "altered",
] as const;
export type Undecidable = (typeof UNDECIDABLE)[number];

type Account = Pick<StaffMember, "role" | "disabled">;

/** The rule, as both databases apply it within the transaction that writes the decision. */
export function whyUndecidable(
  act: ProposedAct | undefined,
  decision: Decision,
  accounts: { readonly proposer: Account | undefined; readonly decider: Account | undefined },
): Undecidable | undefined {
  if (!act) return "unknown";
  if (act.decision) return "decided-before";
  if (decision.at - act.proposedAt > PROPOSAL_LIFE) return "expired";
  const own = decision.by === act.proposedBy;
  // Taking back what one proposed is anybody's who could propose it, and nobody else's.
  if (decision.outcome === "withdrawn" && own) return proposes(act, accounts.decider) ? undefined : "not-permitted";
  if (!administers(accounts.decider)) return "not-permitted";
  if (decision.outcome === "withdrawn") return "not-own";
  if (own) return "own";
  if (decision.outcome === "declined") return undefined;
  if (!proposes(act, accounts.proposer)) return "proposer-gone";
  return proposalHash(act) === act.hash ? undefined : "altered";
}

/** Whether it still waits: not decided, in time, and by somebody who may still propose it. */
export function isWaiting(act: ProposedAct, proposer: Account | undefined, now: number): boolean {
  return act.decision === null && now - act.proposedAt <= PROPOSAL_LIFE && proposes(act, proposer);
}

function proposes({ kind }: Pick<Proposal, "kind">, account: Account | undefined): boolean {
  return account !== undefined && !account.disabled && PROPOSERS[kind].includes(account.role);
}

function administers(account: Account | undefined): boolean {
  return account?.role === "administrator" && !account.disabled;
}
