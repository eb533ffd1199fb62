/** The fourth step: what exactly would be released, once more and whole, before a second person is asked. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { AS_ASKED } from "../../release/key-ladder.ts";
import type { Assessment } from "../../releasing/assessing.ts";
import type { StaffHandler, StaffVisit } from "../world.ts";
import { formatWords } from "./format-words.ts";
import type { Plan } from "./plan.ts";
import { assessed, hiddenOf, recordsWords } from "./steps.ts";
import { riskRows, wayView, whyNotWords } from "./wording.ts";

export const showConfirm: StaffHandler = (visit, world) =>
  assessed("confirm", visit, world, (assessment, { survey, plan }) => ({
    ...planView(assessment, survey, plan, visit),
    rows: riskRows(assessment, visit),
    why: assessment.refused ? whyNotWords(assessment.refused, visit) : "",
    same: assessment.same ?? "",
    command: commandOf(plan, survey),
    next: hiddenOf(plan),
    proposable: assessment.refused === null && assessment.same === null && plan.way.length > 0,
  }));

/** What a plan is, in words. */
function planView(assessment: Assessment, survey: PublishedSurvey, plan: Plan, visit: StaffVisit) {
  const { translate } = visit;
  return {
    kind: translate(`release.kind.${plan.kind}`),
    about: recordsWords(assessment, visit),
    cleaning: translate(`admin.rules.name.${plan.cleaning}`),
    labels: translate(`languages.${plan.labels}`),
    formats: formatWords(plan, visit),
    way: wayView(assessment.chosen, assessment.records, survey, visit),
    terms: translate(`release.terms.${plan.kind}`)
      .split("\n\n")
      .flatMap((part) => part.split("\n")),
  };
}

/** The same on the command line, for an operator. */
function commandOf({ kind, cleaning, labels, bom, way }: Plan, { id }: PublishedSurvey): string {
  const levels = way.filter(([, level]) => level !== AS_ASKED).map(([key, level]) => `--recode ${key}=${level}`);
  const words = [`npm run release -- ${id} --kind ${kind} --lang ${labels} --cleaning ${cleaning}`, ...levels];
  return [...words, ...(bom ? ["--bom"] : []), "--out DIR"].join(" ");
}
