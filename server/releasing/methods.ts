/** The methods report of a release, made of what the release shows and named by the hash of its data. */
import type { PublishedSurvey } from "../records/survey.ts";
import { type Repaired, withoutRecoded } from "../release/repaired.ts";
import { toldResponses } from "../release/told-responses.ts";
import type { CleaningRule } from "../reports/cleaning.ts";
import { durationsIn, type Gathered, paged } from "../reports/gather.ts";
import { methodsMarkdown } from "../reports/methods/markdown.ts";
import { methodsReport } from "../reports/methods/methods-report.ts";
import { writingIn } from "../reports/methods/writing.ts";
import { type Report, reportOn } from "../reports/report.ts";
import type { Say } from "../reports/sample-kind.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";

export interface MethodsOrder {
  readonly survey: PublishedSurvey;
  readonly rule: CleaningRule;
  readonly gathered: Gathered;
  readonly kept: Uint8Array;
  readonly margins: MarginsRead | undefined;
  readonly language: string;
  readonly say: Say;
  readonly now: Date;
}

/** Gives, for the hash of `data.csv`, the report as Markdown. */
export async function methodsOf(order: MethodsOrder, repaired: Repaired): Promise<(dataset: string) => string> {
  const { survey, rule, gathered, kept, margins, language, say, now } = order;
  const { prepared, matrix, weighting } = repaired;
  const pages = () => paged(toldResponses(prepared.matrix, kept, matrix));
  const reading = {
    responses: { pages, durations: () => durationsIn(pages()), countImported: async () => gathered.imported },
    withdrawals: { count: async () => gathered.withdrawn },
    counters: { of: async () => gathered.counts },
    participations: { count: async () => gathered.sent },
  };
  const made = await reportOn(reading, survey, { rule, now, margins: withoutRecoded(repaired, margins) });
  // The file's own weights, which a recoding makes coarser than any that a report would compute.
  const report = {
    ...made,
    questions: withoutKeys(made.questions, repaired),
    weights: weighting.report,
    weighting: weighting.remarks,
  };
  const writing = writingIn(language, say);
  return (dataset) => methodsMarkdown(methodsReport(survey, report, dataset, writing), writing);
}

/** The questions that are in the file as they were asked: what the gate recoded or withheld is no item nonresponse. */
function withoutKeys(questions: Report["questions"], { prepared, matrix }: Repaired): Report["questions"] {
  const keys = new Set(prepared.ladders.map(({ question }) => question));
  const there = new Set(matrix.columns.map(({ item }) => item.id));
  return Object.fromEntries(Object.entries(questions).filter(([id]) => there.has(id) && !keys.has(id)));
}
