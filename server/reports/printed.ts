/** The report as text for a terminal, in English, at most 100 columns wide. */
import { isOpen, newestOf, type PublishedSurvey } from "../records/survey.ts";
import type { Text } from "../survey/definition.ts";
import type { CleaningRule } from "./cleaning.ts";
import { aligned, WIDTH, wrapped } from "./columns.ts";
import type { CrossTable } from "./cross-table.ts";
import { type Item, itemsOf } from "./items.ts";
import type { Report } from "./report.ts";
import type { QuestionReport } from "./shares.ts";

/** Every figure of the report but the segments, which only JSON and CSV hold. */
export function printed(report: Report, survey: PublishedSurvey, rule: CleaningRule): string {
  const items = itemsOf(survey);
  const blocks = [
    heading(report, survey),
    ["Funnel", ...funnelLines(report)],
    ["Duration", ...durationLines(report)],
    ["Flags", ...flagLines(report, rule)],
    ...items.map((item) => questionLines(item, report.questions[item.id])),
    ...(report.by ? crossLines(report.by, items) : []),
    wrapped(CLOSING, WIDTH),
    ...uniqueness(report, survey),
  ];
  return blocks.map((lines) => lines.join("\n")).join("\n\n");
}

const CLOSING =
  "The sample is self-selected: whoever saw the invitation and wished to answer. Shares are unweighted; the 95% interval " +
  "(Wilson) describes chance among so many answers and is not a margin of sampling error for any population.";

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

function questionLines(item: Item, question: QuestionReport | undefined): readonly string[] {
  if (!question) return [];
  const { asked, base, skipped } = question;
  const several = question.kind === "several" ? "; several answers possible, shares are of those who answered" : "";
  return [
    ...wrapped(`${item.id}: ${itemWords(item)}`, WIDTH),
    `  base ${whole(base)}, asked ${whole(asked)}, skipped ${whole(skipped)}${several}`,
    ...("options" in question ? optionLines(item, question.options) : []),
    ...("mean" in question ? [measureLine(question)] : []),
    ...("quantiles" in question ? [`  ${quantileWords(question.quantiles)}`] : []),
  ];
}

function optionLines(item: Item, options: Extract<QuestionReport, { options: unknown }>["options"]): readonly string[] {
  const rows = item.options.flatMap(({ id, label }) => {
    const cell = options[id];
    if (!cell) return [];
    const interval = cell.low === null ? "-" : `${percent(cell.low)} to ${percent(cell.high)}`;
    return [[pointWords(id, label, item), whole(cell.count), percent(cell.share), interval]];
  });
  return aligned([["", "count", "share", "95% interval"], ...rows]);
}

function measureLine({ mean, sd, median }: Extract<QuestionReport, { mean: unknown }>): string {
  return `  mean ${decimal(mean)}, standard deviation ${decimal(sd)}, median ${decimal(median)}`;
}

function quantileWords(quantiles: Extract<QuestionReport, { quantiles: unknown }>["quantiles"]): string {
  return Object.entries(quantiles)
    .map(([name, value]) => `${name.slice(1)}th percentile ${decimal(value)}`)
    .join(", ");
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

function pointWords(id: string, label: Text | undefined, item: Item): string {
  if (!label) return id;
  return item.kind === "scale" ? `${id} ${inEnglish(label)}` : inEnglish(label);
}

function itemWords({ text, rowText }: Item): string {
  return rowText ? `${inEnglish(text)} ${inEnglish(rowText)}` : inEnglish(text);
}

/** The text in English, or in the first language it has. */
function inEnglish(text: Text): string {
  return text.en ?? Object.values(text)[0] ?? "";
}

function whole(count: number): string {
  return count.toLocaleString("en");
}

function percent(share: number | null): string {
  return share === null ? "-" : `${(share * 100).toFixed(2)}%`;
}

function decimal(value: number | null): string {
  return value === null ? "-" : value.toLocaleString("en", { maximumFractionDigits: 2 });
}
