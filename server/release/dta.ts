/**
 * A Stata data set of format 118 (Stata 14 and newer, UTF-8), as `help dta` of Stata describes it. Why there is no answer is said by
 * Stata's own extended missing values: .a skipped, .b not asked, .c withheld, each with its label.
 *
 * Stata has room for 80 letters in a variable's label; longer ones are cut here.
 */
import { type Bytes, createBytes, cut } from "./bytes.ts";
import { type DataSet, REASONS, type Reason, reasonOf, type Variable } from "./data-set.ts";

const LABEL_LETTERS = 80;
const LONGEST_TEXT = 2045;
/** Stata's missing values as labels know them: . is this, .a one more. */
const MISSING = 2_147_483_621;

interface Column {
  readonly variable: Variable;
  readonly kind: Kind;
  write(out: Bytes, record: number): void;
}

type Kind =
  | {
      readonly name: "byte" | "int" | "long";
      readonly code: number;
      readonly missing: number;
      readonly least: number;
      readonly most: number;
    }
  | { readonly name: "double" | "text"; readonly code: number };

const WHOLE = [
  { name: "byte", code: 65530, missing: 101, least: -127, most: 100 },
  { name: "int", code: 65529, missing: 32741, least: -32767, most: 32740 },
  { name: "long", code: 65528, missing: MISSING, least: -2147483647, most: 2147483620 },
] as const;

/** `made`: goes into the header. The file in pieces. */
export function* dta(data: DataSet, made: Date): Generator<Uint8Array> {
  const columns = data.variables.map(columnOf);
  const width = columns.reduce((sum, column) => sum + widthOf(column.kind), 0);
  const out = createBytes();
  header(out, data, made);
  const labels = createBytes();
  for (const column of columns) valueLabel(labels, column.variable, data);
  const labelBytes = labels.take();
  const sections = describing(columns);
  const map = mapOf(out.size, sections, data.records * width, labelBytes.length);
  tagged(out, "map", map);
  for (const [tag, bytes] of sections) tagged(out, tag, bytes);
  out.raw(Buffer.from("<data>"));
  for (let record = 0; record < data.records; record += 1) {
    for (const column of columns) column.write(out, record);
    if (record % RECORDS_A_PIECE === RECORDS_A_PIECE - 1) yield out.take();
  }
  out.raw(Buffer.from("</data><strls></strls>"));
  tagged(out, "value_labels", labelBytes);
  out.raw(Buffer.from("</stata_dta>"));
  yield out.take();
}

const RECORDS_A_PIECE = 2000;

function header(out: Bytes, data: DataSet, made: Date): void {
  out.raw(Buffer.from("<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>"));
  out.i16(data.variables.length);
  out.raw(Buffer.from("</K><N>"));
  out.u64(data.records);
  const label = Buffer.from(letters(data.title));
  out.raw(Buffer.from("</N><label>"));
  out.i16(label.length);
  out.raw(label);
  // "27 Nov 2026 02:43".
  const time = made.toUTCString().slice(5, 22);
  out.raw(Buffer.from("</label><timestamp>"));
  out.u8(time.length);
  out.raw(Buffer.from(time));
  out.raw(Buffer.from("</timestamp></header>"));
}

/** A text of at most 80 letters. */
function letters(text: string): string {
  return [...text].slice(0, LABEL_LETTERS).join("");
}

function tagged(out: Bytes, tag: string, bytes: Uint8Array): void {
  out.raw(Buffer.from(`<${tag}>`));
  out.raw(bytes);
  out.raw(Buffer.from(`</${tag}>`));
}

/** What stands between the map and the data, in its order. */
function describing(columns: readonly Column[]): readonly (readonly [string, Uint8Array])[] {
  const made = (write: (out: Bytes, column: Column) => void) => {
    const out = createBytes(1024);
    for (const column of columns) write(out, column);
    return out.take();
  };
  return [
    ["variable_types", made((out, { kind }) => out.raw(Uint8Array.of(kind.code & 255, kind.code >> 8)))],
    ["varnames", made((out, { variable }) => out.text(variable.name, 129, 0))],
    ["sortlist", new Uint8Array((columns.length + 1) * 2)],
    ["formats", made((out, { variable, kind }) => out.text(formatOf(variable, kind), 57, 0))],
    ["value_label_names", made((out, { variable }) => out.text(isLabelled(variable) ? variable.name : "", 129, 0))],
    ["variable_labels", made((out, { variable }) => out.text(letters(variable.label), 321, 0))],
    ["characteristics", new Uint8Array()],
  ];
}

