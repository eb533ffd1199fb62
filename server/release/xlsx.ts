/** The released data as a workbook: the data with labels, what each variable is, and what each code means. */
import { type DataSet, REASONS, reasonOf, type Variable } from "./data-set.ts";
import { type SheetCell, workbook } from "./workbook.ts";

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
  yield* workbook(
    [
      { name: names.data, rows: dataRows(data) },
      { name: names.variables, rows: variableRows(data) },
      { name: names.values, rows: valueRows(data) },
    ],
    made,
  );
}

function* dataRows(data: DataSet): Generator<readonly SheetCell[]> {
  yield data.variables.map(({ name }) => name);
  const cells = data.variables.map((variable) => labelled(variable, data));
  for (let record = 0; record < data.records; record += 1) yield cells.map((cell) => cell(record));
}

function labelled(variable: Variable, { reasons }: DataSet): (record: number) => SheetCell {
  if (variable.type === "text") return (record) => ({ once: variable.at(record) });
  const labels = new Map(variable.type === "coded" ? variable.values.map(({ code, label }) => [code, label]) : []);
  return (record) => {
    const value = variable.at(record);
    const reason = reasonOf(variable, value);
    return reason ? reasons[reason] : (labels.get(value) ?? (Number.isFinite(value) ? value : ""));
  };
}

function* variableRows({ variables }: DataSet): Generator<readonly SheetCell[]> {
  yield ["name", "label", "type", "question"];
  for (const { name, label, type, question } of variables) yield [name, label, type, question?.id ?? ""];
}

function* valueRows({ variables, reasons }: DataSet): Generator<readonly SheetCell[]> {
  yield ["name", "code", "label"];
  for (const variable of variables) {
    if (variable.type === "text" || !variable.missing) continue;
    const { name, missing } = variable;
    for (const { code, label } of variable.type === "coded" ? variable.values : []) yield [name, code, label];
    for (const reason of REASONS) yield [name, missing[reason], reasons[reason]];
  }
}
