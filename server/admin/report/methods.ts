/** The methods report: as a page, as JSON for whoever asks for that, and as a Markdown file. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { methodsMarkdown } from "../../reports/methods/markdown.ts";
import { type MethodsReport, methodsReport } from "../../reports/methods/methods-report.ts";
import { type Writing, writingIn } from "../../reports/methods/writing.ts";
import type { Report } from "../../reports/report.ts";
import { page } from "../../web/reply.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "../world.ts";
import { guardedWeights } from "./guarded-report.ts";
import { guardedRepresentation } from "./guarded-representation.ts";
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
  const dataset = await world.reports.dataset(survey);
  return { survey, report, writing, methods: methodsReport(survey, guarded(report, survey), dataset, writing) };
}

/** Groups that a page hides are not named here either, nor the weights that tell how few they are. */
function guarded(report: Report, survey: PublishedSurvey): Report {
  const shown = guardedRepresentation(report, survey);
  const weights = guardedWeights(report, survey).weights;
  return {
    ...report,
    representation: report.representation && { ...report.representation, missing: shown?.missing ?? [] },
    weights: report.weights && weights && { ...report.weights, ...weights, margins: report.weights.margins },
  };
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
    about: writing.say("methods.about", facts),
    standards,
    missing,
    missingCount:
      missing.length === 0
        ? visit.translate("methods.nothingMissing")
        : visit.translate("methods.missingCount", { count: missing.length, number: writing.whole(missing.length) }),
  };
}