function formatOf(variable: Variable, kind: Kind): string {
  if (variable.type === "text") return `%${kind.code}s`;
  return kind.name === "double" ? "%10.0g" : "%8.0g";
}

function isLabelled(variable: Variable): boolean {
  return variable.type === "coded" || (variable.type === "number" && variable.missing !== undefined && variable.whole);
}

/** Where each section begins, and the file ends. */
function mapOf(
  start: number,
  sections: readonly (readonly [string, Uint8Array])[],
  dataBytes: number,
  labelBytes: number,
): Uint8Array {
  const sized = (tag: string, bytes: number) => tag.length * 2 + "<></>".length + bytes;
  const offsets = [0, start];
  let at = start + sized("map", 14 * 8);
  const begin = (tag: string, bytes: number) => {
    offsets.push(at);
    at += sized(tag, bytes);
  };
  for (const [tag, bytes] of sections) begin(tag, bytes.length);
  begin("data", dataBytes);
  begin("strls", 0);
  begin("value_labels", labelBytes);
  offsets.push(at, at + "</stata_dta>".length);
  const out = createBytes(14 * 8);
  for (const offset of offsets) out.u64(offset);
  return out.take();
}

function valueLabel(out: Bytes, variable: Variable, data: DataSet): void {
  if (variable.type === "text" || !isLabelled(variable)) return;
  const answers = variable.type === "coded" ? variable.values : [];
  const labels = [
    ...answers.map(({ code, label }) => ({ code, label })),
    ...REASONS.map((reason) => ({ code: MISSING + extended(reason), label: data.reasons[reason] })),
  ].sort((a, b) => a.code - b.code);
  const texts = labels.map(({ label }) => Buffer.from(`${cut(label, 32_000)}\0`));
  const size = texts.reduce((sum, text) => sum + text.length, 0);
  out.raw(Buffer.from("<lbl>"));
  out.i32(8 + 8 * labels.length + size);
  out.text(variable.name, 129, 0);
  out.text("", 3, 0);
  out.i32(labels.length);
  out.i32(size);
  let offset = 0;
  for (const text of texts) {
    out.i32(offset);
    offset += text.length;
  }
  for (const { code } of labels) out.i32(code);
  for (const text of texts) out.raw(text);
  out.raw(Buffer.from("</lbl>"));
}

/** .a is 1 more than the plain missing value, and so on. */
function extended(reason: Reason): number {
  return REASONS.indexOf(reason) + 1;
}

function widthOf(kind: Kind): number {
  return kind.name === "text" ? kind.code : { byte: 1, int: 2, long: 4, double: 8 }[kind.name];
}

function columnOf(variable: Variable): Column {
  if (variable.type === "text") {
    const bytes = Math.max(1, Math.min(variable.bytes, LONGEST_TEXT));
    const kind: Kind = { name: "text", code: bytes };
    return { variable, kind, write: (out, record) => out.text(variable.at(record), bytes, 0) };
  }
  const codes = variable.type === "coded" ? variable.values.map(({ code }) => code) : [];
  const fits = WHOLE.find(({ least, most }) => codes.every((code) => code >= least && code <= most));
  if (variable.type === "coded" && fits)
    return {
      variable,
      kind: fits,
      write: (out, record) => {
        const value = variable.at(record);
        const reason = reasonOf(variable, value);
        whole(out, fits.name, reason ? fits.missing + extended(reason) : value);
      },
    };
  return {
    variable,
    kind: { name: "double", code: 65526 },
    write: (out, record) => double(out, variable, variable.at(record)),
  };
}

function whole(out: Bytes, kind: "byte" | "int" | "long", value: number): void {
  if (kind === "byte") out.u8(value & 255);
  else if (kind === "int") out.i16(value);
  else out.i32(value);
}

/** Missing doubles are the numbers from 2 to the 1023rd on. */
function double(out: Bytes, variable: Exclude<Variable, { type: "text" }>, value: number): void {
  const reason = reasonOf(variable, value);
  if (!reason && Number.isFinite(value)) {
    out.f64(value);
    return;
  }
  out.raw(Uint8Array.of(0, 0, 0, 0, 0, reason ? extended(reason) : 0, 0xe0, 0x7f));
}
