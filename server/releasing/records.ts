/** Reading a survey's responses once: for the gate, and to know them again in another release. */
import { createHash } from "node:crypto";
import type { PublishedSurvey } from "../records/survey.ts";
import { type Gathered, gather, paged } from "../reports/gather.ts";
import type { StaffStorage } from "../storage/storage.ts";

/** What making a release reads. */
export type ReleaseStorage = Pick<
  StaffStorage,
  "responses" | "withdrawals" | "counters" | "participations" | "releases"
>;

export interface ReadRecords {
  readonly gathered: Gathered;
  /** By row of the matrix: eight bytes of the response's random key. */
  readonly marks: BigUint64Array;
}

/** `progress`: told of every thousandth, of how many. */
export async function readRecords(
  storage: ReleaseStorage,
  survey: PublishedSurvey,
  progress: (done: number, total: number) => void,
): Promise<ReadRecords> {
  const total = await storage.responses.count(survey.id);
  const marks: bigint[] = [];
  async function* each(id: string) {
    for await (const { key, ...response } of storage.responses.rows(id)) {
      marks.push(Buffer.from(key).readBigUInt64LE());
      if (marks.length % 1000 === 0) progress(marks.length, total);
      yield response;
    }
  }
  const { countImported } = storage.responses;
  const gathered = await gather({ ...storage, responses: { pages: (id) => paged(each(id)), countImported } }, survey);
  return { gathered, marks: BigUint64Array.from(marks) };
}

/** The marks of rows that are kept, ascending. */
export function membersOf(marks: BigUint64Array, kept: Uint8Array): BigUint64Array {
  return marks.filter((_, row) => kept[row] === 1).sort();
}

export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
