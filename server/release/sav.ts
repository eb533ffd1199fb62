/**
 * An SPSS system file, in UTF-8, uncompressed: variable and value labels, up to three user-missing codes a variable, the weight, sets
 * of several answers, texts of any length. The layout is described by B. Pfaff, "PSPP Developers Guide", appendix "System File
 * Format"; lengths are counted in bytes of UTF-8, over which other writers stumble.
 *
 * SPSS has room for labels of 255 bytes, and of 120 for values: 60 letters of Kazakh or Russian. Longer ones are cut here; the
 * codebook has them whole.
 */
import { type Bytes, createBytes, cut } from "./bytes.ts";
import { type DataSet, REASONS, type TextVariable, type Variable } from "./data-set.ts";

const LABEL_BYTES = 255;
const VALUE_LABEL_BYTES = 120;
/** A text of more bytes is kept in segments of so many. */
const SEGMENT = 255;
/** By which their number is counted; they are filled to the brim all the same, and the last ones may be empty. */
const SEGMENT_STEP = 252;

/** `made`: goes into the header, where a format wants to know when. The file in pieces. */
export function* sav(data: DataSet, made: Date): Generator<Uint8Array> {
  const out = createBytes();
  const layouts = layoutsOf(data.variables);
  header(out, data, layouts, made);
  for (const layout of layouts) variableRecords(out, layout);
  for (const layout of layouts) valueLabels(out, layout, data);
  extensions(out, data, layouts);
  out.i32(999);
  out.i32(0);
  yield out.take();
  const writers = layouts.map((layout) => cellWriter(out, layout.variable));
  for (let record = 0; record < data.records; record += 1) {
    for (const write of writers) write(record);
    if (record % RECORDS_A_PIECE === RECORDS_A_PIECE - 1) yield out.take();
  }
  yield out.take();
}

const RECORDS_A_PIECE = 1000;

interface Layout {
  readonly variable: Variable;
  /** Eight bytes, unique, upper-case: what dictionaries called a variable before names could be long. */
  readonly short: string;
  /** From 1: the place of its first element of eight bytes among all. */
  readonly place: number;
  /** Widths in bytes of the text's segments; none for a number. */
  readonly segments: readonly number[];
}

function layoutsOf(variables: readonly Variable[]): readonly Layout[] {
  let place = 1;
  return variables.map((variable, at) => {
    const segments = variable.type === "text" ? segmentsOf(variable) : [];
    const layout = { variable, short: `V${at}`, place, segments };
    place += segments.length === 0 ? 1 : segments.reduce((sum, width) => sum + elements(width), 0);
    return layout;
  });
}

function segmentsOf({ bytes }: TextVariable): readonly number[] {
  if (bytes <= SEGMENT) return [Math.max(1, bytes)];
  const count = Math.ceil(bytes / SEGMENT_STEP);
  return Array.from({ length: count }, (_, at) => (at < count - 1 ? SEGMENT : bytes - (count - 1) * SEGMENT_STEP));
}

function elements(width: number): number {
  return Math.ceil(width / 8);
}

function header(out: Bytes, data: DataSet, layouts: readonly Layout[], made: Date): void {
  out.text("$FL2", 4);
  out.text("@(#) SPSS DATA FILE Pikir", 60);
  out.i32(2);
  const last = layouts.at(-1);
  out.i32(
    last
      ? last.place -
          1 +
          Math.max(
            1,
            last.segments.reduce((sum, width) => sum + elements(width), 0),
          )
      : 0,
  );
  out.i32(0);
  out.i32(layouts.find(({ variable }) => variable.name === data.weight)?.place ?? 0);
  out.i32(data.records);
  out.f64(100);
  // "Fri, 27 Nov 2026 02:43:28 GMT" as "27 Nov 26".
  out.text(`${made.toUTCString().slice(5, 11)} ${made.toUTCString().slice(14, 16)}`, 9);
  out.text(made.toISOString().slice(11, 19), 8);
  out.text(cut(data.title, 64), 64);
  out.text("", 3, 0);
}

/** F8.0, F8.2 or a text of that width. */
function format(variable: Variable, width: number): number {
  if (variable.type === "text") return (1 << 16) | (Math.min(width, SEGMENT) << 8);
  const decimals = variable.type === "number" && !variable.whole ? 6 : 0;
  return (5 << 16) | ((decimals > 0 ? 12 : 8) << 8) | decimals;
}

function variableRecords(out: Bytes, { variable, short, segments }: Layout): void {
  if (segments.length === 0) {
    variableRecord(out, {
      width: 0,
      name: short,
      label: variable.label,
      format: format(variable, 0),
      missing: missingIn(variable),
    });
    return;
  }
  for (const [at, width] of segments.entries()) {
    const name = at === 0 ? short : `${short}S${at}`;
    variableRecord(out, {
      width,
      name,
      label: at === 0 ? variable.label : "",
      format: format(variable, width),
      missing: [],
    });
    for (let more = 1; more < elements(width); more += 1)
      variableRecord(out, { width: -1, name: "", label: "", format: (1 << 16) | (8 << 8), missing: [] });
  }
}

