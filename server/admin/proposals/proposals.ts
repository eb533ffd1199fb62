/** What waits for a second person, what exactly would happen, and what was decided lately. */
import { PROPOSAL_LIFE, type ProposedAct, type Undecidable } from "../../records/proposal.ts";
import { page } from "../../web/reply.ts";
import { dayWritten } from "../../web/written.ts";
import { faultWords } from "../releases/wording.ts";
import type { StaffHandler, StaffReply, StaffVisit, StaffWorld } from "../world.ts";
import { kindOf, MOST_SHOWN, waitingActs } from "./proposing.ts";

export const showProposals: StaffHandler = (visit, world) => proposalsPage(visit, world, undefined);

const LATELY = 20;

export async function proposalsPage(
  visit: StaffVisit,
  world: StaffWorld,
  why: Undecidable | "moved" | undefined,
): Promise<StaffReply> {
  const administers = visit.member?.role === "administrator";
  // Whoever confirms nothing sees their own alone.
  const theirs = ({ proposedBy }: ProposedAct) => administers || proposedBy === visit.member?.name;
  const waiting = (await waitingActs(visit, world)).filter(theirs);
  const acts = await world.storage.proposals.list(MOST_SHOWN, visit.now.getTime() - PROPOSAL_LIFE);
  const decided = acts.filter((act) => act.decision !== null && theirs(act));
  const heading = visit.translate("admin.proposals.title");
  const errors = why ? [{ field: "main", message: visit.translate(`admin.proposals.why.${why}`) }] : [];
  const view = {
    heading,
    failed: errors.length > 0,
    errors,
    administers,
    alone: administers && (await administrators(world)) < 2,
    none: waiting.length === 0,
    waiting: await Promise.all(waiting.map((act) => waitingView(act, visit, world))),
    decided: decided.slice(0, LATELY).map((act) => decidedView(act, visit, administers)),
    anyDecided: decided.length > 0,
  };
  const title = why ? visit.translate("error.titled", { title: heading }) : heading;
  return page("admin/proposals/proposals", title, view, why ? 409 : 200);
}

async function administrators({ storage }: StaffWorld): Promise<number> {
  return (await storage.staff.list()).filter(({ role, disabled }) => role === "administrator" && !disabled).length;
}

async function waitingView(act: ProposedAct, visit: StaffVisit, world: StaffWorld) {
  const { translate } = visit;
  const until = written(act.proposedAt + PROPOSAL_LIFE, visit.language);
  return {
    ...(await kindOf(act.kind).told(act, visit, world)),
    id: act.id,
    hash: act.hash,
    shortHash: act.hash.slice(0, 12),
    own: act.proposedBy === visit.member?.name,
    proposed: translate("admin.proposals.proposed", {
      name: act.proposedBy,
      at: written(act.proposedAt, visit.language),
      until,
    }),
  };
}

function decidedView(
  { id, kind, survey, hash, proposedBy, decision, result }: ProposedAct,
  visit: StaffVisit,
  administers: boolean,
) {
  const { translate } = visit;
  const outcome = decision?.outcome ?? "declined";
  const unfinished = administers && outcome === "confirmed" && (result === null || result.fault !== null);
  const state = result === null && outcome === "confirmed" ? "begun" : outcome;
  return {
    id,
    hash,
    what: translate(`admin.proposals.kind.${kind}`, { survey }),
    proposedBy,
    decidedBy: decision?.by ?? "",
    at: decision ? written(decision.at, visit.language) : "",
    outcome: translate(`admin.proposals.outcome.${result?.fault ? "failed" : state}`),
    ...faultWords(result?.fault ?? null, visit),
    unfinished,
  };
}

/** A moment in UTC, as the staff's pages write them. */
function written(at: number, language: string): string {
  const moment = new Date(at).toISOString();
  return `${dayWritten(moment.slice(0, 10), language)}, ${moment.slice(11, 16)} UTC`;
}
