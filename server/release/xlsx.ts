/**
 * A workbook for Excel and LibreOffice (Office Open XML, ECMA-376): the data with labels, what each variable is, and what each code
 * means. Text stands in cells of kind text, which no program takes for a formula. The sheets are written as they are zipped.
 */
import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import { type DataSet, REASONS, reasonOf, type Variable } from "./data-set.ts";
import { escaped } from "./xml.ts";

/** Excel's last row, less the header. */
export const MOST_RECORDS = 1_048_575;

export interface SheetNames {
  readonly data: string;
  readonly variables: string;
  readonly values: string;
}

/** `made`: the files inside bear it as their time. Throws RangeError where a sheet cannot hold so many records. */
export async function* xlsx(data: DataSet, names: SheetNames, made: Date): AsyncGenerator<Uint8Array> {
  if (data.records > MOST_RECORDS) throw new RangeError(`A sheet holds ${MOST_RECORDS} records.`);
  const zip = new ZipFile();
  const add = (path: string, pieces: Iterable<string>) =>
    zip.addReadStream(Readable.from(inBytes(pieces)), path, { mtime: made });
  add("[Content_Types].xml", [TYPES]);
  add("_rels/.rels", [RELATIONS]);
  add("xl/workbook.xml", [workbook(names)]);
  add("xl/_rels/workbook.xml.rels", [SHEET_RELATIONS]);
  add("xl/styles.xml", [STYLES]);
  add("xl/worksheets/sheet1.xml", sheet(dataRows(data)));
  add("xl/worksheets/sheet2.xml", sheet(variableRows(data)));
  add("xl/worksheets/sheet3.xml", sheet(valueRows(data)));
  zip.end();
  for await (const piece of zip.outputStream) yield Buffer.from(piece);
}

function* inBytes(pieces: Iterable<string>): Generator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

const SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const SHEETS = [1, 2, 3];

const TYPES = `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/>${SHEETS.map((at) => `<Override PartName="/xl/worksheets/sheet${at}.xml" ContentType="${KIND}.worksheet+xml"/>`).join("")}</Types>`;

const RELATIONS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

const SHEET_RELATIONS = `${XML}<Relationships xmlns="${PACKAGE}/relationships">${SHEETS.map((at) => `<Relationship Id="rId${at}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at}.xml"/>`).join("")}<Relationship Id="rId9" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;

/** Style 1 is the header's: bold. */
const STYLES = `${XML}<styleSheet xmlns="${SPREADSHEET}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`;

function workbook({ data, variables, values }: SheetNames): string {
  const sheets = [data, variables, values].map(
    (name, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  return `${XML}<workbook xmlns="${SPREADSHEET}" xmlns:r="${OFFICE}"><sheets>${sheets.join("")}</sheets></workbook>`;
}

type Cell = string | number;

const ROWS_A_PIECE = 500;

/** The first row is the header, and stays in sight. */
function* sheet(rows: Iterable<readonly Cell[]>): Generator<string> {
  let piece = `${XML}<worksheet xmlns="${SPREADSHEET}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
  let count = 0;
  for (const row of rows) {
    const style = count === 0 ? ' s="1"' : "";
    piece += `<row>${row.map((cell) => cellXml(cell, style)).join("")}</row>`;
    count += 1;
    if (count % ROWS_A_PIECE > 0) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}</sheetData></worksheet>`;
}

function cellXml(cell: Cell, style: string): string {
  if (typeof cell === "number") return `<c${style}><v>${cell}</v></c>`;
  return cell === ""
    ? `<c${style}/>`
    : `<c t="inlineStr"${style}><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
}

function* dataRows(data: DataSet): Generator<readonly Cell[]> {
  yield data.variables.map(({ name }) => name);
  const cells = data.variables.map((variable) => labelled(variable, data));
  for (let record = 0; record < data.records; record += 1) yield cells.map((cell) => cell(record));
}

function labelled(variable: Variable, { reasons }: DataSet): (record: number) => Cell {
  if (variable.type === "text") return (record) => variable.at(record);
  const labels = new Map(variable.type === "coded" ? variable.values.map(({ code, label }) => [code, label]) : []);
  return (record) => {
    const value = variable.at(record);
    const reason = reasonOf(variable, value);
    return reason ? reasons[reason] : (labels.get(value) ?? (Number.isFinite(value) ? value : ""));
  };
}

function* variableRows({ variables }: DataSet): Generator<readonly Cell[]> {
  yield ["name", "label", "type", "question"];
  for (const { name, label, type, question } of variables) yield [name, label, type, question?.id ?? ""];
}

function* valueRows({ variables, reasons }: DataSet): Generator<readonly Cell[]> {
  yield ["name", "code", "label"];
  for (const variable of variables) {
    if (variable.type === "text" || !variable.missing) continue;
    const { name, missing } = variable;
    for (const { code, label } of variable.type === "coded" ? variable.values : []) yield [name, code, label];
    for (const reason of REASONS) yield [name, missing[reason], reasons[reason]];
  }
}
