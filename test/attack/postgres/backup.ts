/** Rows of a backup made by pg_dump, in the order in which it has them: that in which they lie in the table's file. */
import type { SeenRow } from "../observation.ts";
import type { Value } from "../sqlite-rows.ts";
import { seen } from "./relations.ts";

const COPY = /^COPY public\.(\w+) \([^)]*\) FROM stdin;$/;

export function rowsOfDump(dump: Buffer): readonly SeenRow[] {
  const rows: SeenRow[] = [];
  let table: string | undefined;
  let item = 0;
  for (const line of dump.toString("utf8").split("\n")) {
    if (table === undefined) {
      table = COPY.exec(line)?.[1];
      item = 0;
    } else if (line === "\\.") table = undefined;
    else rows.push(seen(table, line.split("\t").map(fromText), { block: 0, item: ++item }));
  }
  return rows;
}

function fromText(written: string): Value {
  if (written === "\\N") return null;
  if (/^\\\\x([0-9a-f]{2})*$/.test(written)) return Buffer.from(written.slice(3), "hex");
  return /^\d{1,15}$/.test(written) ? Number(written) : written.replaceAll("\\\\", "\\");
}
