/** The first three steps to a release, each derived from its address: what it is, how risky the file is, what repairs it. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { FORMATS } from "../../release/files.ts";
import type { Assessment } from "../../releasing/assessing.ts";
import { RULE_NAMES } from "../../reports/cleaning.ts";
import { leavingQuestions } from "../../reports/leaving-words.ts";
import { RELEASE_KINDS } from "../../survey/disclosure.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { fieldsOf, orderOf, type Plan, planIn, versionField, WORDS, wayOf } from "./plan.ts";
import { levelWords, questionWords, riskRows, wayView, whyNotWords } from "./wording.ts";

const STEPS = ["what", "risk", "repair", "confirm"] as const;

export type Step = (typeof STEPS)[number];

/** Seconds after which a page that waits asks again by itself. */
export const ASKS_AGAIN = 3;

export const showWhat: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const plan = planIn(visit.query, survey);
  const { languages } = newestOf(survey).definition;
  const labels = plan?.labels ?? (languages.includes(visit.language) ? visit.language : languages[0]);
  const choice = (name: string, type: "radio" | "checkbox", value: string, label: string, chosen: boolean) => ({
    ...{ type, field: name, value, label, chosen, id: `${name}-${value}`, hint: "" },
  });
  const kinds = RELEASE_KINDS.map((kind) => ({
    ...choice("kind", "radio", kind, visit.translate(`release.kind.${kind}`), plan?.kind === kind),
    hint: visit.translate(`admin.releases.kind.${kind}`),
  }));
  const view = {
    ...frameOf(survey, "what", visit),
    versions: versionWords(survey, visit),
    kinds,
    rules: RULE_NAMES.map((rule, at) => ({
      value: rule,
      words: visit.translate(`admin.rules.name.${rule}`),
      selected: plan ? plan.cleaning === rule : at === 0,
    })),
    labels: languages.map((code) => ({
      value: code,
      words: visit.translate(`languages.${code}`),
      selected: code === labels,
    })),
    formats: FORMATS.map((name) =>
      choice(
        name,
        "checkbox",
        "1",
        visit.translate(`admin.releases.format.${name.replace(".", "_")}`),
        plan?.formats.includes(name) ?? true,
      ),
    ),
    bom: plan?.bom ?? false,
    several: survey.versions.length > 1,
    choices: survey.versions.map(({ version }, at) =>
      choice(
        versionField(version),
        "checkbox",
        "1",
        visit.translate("admin.releases.version", { number: at + 1, version: version.slice(0, 12) }),
        plan?.versions?.includes(version) ?? true,
      ),
    ),
    words: leavingQuestions(survey).map((question) => ({
      ...choice(`${WORDS}${question}`, "checkbox", "1", questionWords(survey, question, visit), false),
      chosen: plan?.words?.includes(question) ?? false,
      reviewed: `/admin/surveys/${survey.id}/coding/${question}/reviewed`,
    })),
  };
  return page("admin/releases/what", view.called, view);
};

export const showRisk: StaffHandler = (visit, world) =>
  assessed("risk", visit, world, (assessment, { survey, plan }) => ({
    rows: riskRows(assessment, visit),
    keys: assessment.keys.map((key) => questionWords(survey, key, visit)),
    sensitive: assessment.sensitive.map((key) => questionWords(survey, key, visit)),
    leftOut: assessment.leftOut.map((key) => questionWords(survey, key, visit)),
    kind: visit.translate(`release.kind.${plan.kind}`),
    rule: visit.translate(assessment.l > 1 ? "admin.releases.risk.ruleDiverse" : "admin.releases.risk.rule", {
      k: assessment.k,
      l: assessment.l,
    }),
    about: recordsWords(assessment, visit),
    next: hiddenOf(plan),
  }));

export const showRepair: StaffHandler = (visit, world) =>
  assessed("repair", visit, world, (assessment, { survey, plan }) => {
    const own =
      plan.way.length > 0 &&
      !assessment.proposals.some((each) => wayOf(each.levels) === wayOf(assessment.chosen.levels));
    const ways = [...(own ? [assessment.chosen] : []), ...assessment.proposals];
    return {
      ways: ways.map((proposal, at) => ({
        ...wayView(proposal, assessment.records, survey, visit),
        value: wayOf(proposal.levels),
        id: `way-${at}`,
        chosen: plan.way.length > 0 && wayOf(proposal.levels) === wayOf(assessment.chosen.levels),
        mark: own && at === 0 ? visit.translate("admin.releases.way.own") : "",
      })),
      levels: Object.entries(assessment.levels).map(([key, levels]) => ({
        key,
        question: questionWords(survey, key, visit),
        levels: levels.map((level) => ({
          value: level,
          words: levelWords(level, visit),
          selected: assessment.chosen.levels[key] === level,
        })),
      })),
      about: recordsWords(assessment, visit),
      next: hiddenOf({ ...plan, way: [] }),
    };
  });

