/**
 * A question's bar chart as an SVG that stands alone: for a slide, a letter, a printed page. It is the page's chart, with its title
 * above, and below it what it is a share of, how many answered, as of when, by which rule, and whose answers they are.
 */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { escaped } from "../../release/xml.ts";
import { wrapped } from "../../reports/columns.ts";
import { itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import type { barChart } from "../report/bar-chart.ts";
import { codedItems, codedTable, withCoded } from "../report/coded-table.ts";
import { headlineTable } from "../report/question-table.ts";
import { reportOf } from "../report/report.ts";
import { headView } from "../report/report-view.ts";
import { surveyFacts, surveyOf } from "../survey-facts.ts";
import { refuse, type StaffHandler, type StaffVisit } from "../world.ts";

const WIDTH = 720;
const MARGIN = 24;
/** Pixels of an em, and characters of a line that are as wide as the drawing. */
const EM = 16;
const TITLE_LINE = 64;
const NOTE_LINE = 96;

export const downloadChart: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const [, id = ""] = /^([\w.-]+)\.svg$/.exec(visit.params.file ?? "") ?? [];
  const report = await reportOf(survey, visit, world);
  if (!report) return refuse("panel-open");
  const content = chartOf(id, report, survey, visit);
  if (content === undefined) return refuse("not-found");
  return { kind: "svg", name: `${survey.id}-${id}-${report.asOf}.svg`, content };
};

/** Undefined for a question that has no bars, or none that may be shown. */
function chartOf(id: string, report: Report, survey: PublishedSurvey, visit: StaffVisit): string | undefined {
  const item = [...itemsOf(survey), ...codedItems(report, visit)].find((each) => each.id === id);
  const table = item && item.options.length > 0 ? headlineTable(item, withCoded(report), survey, visit) : undefined;
  if (!item || !table || table.rows.length === 0) return undefined;
  const coded = item.id in report.questions ? undefined : codedTable(item.question, report, survey, visit);
  const { name } = surveyFacts(survey, visit);
  const { asOf, cleaning } = headView(report, visit);
  const { translate } = visit;
  const source = translate("admin.chart.source", { survey: name, n: table.base, asOf });
  const simulated = survey.simulated ? translate("admin.report.simulated") : "";
  const notes = [
    `${coded?.of ?? table.of} ${translate("admin.dash.intervalText")}`,
    ...(coded ? [[coded.rule, ...coded.agreement].join(" ")] : []),
    sampleWords(newestOf(survey).definition, translate),
    ...(table.hides ? [translate("admin.report.hiddenWhy")] : []),
    cleaning,
    ...(simulated === "" ? [] : [simulated]),
    source,
  ];
  return drawn({ title: table.words, desc: table.about, chart: table.chart, notes });
}

interface Drawing {
  readonly title: string;
  readonly desc: string;
  readonly chart: ReturnType<typeof barChart>;
  readonly notes: readonly string[];
}

function drawn({ title, desc, chart, notes }: Drawing): string {
  const head = wrapped(title, TITLE_LINE);
  const foot = notes.flatMap((note) => wrapped(note, NOTE_LINE));
  const chartTop = MARGIN + head.length * 26 + 8;
  const footTop = chartTop + Number.parseFloat(chart.height) * EM + 20;
  const height = Math.ceil(footTop + foot.length * 18 + MARGIN);
  const lines = (texts: readonly string[], top: number, step: number, size: number, weight: string) =>
    texts
      .map((text, at) => {
        const place = `x="${MARGIN}" y="${top + at * step}" font-size="${size}" font-weight="${weight}"`;
        return `<text ${place}>${escaped(text)}</text>`;
      })
      .join("");
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc" font-family="DejaVu Sans, Noto Sans, Arial, sans-serif" fill="#000">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(desc)}</desc>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${lines(head, MARGIN + 16, 26, 19, "700")}
<svg x="${MARGIN}" y="${chartTop}" width="${WIDTH - 2 * MARGIN}" height="${Number.parseFloat(chart.height) * EM}" font-size="${EM}" overflow="visible">
${barsOf(chart)}
</svg>
${lines(foot, footTop, 18, 12, "400")}
</svg>
`;
}

function barsOf({ width, axis, ticksAt, ticks, rows }: Drawing["chart"]): string {
  return [
    `<line x1="0" x2="${width}" y1="${axis}" y2="${axis}" stroke="#555"/>`,
    ...ticks.map(
      ({ x, anchor, words }) =>
        `<text x="${x}" y="${ticksAt}" text-anchor="${anchor}" font-size="13">${escaped(words)}</text>`,
    ),
    ...rows.flatMap(({ lines, bar, whisker, value, valueAt }) => [
      ...lines.map(({ words, y }) => `<text x="0" y="${y}">${escaped(words)}</text>`),
      ...(bar
        ? [`<rect x="0" y="${bar.y}" width="${bar.width}" height="${bar.height}" fill="#bbb" stroke="#000"/>`]
        : []),
      ...(whisker ? [whiskerOf(whisker)] : []),
      `<text x="100%" y="${valueAt}" text-anchor="end" font-weight="700">${escaped(value)}</text>`,
    ]),
  ].join("\n");
}

function whiskerOf({ low, high, y, top, bottom }: NonNullable<Drawing["chart"]["rows"][number]["whisker"]>): string {
  const line = (x1: string, x2: string, y1: string, y2: string) =>
    `<line x1="${x1}" x2="${x2}" y1="${y1}" y2="${y2}"/>`;
  return `<g stroke="#000" stroke-width="2">${line(low, high, y, y)}${line(low, low, top, bottom)}${line(high, high, top, bottom)}</g>`;
}
