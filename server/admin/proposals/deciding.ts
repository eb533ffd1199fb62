/** The second person's word: confirmed acts are done at once. */
import { type Decision, PROPOSAL_LIFE, type ProposedAct, type Undecidable } from "../../records/proposal.ts";
import { seeOther } from "../../web/reply.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "../world.ts";
import { noteOf } from "./note.ts";
import { proposalsPage } from "./proposals.ts";
import { kindOf } from "./proposing.ts";

const OUTCOMES: readonly Decision["outcome"][] = ["confirmed", "declined", "withdrawn"];

export const decideProposal: StaffHandler = async (visit, world) => {
  const act = await world.storage.proposals.find(visit.params.proposal ?? "");
  if (!act) return refuse("not-found");
  if (!visit.member) return refuse("not-signed-in");
  const administers = visit.member.role === "administrator";
  // To whoever confirms nothing, others' acts are not there.
  if (!administers && act.proposedBy !== visit.member.name) return refuse("not-found");
  // The hash of what was on the page: nobody confirms what they have not seen.
  if (visit.fields.hash?.[0] !== act.hash) return refuse("malformed");
  const said = visit.fields.decision?.[0];
  if (said === "again" && administers) return doneAgain(act, visit, world);
  const outcome = OUTCOMES.find((each) => each === said);
  if (!outcome) return refuse("malformed");
  const moved = outcome === "confirmed" && (await hasMoved(act, world));
  const decision = { by: visit.member.name, at: visit.now.getTime(), outcome };
  const why = moved ? "moved" : await world.storage.proposals.decide(act.id, decision);
  if (why !== "decided") return proposalsPage(visit, world, why satisfies Undecidable | "moved");
  await world.note(visit, outcome, noteOf(act), visit.member.name);
  return outcome === "confirmed" ? done(act, visit, world) : seeOther("/admin/proposals");
};

async function hasMoved({ kind, survey, payload, state }: ProposedAct, world: StaffWorld): Promise<boolean> {
  return (await kindOf(kind).state(survey, payload, world)) !== state;
}

/** Confirmed, and cut short or failed: two people have agreed already, so either may have it done again. */
function isUnfinished({ decision, result }: ProposedAct): boolean {
  return decision?.outcome === "confirmed" && (result === null || result.fault !== null);
}

/** Only while their word is young and rests on what they saw. */
async function doneAgain(act: ProposedAct, visit: StaffVisit, world: StaffWorld) {
  if (!isUnfinished(act)) return seeOther("/admin/proposals");
  if (visit.now.getTime() - (act.decision?.at ?? 0) > PROPOSAL_LIFE) return proposalsPage(visit, world, "expired");
  // A closing that was cut short has changed the state itself, and has to go on.
  if (act.kind !== "close-survey" && (await hasMoved(act, world))) return proposalsPage(visit, world, "moved");
  return done(act, visit, world);
}

async function done(act: ProposedAct, visit: StaffVisit, world: StaffWorld) {
  const kind = kindOf(act.kind);
  const outcome = await kind.perform(act, visit, world);
  if (typeof outcome === "object") return seeOther(outcome.goesOn);
  const fault = outcome ?? null;
  await world.storage.proposals.finish(act.id, { at: visit.now.getTime(), fault });
  if (fault === null) await world.note(visit, kind.noted, noteOf(act), visit.member?.name ?? "");
  return seeOther("/admin/proposals");
}
