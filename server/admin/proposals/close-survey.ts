/** Closing for ever, with the protocol and the destruction of the keys. */
import type { ProposedAct } from "../../records/proposal.ts";
import { figuresIn } from "../figures.ts";
import type { StaffVisit, StaffWorld } from "../world.ts";
import type { ActKind } from "./act-kind.ts";
import { surveyState } from "./survey-state.ts";

export const closeSurvey: ActKind = {
  state: (survey, _payload, world) => surveyState(survey, world),
  told,
  perform: ({ survey }, _visit, world) => world.acting.close(survey),
  noted: "closed",
};

async function told({ survey }: ProposedAct, { language, translate }: StaffVisit, { storage }: StaffWorld) {
  const { whole } = figuresIn(language);
  const sent = whole(await storage.participations.count(survey));
  const waiting = whole(await storage.urn.count(survey));
  return {
    title: translate("admin.proposals.close.title", { survey }),
    sentences: [
      translate("admin.proposals.close.ends", { sent }),
      translate("admin.proposals.close.urn", { waiting }),
      translate("admin.proposals.close.keys"),
      translate("admin.proposals.close.forEver"),
    ],
    more: null,
  };
}
