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
  const ofResponses = new Map<number, string>();
  for (const row of responses.values()) eachRun(row, (run) => ofResponses.set(run, row.key));
  const others = new Map(
    rows.filter((row) => !isResponse(row) && !isIndexOf(row, responses)).map((row) => [row.key, row]),
  );
  const linked = new Set<string>();
  for (const row of others.values()) {
    eachRun(row, (run) => {
      const response = ofResponses.get(run);
      if (response !== undefined) linked.add(response);
    });
  }
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

function eachRun({ values }: SeenRow, take: (run: number) => void): void {
  for (const bytes of values.filter(Buffer.isBuffer)) {
    for (let at = 0; at + RUN <= bytes.length; at += 1) take(bytes.readUIntBE(at, RUN));
  }
}
