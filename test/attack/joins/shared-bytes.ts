/**
 * A join by any value in common, whatever it is called: every run of six bytes in a row of a response, but for its answers,
 * is looked for in the rows of all other tables. By chance 10^4 runs meet one of 10^6 with probability 10^10 / 2^48, about 4 in 100,000.
 */
import type { SeenRow } from "../observation.ts";
import type { Join } from "./case.ts";

const RUN = 6;

export const sharedBytes: Join = ({ evidence }) => {
  const rows = [...evidence.observations.flatMap((seen) => seen.rows), ...evidence.commits.flatMap(({ came }) => came)];
  const responses = new Map(rows.filter(isResponse).map((row) => [row.key, row]));
  const ofResponses = new Map([...responses.values()].flatMap((row) => runsIn(row).map((run) => [run, row.key] as const)));
  const others = new Map(rows.filter((row) => !isResponse(row) && !isIndexOf(row, responses)).map((row) => [row.key, row]));
  const linked = new Set([...others.values()].flatMap((row) => runsIn(row).flatMap((run) => ofResponses.get(run) ?? [])));
  return [{ join: "bytes in common", certain: linked.size, note: `${others.size} rows, ${responses.size} responses` }];
};

function isResponse({ table }: SeenRow): boolean {
  return table === "response";
}

/** A row of an index on the responses ends with its response's key: it is the response itself. */
function isIndexOf({ values }: SeenRow, responses: ReadonlyMap<string, SeenRow>): boolean {
  const last = values.at(-1);
  return Buffer.isBuffer(last) && last.length === 16 && values.length >= 3 && responses.has(last.toString("hex"));
}

function runsIn({ values }: SeenRow): readonly number[] {
  return values.filter(Buffer.isBuffer).flatMap((bytes) => {
    const runs: number[] = [];
    for (let at = 0; at + RUN <= bytes.length; at += 1) runs.push(bytes.readUIntBE(at, RUN));
    return runs;
  });
}
