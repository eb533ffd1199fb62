/** Sending a table as CSV or as a workbook. */
import { field } from "../../release/csv.ts";
import { workbook } from "../../release/workbook.ts";
import type { Cell } from "../../reports/table.ts";
import { crossingOf } from "../report/cross.ts";
import { reportOf } from "../report/report.ts";
import { surveyOf } from "../survey-facts.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit } from "../world.ts";
import { CROSS, crossFile } from "./cross-file.ts";
import { type TableFile, tableOf } from "./report-tables.ts";

export const downloadTable: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const [, name = "", format = ""] = /^([a-z-]+)\.(csv|xlsx)$/.exec(visit.params.file ?? "") ?? [];
  if (name === CROSS) {
    const crossing = await crossingOf(survey, visit, world);
    return crossing
      ? sent(crossFile(crossing, visit), `${survey.id}-${name}-${crossing.crossed.asOf}`, format, visit)
      : refuse("not-found");
  }
  const report = await reportOf(survey, visit, world);
  if (!report) return refuse("panel-open");
  const file = tableOf(name, report, survey, visit);
  if (!file) return refuse("not-found");
  return sent(file, `${survey.id}-${name}-${report.asOf}`, format, visit);
};

async function sent(file: TableFile, called: string, format: string, visit: StaffVisit): Promise<StaffReply> {
  if (format === "csv") return { kind: "csv", name: `${called}.csv`, content: csvOf(file) };
  return { kind: "xlsx", name: `${called}.xlsx`, content: await xlsxOf(file, visit.translate, visit.now) };
}

/** RFC 4180, with a byte order mark, so that a spreadsheet takes Kazakh letters for what they are. */
function csvOf({ table }: TableFile): string {
  const line = (cells: readonly Cell[]) => `${cells.map(csvCell).join(",")}\r\n`;
  return `\uFEFF${[table.columns, ...table.rows].map(line).join("")}`;
}

function csvCell(cell: Cell): string {
  return typeof cell === "number" ? String(cell) : field(cell ?? "");
}

/** Two sheets: the table, and what has to be read with it. */
async function xlsxOf({ table, about }: TableFile, say: (key: string) => string, made: Date): Promise<Uint8Array> {
  const rows = table.rows.map((row) => row.map((cell) => cell ?? ""));
  const pieces: Uint8Array[] = [];
  const sheets = [
    { name: say("admin.tables.sheet.table"), rows: [table.columns, ...rows] },
    { name: say("admin.tables.sheet.about"), rows: about },
  ];
  for await (const piece of workbook(sheets, made)) pieces.push(piece);
  return Buffer.concat(pieces);
}
