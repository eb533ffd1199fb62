/**
 * A workbook for Excel and LibreOffice (Office Open XML, ECMA-376) of sheets of cells. Text stands in cells of kind text, which no
 * program takes for a formula; each different one stands in the workbook once. The sheets are written as they are zipped.
 */
import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import { escaped } from "./xml.ts";

/** `once`: a text that hardly any other cell has, and that is written where it stands; the others are kept in memory. */
export type SheetCell = string | number | { readonly once: string };

export interface Sheet {
  /** At most 31 characters, none of them `[]:*?/\\`. */
  readonly name: string;
  /** The first is the header. */
  readonly rows: Iterable<readonly SheetCell[]>;
}

/** `made`: the files inside bear it as their time. At most eight sheets. */
export async function* workbook(sheets: readonly Sheet[], made: Date): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const add = (path: string, pieces: Iterable<string>) =>
    zip.addReadStream(Readable.from(inBytes(pieces)), path, { mtime: made });
  add("[Content_Types].xml", [typesOf(sheets)]);
  add("_rels/.rels", [RELATIONS]);
  add("xl/workbook.xml", [contents(sheets)]);
  add("xl/_rels/workbook.xml.rels", [relationsOf(sheets)]);
  add("xl/styles.xml", [STYLES]);
  const places = new Map<string, number>();
  for (const [at, sheet] of sheets.entries()) add(`xl/worksheets/sheet${at + 1}.xml`, written(sheet, places));
  // Read after the sheets, when all their texts are known: the files are zipped one after the other.
  add("xl/sharedStrings.xml", sharedTexts(places));
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
const typesOf = (sheets: readonly Sheet[]) =>
  `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${KIND}.sharedStrings+xml"/>${sheets.map((_sheet, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${KIND}.worksheet+xml"/>`).join("")}</Types>`;

const RELATIONS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

const relationsOf = (sheets: readonly Sheet[]) =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">${sheets.map((_sheet, at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join("")}<Relationship Id="rId9" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId10" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`;

/** Style 1 is the header's: bold. */
const STYLES = `${XML}<styleSheet xmlns="${SPREADSHEET}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`;

function contents(sheets: readonly Sheet[]): string {
  const named = sheets.map(
    ({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  return `${XML}<workbook xmlns="${SPREADSHEET}" xmlns:r="${OFFICE}"><sheets>${named.join("")}</sheets></workbook>`;
}

const ROWS_A_PIECE = 500;

/** The first row is the header, and stays in sight. */
function* written({ rows }: Sheet, places: Map<string, number>): Generator<string> {
  let piece = `${XML}<worksheet xmlns="${SPREADSHEET}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
  let count = 0;
  for (const row of rows) {
    const style = count === 0 ? ' s="1"' : "";
    piece += `<row>${row.map((cell) => cellXml(cell, style, places)).join("")}</row>`;
    count += 1;
    if (count % ROWS_A_PIECE > 0) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}</sheetData></worksheet>`;
}

function cellXml(cell: SheetCell, style: string, places: Map<string, number>): string {
  if (typeof cell === "number") return `<c${style}><v>${cell}</v></c>`;
  if (typeof cell === "object")
    return `<c t="inlineStr"${style}><is><t xml:space="preserve">${escaped(cell.once)}</t></is></c>`;
  if (cell === "") return `<c${style}/>`;
  const place = places.get(cell) ?? places.size;
  if (place === places.size) places.set(cell, place);
  return `<c t="s"${style}><v>${place}</v></c>`;
}

function* sharedTexts(places: ReadonlyMap<string, number>): Generator<string> {
  yield `${XML}<sst xmlns="${SPREADSHEET}">`;
  for (const text of places.keys()) yield `<si><t xml:space="preserve">${escaped(text)}</t></si>`;
  yield "</sst>";
}
