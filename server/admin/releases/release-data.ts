/** Releasing data as two people agree on it: proposed at the end of the four steps, made once another has confirmed it. */
import { createHash } from "node:crypto";
import type { ProposedAct } from "../../records/proposal.ts";
import type { PublishedSurvey } from "../../records/survey.ts";
import { POLICIES } from "../../release/policy.ts";
import { reviewsHash } from "../../releasing/words.ts";
import { canonical } from "../../survey/canonical.ts";
import type { ActKind } from "../proposals/act-kind.ts";
import { noteOf } from "../proposals/note.ts";
import { surveyState } from "../proposals/survey-state.ts";
import type { StaffVisit, StaffWorld } from "../world.ts";
import { formatWords } from "./format-words.ts";
import { fieldsOf, orderOf, type Plan } from "./plan.ts";
import { kept, levelWords, questionWords } from "./wording.ts";

export const releaseData: ActKind = { state, told, perform, noted: "released" };

/** A plan as it was checked when it was proposed; the hash of the proposal says that it is the same. */
export function planOf({ payload }: Pick<ProposedAct, "payload">): Plan {
  return JSON.parse(payload) as Plan;
}

/** Versions and earlier releases. More answers may come meanwhile: the gate is passed anew when the files are made. */
async function state(id: string, payload: string, world: StaffWorld): Promise<string> {
  const releases = (await world.storage.releases.of(id)).map((release) => release.id);
  const { words = [] } = planOf({ payload });
  // What the second person read is what leaves: a text that was decided anew meanwhile is put before them once more.
  const read = words.length === 0 ? {} : { read: reviewsHash(await world.storage.textReviews.of(id), words) };
  const facts = { survey: await surveyState(id, world), releases, ...read };
  return createHash("sha256").update(canonical(facts)).digest("hex");
}

async function told(act: ProposedAct, visit: StaffVisit, { storage }: StaffWorld) {
  const plan = planOf(act);
  const survey = (await storage.surveys.all()).find(({ id }) => id === act.survey);
  const { translate } = visit;
  const { k, l } = POLICIES[plan.kind].protection;
  const levels = survey
    ? plan.way.map(([key, level]) => `${questionWords(survey, key, visit)} – ${levelWords(level, visit)}`)
    : [];
  return {
    title: translate("admin.releases.proposal.title", {
      survey: act.survey,
      kind: translate(`release.kind.${plan.kind}`),
    }),
    sentences: [
      translate(`admin.releases.kind.${plan.kind}`),
      translate(l > 1 ? "admin.releases.risk.ruleDiverse" : "admin.releases.risk.rule", { k, l }),
      translate("admin.releases.proposal.holds", {
        cleaning: translate(`admin.rules.name.${plan.cleaning}`),
        labels: translate(`languages.${plan.labels}`),
        formats: formatWords(plan, visit),
      }),
      ...levels,
      ...(plan.versions
        ? [
            translate("admin.releases.proposal.versions", {
              versions: plan.versions.map((version) => version.slice(0, 12)).join(", "),
            }),
          ]
        : []),
      ...(plan.words ?? []).map((question) =>
        translate("admin.releases.proposal.words", {
          question: survey ? questionWords(survey, question, visit) : question,
        }),
      ),
      translate("admin.releases.proposal.anew"),
      translate("admin.releases.proposal.stays"),
    ],
    more: {
      address: `/admin/surveys/${act.survey}/releases/confirm?${new URLSearchParams(fieldsOf(plan))}`,
      words: translate("admin.releases.proposal.more"),
    },
  };
}

/** Making takes its time: the proposal is finished when the release is. */
async function perform(act: ProposedAct, visit: StaffVisit, world: StaffWorld) {
  const survey = (await world.storage.surveys.all()).find(({ id }) => id === act.survey);
  if (!survey) return `There is no survey ${act.survey}.`;
  begin(act, survey, visit, world);
  return { goesOn: `/admin/surveys/${act.survey}/releases/making/${act.id}` };
}

function begin(act: ProposedAct, survey: PublishedSurvey, { now, member }: StaffVisit, world: StaffWorld): void {
  world.releases.begin(act.id, orderOf(planOf(act), survey), now, async (outcome) => {
    const fault = "id" in outcome ? null : kept(outcome.why);
    await world.storage.proposals.finish(act.id, { at: now.getTime(), fault });
    if ("id" in outcome) await world.note({ now }, "released", `${outcome.id}, ${noteOf(act)}`, member?.name ?? "");
  });
}
