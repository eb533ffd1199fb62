/** What coders made of open answers, as a table like every other question's: with its base, who coded, and how far two agree. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { type CodedReport, codedId, codedItem } from "../../reports/coded.ts";
import type { Item } from "../../reports/items.ts";
import { leastShown } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import type { Text } from "../../survey/definition.ts";
import { figuresIn, inLanguage } from "../figures.ts";
import type { StaffVisit } from "../world.ts";
import { questionTable } from "./question-table.ts";

/** The coded questions of a report as items, named so that nobody takes one for the question itself. */
export function codedItems({ coded }: Pick<Report, "coded">, visit: StaffVisit): readonly Item[] {
  return Object.entries(coded).map(([question, its]) => wordedItem(question, its, visit));
}

/** A report whose questions are the coded ones as well, each by its item's id. */
export function withCoded(report: Report): Report {
  const coded = Object.entries(report.coded).map(([question, its]) => [codedId(question), its] as const);
  return { ...report, questions: { ...report.questions, ...Object.fromEntries(coded) } };
}

/** Undefined where nothing is coded. The same guard hides small cells as everywhere. */
export function codedTable(question: string, report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  const coded = report.coded[question];
  const table = coded && questionTable(wordedItem(question, coded, visit), withCoded(report), survey, visit);
  return table && { ...table, ...rulesOf(coded, survey, visit), meaning: visit.translate("admin.coding.sharesMean") };
}

/** What the shares are of, who coded, and how far they agree; nothing of the latter where too few answered. */
function rulesOf(coded: CodedReport, survey: PublishedSurvey, visit: StaffVisit) {
  const { whole } = figuresIn(visit.language);
  const told = (count: number) => (count < leastShown(survey) ? `< ${leastShown(survey)}` : whole(count));
  return {
    of: visit.translate("admin.coding.of", { base: told(coded.base), written: told(coded.written) }),
    rule: visit.translate("admin.coding.rule", {
      number: coded.frame,
      coders: visit.translate("admin.coding.codersAre", { count: coded.coders }),
    }),
    agreement: coded.written < leastShown(survey) ? [] : coded.agreement.map((each) => agreementWords(each, visit)),
  };
}

function agreementWords({ n, kappa, observed, low, high }: CodedReport["agreement"][number], visit: StaffVisit) {
  const { whole, decimal, percent } = figuresIn(visit.language);
  if (kappa === null) return visit.translate("admin.coding.kappaNone", { n: whole(n) });
  return visit.translate("admin.coding.kappa", {
    ...{ n: whole(n), kappa: decimal(kappa), low: decimal(low), high: decimal(high) },
    observed: percent(observed),
  });
}

function wordedItem(question: string, coded: CodedReport, visit: StaffVisit): Item {
  const item = codedItem(question, coded);
  const said = (words: string): Text => ({ [visit.language]: words });
  const text = inLanguage(item.text, visit.language);
  return {
    ...item,
    text: said(visit.translate("admin.coding.called", { question: text })),
    options: item.options.map((option) => ({
      ...option,
      label: option.label ?? said(visit.translate("admin.coding.unclear")),
    })),
  };
}
