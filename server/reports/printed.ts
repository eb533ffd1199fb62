/** The report as text for a terminal, in English, at most 100 columns wide. */
import { isOpen, newestOf, type PublishedSurvey } from "../records/survey.ts";
import type { CleaningRule } from "./cleaning.ts";
import { type CodedReport, codedItem } from "./coded.ts";
import { aligned, WIDTH, wrapped } from "./columns.ts";
import type { CrossTable } from "./cross-table.ts";
import { type Item, itemsOf } from "./items.ts";
import { cleaningLines } from "./printed-cleaning.ts";
import { questionLines } from "./printed-questions.ts";
import { representationLines } from "./printed-representation.ts";
import { segmentLines } from "./printed-segments.ts";
import { timeLines } from "./printed-time.ts";
import { weightLines } from "./printed-weights.ts";
import { inEnglish, percent, pointWords, whole } from "./printed-words.ts";
import type { Report } from "./report.ts";
import { type Say, sampleWords } from "./sample-kind.ts";

/** Every figure of the report but most segments, which only JSON and CSV hold. `say`: in English. */
export function printed(report: Report, survey: PublishedSurvey, rule: CleaningRule, say: Say): string {
  const items = itemsOf(survey);
  const blocks = [
    heading(report, survey),
    ["Funnel", ...funnelLines(report)],
    ["Duration", ...durationLines(report)],
    ["Flags", ...flagLines(report, rule)],
    cleaningLines(report),
    representationLines(report),
    weightLines(report, say),
    ...items.map((item) => questionLines(item, report.questions[item.id])),
    ...Object.entries(report.coded).map(([id, coded]) => [
      ...questionLines(codedItem(id, coded), coded),
      ...agreementLines(coded),
    ]),
    segmentLines(report),
    timeLines(report),
    checkLines(report),
    ...(report.by ? crossLines(report.by, items) : []),
    wrapped(closing(report, survey, say), WIDTH),
    ...uniqueness(report, survey),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** Nothing where all came out: a reader need not hear that sums are sums. */
function checkLines({ checks }: Report): readonly string[] {
  return checks.failed.length === 0
    ? []
    : [
        "This report contradicts itself, which is a fault of the program: do not use it",
        ...checks.failed.map(
          ({ check, of, expected, found }) => `  ${check} of ${of}: ${expected} expected, ${found} found`,
        ),
      ];
}

/** Of texts that both coded: how far they agree beyond chance. */
function agreementLines({ agreement, written }: CodedReport): readonly string[] {
  return [
    `  coded by staff, of ${whole(written)} valid responses with a text`,
    ...agreement.map(({ n, kappa, low, high }) =>
      kappa === null
        ? `  two coders, ${whole(n)} texts: one code alone, so no kappa`
        : `  two coders, ${whole(n)} texts: Cohen's kappa ${kappa.toFixed(2)} (${low?.toFixed(2)} to ${high?.toFixed(2)})`,
    ),
  ];
}

/** What the intervals are not, by the kind of sample. */
function closing({ weights }: Report, survey: PublishedSurvey, say: Say): string {
  const words = sampleWords(newestOf(survey).definition, say);
  return `${weights?.converged ? say("admin.weights.meaning") : say("admin.weights.none")} ${words}`;
}

/** Where nobody can tell that each response is another person's. */
function uniqueness({ funnel }: Report, survey: PublishedSurvey): readonly (readonly string[])[] {
  const reasons = [
    isOpen(survey) ? "nobody signs in to this survey, so one person may have answered several times" : "",
    funnel.imported > 0
      ? `${whole(funnel.imported)} ${funnel.imported === 1 ? "response was" : "responses were"} collected elsewhere and imported, and nobody can check that each came from another person`
      : "",
  ].filter((reason) => reason !== "");
  return reasons.length === 0 ? [] : [wrapped(`Uniqueness not assured: ${reasons.join("; ")}.`, WIDTH)];
}

function heading(report: Report, survey: PublishedSurvey): readonly string[] {
  const { version, versions, cleaning, asOf } = report;
  const which = versions.length === 1 ? "its only version" : `the newest of ${versions.length} versions`;
  return [
    ...wrapped(inEnglish(newestOf(survey).definition.title), WIDTH),
    `${survey.id}${survey.simulated ? " (simulated)" : ""}, as of ${asOf}, cleaning rule "${cleaning}"`,
    `version ${version.slice(0, 12)}, ${which}`,
  ];
}

function funnelLines({ funnel, excluded }: Report): readonly string[] {
  const { view_rate, participation_rate, completion_rate } = funnel;
  const rows = [
    ["shown", whole(funnel.shown)],
    ["clicked", whole(funnel.clicked), percent(view_rate), "of shown: view rate"],
    ["consent shown", whole(funnel.consent_shown)],
    ["agreed", whole(funnel.agreed), percent(participation_rate), "of consent shown: participation rate"],
    ["declined", whole(funnel.declined)],
    ["started", whole(funnel.started)],
    ...funnel.pages.map(({ page, reached }) => [`reached page ${page}`, whole(reached)]),
    ["sent", whole(funnel.sent), percent(completion_rate), "of started: completion rate"],
    ["imported", whole(funnel.imported)],
    ["released", whole(funnel.released)],
    ["withdrawn", whole(funnel.withdrawn)],
    ["excluded", whole(excluded)],
    ["valid", whole(funnel.valid)],
  ];
  return aligned(rows, [3]);
}

function durationLines({ duration }: Report): readonly string[] {
  const line = (name: string, seconds: number | null) => [
    name,
    seconds === null ? "-" : `${seconds.toFixed(0)} s`,
    seconds === null ? "" : `${(seconds / 60).toFixed(1)} minutes`,
  ];
  return aligned([
    line("median", duration.median_seconds),
    line("mean", duration.mean_seconds),
    line("standard deviation", duration.sd_seconds),
  ]);
}

function flagLines({ flags, excluded, cleaning }: Report, rule: CleaningRule): readonly string[] {
  const left = (flag: string) => (rule.excludes.some((excludes) => excludes === flag) ? "left out" : "");
  return [
    ...aligned(
      Object.entries(flags).map(([flag, count]) => [flag.replaceAll("_", " "), whole(count), left(flag)]),
      [2],
    ),
    `  The rule "${cleaning}" leaves out ${whole(excluded)} ${excluded === 1 ? "response" : "responses"}.`,
  ];
}

/** Segments side by side, as many as fit, named by their ids; intervals are in the JSON and the CSV. */
function crossLines(by: CrossTable, items: readonly Item[]): readonly (readonly string[])[] {
  const segments = items.find((item) => item.id === by.question)?.options ?? [];
  const groups = sideBySide(segments.map(({ id }) => id));
  const crossed = items.filter((item) => item.options.length > 0 && item.id !== by.question);
  return crossed.map((item) => [
    ...wrapped(`${item.id} by ${by.question}, share of those who answered`, WIDTH),
    ...groups.flatMap((ids) => {
      const cells = ids.map((id) => by.segments[id]?.[item.id]);
      return aligned([
        ["", ...ids],
        ["answered", ...cells.map((cell) => whole(cell?.base ?? 0))],
        ...item.options.map(({ id, label }) => [
          pointWords(id, label, item),
          ...cells.map((cell) => percent(cell?.options[id]?.share ?? null)),
        ]),
      ]);
    }),
  ]);
}

const LABEL_WIDTH = 36;

function sideBySide(ids: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let room = 0;
  for (const id of ids) {
    const width = Math.max(id.length, "100.00%".length) + 2;
    if (width > room) {
      groups.push([]);
      room = WIDTH - LABEL_WIDTH;
    }
    groups.at(-1)?.push(id);
    room -= width;
  }
  return groups;
}
