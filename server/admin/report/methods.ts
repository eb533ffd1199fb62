/** The methods report: as a page, as JSON for whoever asks for that, and as a Markdown file. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { methodsMarkdown } from "../../reports/methods/markdown.ts";
import { type MethodsReport, methodsReport } from "../../reports/methods/methods-report.ts";
import { type Writing, writingIn } from "../../reports/methods/writing.ts";
import { leastShown } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import { SMALL } from "../../reports/small-cells.ts";
import type { WeightsReport } from "../../reports/weights-report.ts";
import { page } from "../../web/reply.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "../world.ts";
import { type GuardedWeights, guardedWeights, NO_DURATION } from "./guarded-report.ts";
import { guardedRepresentation } from "./guarded-representation.ts";
import { guardedTime } from "./guarded-time.ts";
import { reportOf, titleOf } from "./report.ts";
import { headView } from "./report-view.ts";

export const showMethods: StaffHandler = async (visit, world) => {
  const made = await methodsOf(visit, world);
  if ("kind" in made) return made;
  const { survey, report, methods } = made;
  if (visit.wantsJson) return { kind: "json", value: methods };
  const head = surveyHead(survey, visit, "methods", visit.translate("admin.parts.methods"));
  return page("admin/report/methods", titleOf(head), {
    ...head,
    ...headView(report, visit),
    ...methodsView(methods, visit),
  });
};

export const downloadMethods: StaffHandler = async (visit, world) => {
  const made = await methodsOf(visit, world);
  if ("kind" in made) return made;
  const { survey, report, methods, writing } = made;
  return {
    kind: "markdown",
    name: `${survey.id}-methods-${report.asOf}.md`,
    content: methodsMarkdown(methods, writing),
  };
};

interface Made {
  readonly survey: PublishedSurvey;
  readonly report: Report;
  readonly methods: MethodsReport;
  readonly writing: Writing;
}

async function methodsOf(visit: StaffVisit, world: StaffWorld): Promise<Made | ReturnType<typeof refuse>> {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const report = await reportOf(survey, visit, world);
  if (!report) return refuse("panel-open");
  const writing = writingIn(visit.language, visit.translate);
  // Of so few, answers could be guessed and the guess be proven by their hash.
  const isTold = report.funnel.released - report.funnel.withdrawn >= SMALL;
  const dataset = isTold ? await world.reports.dataset(survey) : "";
  return { survey, report, writing, methods: methodsReport(survey, guarded(report, survey), dataset, writing) };
}

/**
 * What another page hides is not told here either: groups and their sizes, the weights that tell how few are in one, how long few took,
 * how many answered in a language where one number of them is hidden, and by how much a rule moves the shares of few.
 */
function guarded(report: Report, survey: PublishedSurvey): Report {
  const { representation, weights, cleaning_compared, over_time, funnel } = report;
  const few = funnel.valid < leastShown(survey);
  const told = guardedWeights(report, survey).weights;
  const languages = guardedTime(report, survey)?.languages ?? [];
  return {
    ...report,
    duration: few ? NO_DURATION : report.duration,
    representation: representation && {
      ...representation,
      missing: guardedRepresentation(report, survey)?.missing ?? [],
    },
    weights: weights && told && { ...weights, ...told, margins: shownMargins(weights, told) },
    cleaning_compared: cleaning_compared && { ...cleaning_compared, ...(few ? { shares: [] } : {}) },
    over_time: over_time && {
      ...over_time,
      languages: languages.some(({ valid }) => valid === null) ? [] : over_time.languages,
    },
  };
}

/** Their groups as far as sizes are told. */
function shownMargins({ margins }: WeightsReport, told: GuardedWeights): WeightsReport["margins"] {
  return margins.map((margin, at) => ({
    ...margin,
    groups: margin.groups.filter((_, place) => told.margins[at]?.groups[place]?.n !== null),
  }));
}

function methodsView({ standards, missing, dataset, version, valid, survey, as_of }: MethodsReport, visit: StaffVisit) {
  const writing = writingIn(visit.language, visit.translate);
  const facts = {
    survey,
    version: version.slice(0, 12),
    month: writing.month(as_of),
    dataset,
    valid: writing.whole(valid),
  };
  return {
    about: writing.say(dataset === "" ? "methods.aboutFew" : "methods.about", facts),
    standards,
    missing,
    missingCount:
      missing.length === 0
        ? visit.translate("methods.nothingMissing")
        : visit.translate("methods.missingCount", { count: missing.length, number: writing.whole(missing.length) }),
  };
}
