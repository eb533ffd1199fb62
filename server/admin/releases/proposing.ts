/** The end of the four steps: the release is put before a second person; and how far its making is. */
import { isWaiting, PROPOSAL_LIFE, type ProposedAct } from "../../records/proposal.ts";
import type { PublishedSurvey } from "../../records/survey.ts";
import { reviewsHash } from "../../releasing/words.ts";
import { page, seeOther } from "../../web/reply.ts";
import { propose } from "../proposals/proposing.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "../world.ts";
import { hasWay } from "./confirm.ts";
import type { Plan } from "./plan.ts";
import { planOf } from "./release-data.ts";
import type { Job } from "./release-desk.ts";
import { ASKS_AGAIN, assessmentFor, isReply } from "./steps.ts";
import { faultWords, whyNotWords } from "./wording.ts";

export const proposeRelease: StaffHandler = async (visit, world) => {
  const query = Object.fromEntries(Object.entries(visit.fields).map(([name, [value = ""]]) => [name, value]));
  const found = await assessmentFor("confirm", { ...visit, query }, world);
  if (isReply(found)) return found;
  const { assessment, survey, plan, frame } = found;
  if (!hasWay(plan, assessment)) return seeOther(frame.before);
  const { refused, same } = assessment;
  if (same !== null) return seeOther(`${frame.base}/${same}`);
  if (refused) return page("admin/releases/not", frame.called, { ...frame, why: whyNotWords(refused, visit) }, 422);
  const payload = JSON.stringify({ ...plan, ...(await reviewedOf(plan, survey, world)) } satisfies Plan);
  return propose({ kind: "release-data", survey: survey.id, payload }, visit, world, frame.base);
};

/** What was decided of the words that leave goes with the proposal: nothing else is made, whatever is decided later. */
async function reviewedOf({ words }: Plan, { id }: PublishedSurvey, { storage }: StaffWorld) {
  return words ? { reviewed: reviewsHash(await storage.textReviews.of(id), words) } : {};
}

/** How far the making of a confirmed release is; the page asks again by itself. */
export const showMaking: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  const act = await world.storage.proposals.find(visit.params.act ?? "");
  if (!survey || !act || act.survey !== survey.id || act.kind !== "release-data") return refuse("not-found");
  const job = world.releases.job(act.id);
  const base = `/admin/surveys/${survey.id}/releases`;
  if (job?.state === "made") return seeOther(`${base}/${job.id}`);
  const heading = visit.translate("admin.releases.making.title");
  const head = surveyHead(survey, visit, "releases", heading);
  const going = job?.state === "making";
  const view = {
    ...head,
    base,
    here: `${base}/making/${act.id}`,
    going,
    ...progressOf(job),
    words: jobWords(job, act, visit),
  };
  const made = page("admin/releases/making", `${heading} – ${head.name}`, view);
  return going ? { ...made, refresh: ASKS_AGAIN } : made;
};

/** What waits for a second person or is being made, for the list of releases. */
export async function pendingOf(survey: PublishedSurvey, visit: StaffVisit, world: StaffWorld) {
  const { proposals, staff } = world.storage;
  const members = new Map((await staff.list()).map((member) => [member.name, member]));
  const acts = (await proposals.list(MOST_LOOKED_AT, visit.now.getTime() - PROPOSAL_LIFE)).filter(
    (act) => act.survey === survey.id && act.kind === "release-data",
  );
  const waiting = acts.filter((act) => isWaiting(act, members.get(act.proposedBy), visit.now.getTime()));
  const begun = acts.filter(({ decision, result }) => decision?.outcome === "confirmed" && result === null);
  const view = (act: ProposedAct, address: string, words: string) => ({
    kind: visit.translate(`release.kind.${planOf(act).kind}`),
    by: act.proposedBy,
    address,
    words,
  });
  return [
    ...waiting.map((act) =>
      view(
        act,
        visit.member?.role === "administrator" ? "/admin/proposals" : "",
        visit.translate("admin.releases.pending.waits"),
      ),
    ),
    ...begun.map((act) =>
      view(
        act,
        `/admin/surveys/${survey.id}/releases/making/${act.id}`,
        visit.translate("admin.releases.pending.begun"),
      ),
    ),
  ];
}

const MOST_LOOKED_AT = 100;

function progressOf(job: Job | undefined) {
  return job?.state === "making" && job.total > 0 ? { done: job.done, total: job.total } : { done: 0, total: 0 };
}

function jobWords(job: Job | undefined, { result }: ProposedAct, visit: StaffVisit): string {
  if (job?.state === "refused") return whyNotWords(job.why, visit);
  if (job?.state === "making") return visit.translate(`admin.releases.making.${job.stage}`);
  if (job?.state === "failed") return visit.translate("admin.releases.making.failed");
  const { fault } = faultWords(result?.fault ?? null, visit);
  if (fault !== "") return fault;
  return visit.translate(result?.fault === null ? "admin.releases.making.done" : "admin.releases.making.elsewhere");
}
