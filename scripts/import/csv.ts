/** The records of a CSV file (RFC 4180), with the lines on which they begin. */
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import type { CsvRecord } from "../../server/records/import-columns.ts";
import { LONGEST, lineEndsIn, Slip } from "./text.ts";

/**
 * Gives every record that is not a blank line to `take`, as soon as it is read, the header first. `pieces`: text with
 * `\n` as its line ends, the first piece holding the whole header. Commas or semicolons separate, whichever the header
 * has more of. Throws a `Slip` where quotation marks make no sense.
 */
export async function readCsv(pieces: AsyncGenerator<string>, take: (record: CsvRecord) => void): Promise<void> {
  const first = await pieces.next();
  if (first.done) return;
  let ended = 0;
  const parser = parse({
    delimiter: separatorIn(first.value),
    record_delimiter: "\n",
    relax_column_count: true,
    max_record_size: LONGEST,
    // Taken here and not from the stream: a slip throws away what the stream still holds.
    on_record: (cells: readonly string[], { lines }) => {
      const line = lines - cells.reduce((sum, cell) => sum + lineEndsIn(cell), 0);
      ended = lines;
      if (cells.length > 1 || cells[0] !== "") take({ line, cells });
      return null;
    },
  });
  let slip: Slip | undefined;
  const text = untilSlip(first.value, pieces, (found) => (slip = found));
  try {
    await pipeline(text, parser.resume());
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    slip ??= new Slip(ended + 1, reasonOf(error.code));
  }
  if (slip !== undefined) throw slip;
}

/** Ends in order where the text slips: the parser holds records back until it sees what follows, and gives them then. */
async function* untilSlip(first: string, rest: AsyncIterable<string>, slipped: (slip: Slip) => void) {
  yield first;
  try {
    yield* rest;
  } catch (error) {
    if (!(error instanceof Slip)) throw error;
    slipped(error);
  }
}

function separatorIn(text: string): string {
  const header = text.trimStart().split("\n")[0] ?? "";
  return header.split(";").length > header.split(",").length ? ";" : ",";
}

function reasonOf(code: string): string {
  switch (code) {
    case "CSV_QUOTE_NOT_CLOSED":
    case "CSV_MAX_RECORD_SIZE":
      return "a cell that begins with a quotation mark has no other at its end";
    case "INVALID_OPENING_QUOTE":
      return 'a quotation mark stands inside a cell: put the cell in quotation marks and write it twice, like "a ""b"" c"';
    case "CSV_INVALID_CLOSING_QUOTE":
      return 'a quotation mark stands inside a quoted cell: write it twice, like "a ""b"" c"';
    default:
      return "cannot be read as CSV";
  }
}
