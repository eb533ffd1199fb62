/** A crossing as a file: a row for each answer in each segment, what the page hides left empty. */
import { newestOf } from "../../records/survey.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import { SMALL } from "../../reports/small-cells.ts";
import { type Cell, optionCell } from "../../reports/table.ts";
import { figuresIn } from "../figures.ts";
import { type Crossing, rowWords } from "../report/cross.ts";
import { itemWords, optionWords } from "../report/question-table.ts";
import { surveyFacts } from "../survey-facts.ts";
import type { StaffVisit } from "../world.ts";
import type { TableFile } from "./report-tables.ts";

/** What the file is called. */
export const CROSS = "cross";

const COLUMNS = [
  ...["by", "by_text", "segment", "segment_text", "question", "question_text", "option", "option_text"],
  ...["count", "base", "share", "low", "high", "weighted_share", "weighted_low", "weighted_high", "weighted_se"],
  ...["survey", "valid", "cleaning", "as_of"],
];

export function crossFile(crossing: Crossing, visit: StaffVisit): TableFile {
  const { survey, crossed, counted } = crossing;
  const { translate } = visit;
  const figures = figuresIn(visit.language);
  const say = (what: string) => translate(`admin.tables.about.${what}`);
  const rows = counted.cells.flatMap((cells, row) => cells.map((_, column) => rowOf(crossing, row, column, visit)));
  const values = { excluded: figures.whole(crossed.excluded), released: figures.whole(crossed.responses) };
  return {
    table: { name: CROSS, columns: COLUMNS, rows },
    about: [
      [say("table"), translate("admin.cross.title")],
      [say("survey"), `${surveyFacts(survey, visit).name} (${survey.id})`],
      [say("asOf"), figures.month(crossed.asOf)],
      [say("made"), figures.moment(visit.now)],
      [say("n"), figures.whole(crossed.valid)],
      [say("rule"), translate(`admin.cleaning.${crossed.cleaning}`, values)],
      [say("sample"), sampleWords(newestOf(survey).definition, translate)],
      [say("hidden"), translate("admin.tables.hidden", { least: SMALL })],
      ...(crossed.weighted ? [[say("rounded"), translate("admin.tables.roundedWeights")] as const] : []),
      ...(survey.simulated ? [[say("simulated"), translate("admin.report.simulated")] as const] : []),
    ],
  };
}

function rowOf(crossing: Crossing, row: number, column: number, visit: StaffVisit): readonly Cell[] {
  const { survey, item, by, crossed, counted, gated, weighs } = crossing;
  const option = item.options[column];
  const cell = counted.cells[row]?.[column];
  const shown = cell && !gated.hiding[row]?.[column] ? cell : undefined;
  // A share of a hidden base would tell the base.
  const ofBase = gated.bases[row] ? undefined : shown;
  const { share = null, low = null, high = null, se = null } = (weighs[row]?.[column] && shown?.weighted) || {};
  return [
    ...[by.id, itemWords(by, visit.language), by.options[row]?.id ?? null, rowWords(crossing, row, visit)],
    ...[item.id, itemWords(item, visit.language), optionCell(item, option?.id ?? "")],
    ...[option ? optionWords(option, item, visit.language) : null, shown?.count ?? null],
    ...[
      gated.bases[row] ? null : (counted.bases[row] ?? 0),
      ofBase?.share ?? null,
      ofBase?.low ?? null,
      ofBase?.high ?? null,
    ],
    ...[share, low, high, se, survey.id, crossed.valid, crossed.cleaning, crossed.asOf],
  ];
}
