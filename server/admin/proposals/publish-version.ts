/** Publishing a version: the definition itself is the payload, so that what is published is what was confirmed. */
import type { ProposedAct } from "../../records/proposal.ts";
import { type Definition, questionsOf } from "../../survey/definition.ts";
import { versionOf } from "../../survey/version.ts";
import type { StaffVisit, StaffWorld } from "../world.ts";
import type { ActKind } from "./act-kind.ts";
import { surveyState } from "./survey-state.ts";

export const publishVersion: ActKind = {
  state: (survey, _payload, world) => surveyState(survey, world),
  told,
  perform: (act, _visit, world) => world.acting.publish(definitionOf(act)),
  noted: "published",
};

/** A definition as it was checked when it was proposed; the hash of the proposal says that it is the same. */
export function definitionOf({ payload }: Pick<ProposedAct, "payload">): Definition {
  return JSON.parse(payload) as Definition;
}

async function told({ id, survey, payload }: ProposedAct, { translate }: StaffVisit, { storage }: StaffWorld) {
  const definition = definitionOf({ payload });
  const before = (await storage.surveys.all()).find((each) => each.id === survey);
  const values = {
    survey,
    version: versionOf(definition).slice(0, 12),
    pages: definition.pages.length,
    questions: questionsOf(definition).length,
    languages: Object.keys(definition.title).join(", "),
  };
  return {
    title: translate("admin.proposals.publish.title", values),
    sentences: [
      translate(before ? "admin.proposals.publish.next" : "admin.proposals.publish.first", values),
      translate("admin.proposals.publish.holds", values),
      translate("admin.proposals.publish.stays"),
    ],
    more: { address: `/admin/proposals/${id}/version`, words: translate("admin.proposals.publish.more") },
  };
}
