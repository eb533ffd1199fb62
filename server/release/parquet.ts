/**
 * Apache Parquet, by groups of rows: answers as labels in the release's language, points of scales and numbers as numbers, no
 * answer as null. Parquet has one kind of null, so why there is none stands in a column of its own, `NAME__missing`.
 */
import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import { type CodedVariable, type DataSet, REASONS, reasonOf, type Variable } from "./data-set.ts";

/** With 50,000 a million responses took 180 MB more at the peak. */
const ROWS_A_GROUP = 10_000;

type Value = string | number | null;

interface Column {
  readonly name: string;
  readonly element: SchemaElement;
  at(record: number): Value;
}

/** The file in pieces, a group of rows each. `about`: goes into the file's metadata. */
export async function* parquet(data: DataSet, about: Readonly<Record<string, string>>): AsyncGenerator<Uint8Array> {
  const columns = data.variables.flatMap(columnsOf);
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [{ name: "root", num_children: columns.length }, ...columns.map(({ element }) => element)],
    kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
    createdBy: "Pikir",
    // Rows lie in random order: the least and the greatest of a group would spare no reader anything.
    statistics: false,
  });
  // One room for all groups.
  const columnData = columns.map(({ name }) => ({
    name,
    data: new Array<Value>(Math.min(ROWS_A_GROUP, data.records)),
  }));
  for (let from = 0; from < data.records; from += ROWS_A_GROUP) {
    const size = Math.min(ROWS_A_GROUP, data.records - from);
    for (const [place, { at }] of columns.entries())
      filled(columnData[place]?.data ?? [], size, (row) => at(from + row));
    await file.write({ columnData, rowGroupSize: size });
    yield taken(writer);
  }
  await file.finish();
  yield taken(writer);
}

function filled(values: Value[], size: number, at: (row: number) => Value): void {
  values.length = size;
  for (let row = 0; row < size; row += 1) values[row] = at(row);
}

/** What was written since; its offset goes on. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function columnsOf(variable: Variable): readonly Column[] {
  if (variable.type === "text") return [{ ...text(variable.name), at: (record) => variable.at(record) }];
  const reason = (record: number) => reasonOf(variable, variable.at(record)) ?? null;
  const reasons = variable.missing ? [{ ...text(`${variable.name}__missing`), at: reason }] : [];
  return [
    variable.type === "coded" ? answers(variable) : numbers(variable.name, (record) => variable.at(record), variable),
    ...reasons,
  ];
}

function answers(variable: CodedVariable): Column {
  const { name, measure, values, at } = variable;
  const isPoints = measure === "ordinal" && values.every(({ code, id }) => id === String(code));
  if (isPoints) return numbers(name, at, { ...variable, whole: true });
  const labels = new Map(values.map(({ code, label }) => [code, label]));
  return { ...text(name), at: (record) => labels.get(at(record)) ?? null };
}

function numbers(
  name: string,
  at: (record: number) => number,
  variable: { readonly whole: boolean; readonly missing?: CodedVariable["missing"] },
): Column {
  const codes = new Set(variable.missing ? REASONS.map((reason) => variable.missing?.[reason]) : []);
  const type = variable.whole && variable.missing ? "INT32" : "DOUBLE";
  return {
    name,
    element: { name, type, repetition_type: "OPTIONAL" },
    at: (record) => {
      const value = at(record);
      return codes.has(value) || !Number.isFinite(value) ? null : value;
    },
  };
}

function text(name: string) {
  const element: SchemaElement = { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" };
  return { name, element };
}
