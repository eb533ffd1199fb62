/** Reads an import file once, from beginning to end: its responses, all that is wrong in it, and its hash. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { CsvRecord } from "../../server/records/import-columns.ts";
import { columnsFrom } from "../../server/records/import-columns.ts";
import type { ImportFault } from "../../server/records/import-fault.ts";
import { type ImportedRow, type ImportSetting, rowReader } from "../../server/records/import-row.ts";
import type { Response } from "../../server/records/response.ts";
import { readCsv } from "./csv.ts";
import { Slip, textOf } from "./text.ts";

export interface ReadImport {
  /** In the order of the file. */
  readonly responses: readonly Response[];
  /** In the order of the file. */
  readonly faults: readonly ImportFault[];
  /** SHA-256 of the bytes, 64 hexadecimal digits; of the whole file only where there are no faults. */
  readonly hash: string;
}

/** `show`: told how many bytes of how many have been read. Rejects where the file cannot be opened. */
export async function readImport(
  file: string,
  setting: ImportSetting,
  show: (done: number, total: number) => void,
): Promise<ReadImport> {
  const hash = createHash("sha256");
  const { size } = await stat(file);
  let done = 0;
  async function* bytes(): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      done += chunk.length;
      show(done, size);
      yield chunk;
    }
  }
  const table = tableOf(setting);
  try {
    await readCsv(textOf(bytes()), table.take);
  } catch (error) {
    if (!(error instanceof Slip)) throw error;
    return { responses: [], faults: [...table.faults, { line: error.line, reason: error.message }], hash: "" };
  }
  const faults = table.isEmpty() ? [...table.faults, NONE] : table.faults;
  return { responses: table.responses, faults, hash: hash.digest("hex") };
}

const NONE: ImportFault = {
  line: 1,
  reason: "has no rows: the first line names the columns, every other is a response",
};

/** Takes the header, then the rows. */
function tableOf(setting: ImportSetting) {
  const responses: Response[] = [];
  const faults: ImportFault[] = [];
  let read: ((record: CsvRecord) => ImportedRow) | undefined;
  let rows = 0;
  const take = (record: CsvRecord) => {
    if (read === undefined) {
      const columns = columnsFrom(record, setting.definition);
      faults.push(...columns.faults);
      read = rowReader(columns, setting);
      return;
    }
    rows += 1;
    const row = read(record);
    if ("response" in row) responses.push(row.response);
    else faults.push(...row.faults);
  };
  return { take, responses, faults, isEmpty: () => rows === 0 };
}