interface VariableRecord {
  readonly width: number;
  readonly name: string;
  readonly label: string;
  readonly format: number;
  readonly missing: readonly number[];
}

function variableRecord(out: Bytes, { width, name, label, format: shown, missing }: VariableRecord): void {
  const text = Buffer.from(cut(label, LABEL_BYTES));
  out.i32(2);
  out.i32(width);
  out.i32(text.length > 0 ? 1 : 0);
  out.i32(missing.length);
  out.i32(shown);
  out.i32(shown);
  out.text(name, 8);
  if (text.length > 0) {
    out.i32(text.length);
    out.raw(text);
    out.text("", padding(text.length, 4));
  }
  for (const code of missing) out.f64(code);
}

function missingIn(variable: Variable): readonly number[] {
  if (variable.type === "text" || !variable.missing) return [];
  const { missing } = variable;
  return REASONS.map((reason) => missing[reason]);
}

/** How many bytes are missing to the next multiple. */
function padding(size: number, multiple: number): number {
  return (multiple - (size % multiple)) % multiple;
}

function valueLabels(out: Bytes, { variable, place }: Layout, data: DataSet): void {
  if (variable.type === "text" || !variable.missing) return;
  const { missing } = variable;
  const answers = variable.type === "coded" ? variable.values.map(({ code, label }) => ({ code, label })) : [];
  const labels = [...answers, ...REASONS.map((reason) => ({ code: missing[reason], label: data.reasons[reason] }))];
  out.i32(3);
  out.i32(labels.length);
  for (const { code, label } of labels) {
    const text = Buffer.from(cut(label, VALUE_LABEL_BYTES));
    out.f64(code);
    out.u8(text.length);
    out.raw(text);
    out.text("", padding(text.length + 1, 8));
  }
  out.i32(4);
  out.i32(1);
  out.i32(place);
}

function extensions(out: Bytes, data: DataSet, layouts: readonly Layout[]): void {
  // Version, machine, IEEE 754, no compression, little-endian, UTF-8.
  integers(out, 3, [1, 0, 0, -1, 1, 1, 2, 65001]);
  extension(out, 4, 8, 3);
  out.f64(-Number.MAX_VALUE);
  out.f64(Number.MAX_VALUE);
  // The lowest number but one: what SPSS calls LOWEST.
  out.raw(Uint8Array.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xef, 0xff]));
  integers(out, 11, layouts.flatMap(displayOf));
  const shortOf = new Map(layouts.map(({ variable, short }) => [variable.name, short]));
  const sets = data.sets.map((set) => answerSet(set, shortOf));
  if (sets.length > 0) textExtension(out, 7, sets.join(""));
  textExtension(out, 13, layouts.map(({ variable, short }) => `${short}=${variable.name}`).join("\t"));
  const long = layouts.filter(({ segments }) => segments.length > 1);
  if (long.length > 0)
    textExtension(
      out,
      14,
      long
        .map(
          ({ variable, short }) =>
            `${short}=${String(variable.type === "text" ? variable.bytes : 0).padStart(5, "0")}\0\t`,
        )
        .join(""),
    );
  textExtension(out, 20, "UTF-8");
}

/** Measure (1 nominal, 2 ordinal, 3 scale), width on screen, and to which side; for every segment of a text. */
function displayOf({ variable, segments }: Layout): readonly number[] {
  if (variable.type === "text") return segments.flatMap(() => [1, 16, 0]);
  if (variable.type === "number") return [3, 10, 1];
  return [variable.measure === "ordinal" ? 2 : 1, 10, 1];
}

/** `$name=D1 1 LENGTH LABEL V1 V2`: 1, in one byte, says that it was chosen. */
function answerSet(set: DataSet["sets"][number], shortOf: ReadonlyMap<string, string>): string {
  const label = cut(set.label, LABEL_BYTES);
  const names = set.variables.flatMap((name) => shortOf.get(name) ?? []);
  return `$${set.name}=D1 1 ${Buffer.byteLength(label)} ${label} ${names.join(" ").toLowerCase()}\n`;
}

function extension(out: Bytes, kind: number, size: number, count: number): void {
  for (const value of [7, kind, size, count]) out.i32(value);
}

function integers(out: Bytes, kind: number, values: readonly number[]): void {
  extension(out, kind, 4, values.length);
  for (const value of values) out.i32(value);
}

function textExtension(out: Bytes, kind: number, text: string): void {
  const bytes = Buffer.from(text);
  extension(out, kind, 1, bytes.length);
  out.raw(bytes);
}

function cellWriter(out: Bytes, variable: Variable): (record: number) => void {
  if (variable.type !== "text")
    return (record) => {
      const value = variable.at(record);
      out.f64(Number.isFinite(value) ? value : -Number.MAX_VALUE);
    };
  const segments = segmentsOf(variable);
  return (record) => {
    const bytes = Buffer.from(cut(variable.at(record), variable.bytes));
    for (const [at, width] of segments.entries()) {
      const part = bytes.subarray(at * SEGMENT, (at + 1) * SEGMENT);
      out.raw(part);
      out.text("", elements(width) * 8 - part.length);
    }
  };
}
