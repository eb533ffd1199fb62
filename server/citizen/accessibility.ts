/** The accessibility statement: what was tested and how, what is known not to be good, and whom to tell of a barrier. */
import { dayOf } from "../records/month.ts";
import { stateOf } from "../records/survey.ts";
import { page } from "../web/reply.ts";
import { dayWritten } from "../web/written.ts";
import { words } from "./start.ts";
import type { Handler } from "./world.ts";

/** The day on which somebody last went through the statement and found it true. */
const REVIEWED = "2026-11-26";

const CAN = ["keyboard", "zoom", "colours", "scripts", "time", "mistakes"] as const;
const TESTED = ["rules", "keyboard", "phone", "markup"] as const;
const LIMITS = ["people", "signIn", "texts", "formats", "receipt", "staff"] as const;

export const showAccessibility: Handler = async (visit, world) => {
  const t = visit.translate;
  const listed = await world.catalogue.all();
  const open = listed.filter(({ survey }) => !survey.simulated && stateOf(survey, dayOf(visit.now)).state === "open");
  return page("citizen/accessibility", t("accessibility.title"), {
    can: CAN.map((each) => t(`accessibility.can.${each}`)),
    tested: TESTED.map((each) => t(`accessibility.tested.${each}`)),
    limits: LIMITS.map((each) => ({
      title: t(`accessibility.limits.${each}.title`),
      text: t(`accessibility.limits.${each}.text`),
    })),
    surveys: open.map(({ newest: { definition } }) => ({
      name: words(definition.title, visit),
      controller: words(definition.controller.name, visit),
      email: definition.controller.email,
    })),
    reviewed: t("accessibility.reviewed", { date: dayWritten(REVIEWED, visit.language) }),
  });
};
