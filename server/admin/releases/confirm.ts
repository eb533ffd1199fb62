/** The fourth step: what exactly would be released, once more and whole, before a second person is asked. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { AS_ASKED } from "../../release/key-ladder.ts";
import type { Assessment } from "../../releasing/assessing.ts";
import { versionsOf } from "../../releasing/order.ts";
import type { StaffHandler, StaffVisit } from "../world.ts";
import { formatWords } from "./format-words.ts";
import type { Plan } from "./plan.ts";
import { assessed, hiddenOf, recordsWords } from "./steps.ts";
import { questionWords, riskRows, wayView, whyNotWords } from "./wording.ts";

export const showConfirm: StaffHandler = (visit, world) =>
  assessed("confirm", visit, world, (assessment, { survey, plan }) => ({
    ...planView(assessment, survey, plan, visit),
    rows: riskRows(assessment, visit),
    why: assessment.refused ? whyNotWords(assessment.refused, visit) : "",
    same: assessment.same ?? "",
    command: commandOf(plan, survey),
    next: hiddenOf(plan),
    proposable: assessment.refused === null && assessment.same === null && hasWay(plan, assessment),
  }));

/** A way was chosen, or there is no key that there could be ways for. */
export function hasWay({ way }: Plan, { levels }: Assessment): boolean {
  return way.length > 0 || Object.keys(levels).length === 0;
}

/** What a plan is, in words. */
function planView(assessment: Assessment, survey: PublishedSurvey, plan: Plan, visit: StaffVisit) {
  const { translate } = visit;
  return {
    kind: translate(`release.kind.${plan.kind}`),
    about: recordsWords(assessment, visit),
    cleaning: translate(`admin.rules.name.${plan.cleaning}`),
    labels: translate(`languages.${plan.labels}`),
    formats: formatWords(plan, visit),
    versions: versionsOf({ survey, ...(plan.versions ? { versions: plan.versions } : {}) }).map(shortened),
    words: wordsView(plan, survey, visit),
    way: wayView(assessment.chosen, assessment.records, survey, visit),
    terms: [translate(`release.terms.${plan.kind}`), ...(plan.words ? [translate("release.words.terms")] : [])]
      .join("\n\n")
      .split("\n\n")
      .flatMap((part) => part.split("\n")),
  };
}

function shortened(version: string): string {
  return version.slice(0, 12);
}

/** Whose texts go with it, each with where they can be read as they would leave. */
function wordsView({ words = [] }: Plan, survey: PublishedSurvey, visit: StaffVisit) {
  return words.map((question) => ({
    words: questionWords(survey, question, visit),
    address: `/admin/surveys/${survey.id}/coding/${question}/reviewed`,
  }));
}

/** The same on the command line, for an operator. */
function commandOf(
  { kind, cleaning, labels, bom, versions = [], words = [], way }: Plan,
  { id }: PublishedSurvey,
): string {
  const levels = way.filter(([, level]) => level !== AS_ASKED).map(([key, level]) => `--recode ${key}=${level}`);
  const parts = [
    `npm run release -- ${id} --kind ${kind} --lang ${labels} --cleaning ${cleaning}`,
    ...levels,
    ...versions.map((version) => `--version ${shortened(version)}`),
    ...words.map((question) => `--words ${question}`),
  ];
  return [...parts, ...(bom ? ["--bom"] : []), "--out DIR"].join(" ");
}
