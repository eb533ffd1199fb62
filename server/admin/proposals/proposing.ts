/** Putting an act before a second person. */
import { isWaiting, PROPOSAL_LIFE, type Proposable, proposalHash } from "../../records/proposal.ts";
import { seeOther } from "../../web/reply.ts";
import { refuse, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { KINDS } from "./kinds.ts";
import { noteOf } from "./note.ts";

/** How many proposals are looked at and shown; undecided ones come first. */
export const MOST_SHOWN = 100;
/** Of one person's: nobody pushes what others propose out of the list. */
const MOST_WAITING = 10;

/**
 * Proposes an act in the name of whoever visits; the same one that still waits is not proposed twice. `payload`: JSON. Callers
 * let nobody in but those of `PROPOSERS`. `next`: where the proposer goes from here.
 */
export async function propose(
  { kind, survey, payload }: { readonly kind: Proposable; readonly survey: string; readonly payload: string },
  visit: StaffVisit,
  world: StaffWorld,
  next: string,
): Promise<StaffReply> {
  if (!visit.member) throw new Error("nobody proposes this");
  const state = await kindOf(kind).state(survey, payload, world);
  const said = { kind, survey, payload, state };
  const id = Buffer.from(world.random.bytes(16)).toString("hex");
  const proposal = {
    ...said,
    id,
    hash: proposalHash(said),
    proposedBy: visit.member.name,
    proposedAt: visit.now.getTime(),
  };
  const waiting = await waitingActs(visit, world);
  if (waiting.some(({ hash }) => hash === proposal.hash)) return seeOther(next);
  if (waiting.filter(({ proposedBy }) => proposedBy === proposal.proposedBy).length >= MOST_WAITING)
    return refuse("too-many-proposals");
  await world.storage.proposals.propose(proposal);
  await world.note(visit, "proposed", noteOf(proposal), visit.member.name);
  return seeOther(next);
}

/** What waits for a second person. */
export async function waitingActs({ now }: Pick<StaffVisit, "now">, { storage }: StaffWorld) {
  const members = new Map((await storage.staff.list()).map((member) => [member.name, member]));
  const acts = await storage.proposals.list(MOST_SHOWN, now.getTime() - PROPOSAL_LIFE);
  return acts.filter((act) => isWaiting(act, members.get(act.proposedBy), now.getTime()));
}

export function kindOf(kind: Proposable) {
  const found = KINDS[kind];
  if (!found) throw new Error(`nothing does ${kind}`);
  return found;
}