export interface Planned {
  readonly survey: PublishedSurvey;
  readonly plan: Plan;
}

/** A step that shows an assessment. */
export async function assessed(
  step: Step,
  visit: StaffVisit,
  world: StaffWorld,
  viewOf: (assessment: Assessment, planned: Planned) => object,
): Promise<StaffReply> {
  const found = await assessmentFor(step, visit, world);
  if (isReply(found)) return found;
  const { frame, assessment } = found;
  return page(`admin/releases/${step}`, frame.called, { ...frame, ...viewOf(assessment, found) });
}

export function isReply(found: StaffReply | object): found is StaffReply {
  return "kind" in found;
}

/** The assessment of the plan in the address, or a page that it takes longer, or why there can be no such release. */
export async function assessmentFor(step: Step, visit: StaffVisit, world: StaffWorld) {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const plan = planIn(withOwnLevels(visit.query), survey);
  if (!plan || !visit.member) return seeOther(`/admin/surveys/${survey.id}/releases/new`);
  const frame = frameOf(survey, step, visit);
  const outcome = await world.releases.assess(orderOf(plan, survey), visit.member.name, visit.now);
  if (!outcome) {
    const waiting = page("admin/releases/waiting", frame.called, { ...frame, again: frame.here });
    return { ...waiting, refresh: ASKS_AGAIN };
  }
  const why = "refused" in outcome ? outcome.refused : outcome.made.refused;
  if ("refused" in outcome || (step === "risk" && why?.kind === "tells-of-few"))
    return page("admin/releases/not", frame.called, { ...frame, why: why ? whyNotWords(why, visit) : "" }, 422);
  return { frame, survey, plan, assessment: outcome.made };
}

/** `level-KEY=LEVEL` of the form in which each key's level is chosen, as one way. */
function withOwnLevels(query: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const own = Object.entries(query).flatMap(([name, level]) =>
    name.startsWith("level-") ? [[name.slice("level-".length), level] as const] : [],
  );
  return own.length === 0 ? query : { ...query, way: wayOf(Object.fromEntries(own)) };
}

/** What the pages of the four steps share. */
function frameOf(survey: PublishedSurvey, step: Step, visit: StaffVisit) {
  const base = `/admin/surveys/${survey.id}/releases`;
  const carried = planIn(withOwnLevels(visit.query), survey);
  const query = carried ? `?${new URLSearchParams(fieldsOf(carried))}` : "";
  const address = (name: Step) => `${base}/${name === "what" ? "new" : name}${query}`;
  const at = STEPS.indexOf(step);
  const heading = visit.translate(`admin.releases.step.${step}`);
  const head = surveyHead(survey, visit, "releases", heading);
  return {
    ...head,
    base,
    called: `${heading} – ${head.name}`,
    here: address(step),
    before: STEPS[at - 1] ? address(STEPS[at - 1] ?? "what") : base,
    steps: STEPS.map((each, place) => ({
      words: visit.translate(`admin.releases.step.${each}`),
      address: place < at ? address(each) : "",
      here: each === step,
    })),
  };
}

/** The fields of a plan as a form carries them on. */
export function hiddenOf(plan: Plan) {
  return Object.entries(fieldsOf(plan)).map(([name, value]) => ({ name, value }));
}

export function recordsWords({ records, excluded }: Assessment, visit: StaffVisit): string {
  const { whole } = figuresIn(visit.language);
  return visit.translate("admin.releases.records", {
    count: records,
    records: whole(records),
    excluded: whole(excluded),
  });
}

function versionWords(survey: PublishedSurvey, visit: StaffVisit): string {
  const versions = survey.versions.map(({ version }) => version.slice(0, 12));
  return visit.translate("admin.releases.versions", { count: versions.length, versions: versions.join(", ") });
}
