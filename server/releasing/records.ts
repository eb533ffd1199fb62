/** Reading a survey's responses once: for the gate, and to know them again in another release. */
import { createHash } from "node:crypto";
import type { PublishedSurvey } from "../records/survey.ts";
import { type Gathered, gather, paged } from "../reports/gather.ts";
import type { StaffStorage } from "../storage/storage.ts";
import type { WordsReader } from "./words.ts";

/** What making a release reads. */
export type ReleaseStorage = Pick<
  StaffStorage,
  "responses" | "withdrawals" | "counters" | "participations" | "releases" | "codings" | "textReviews"
>;

export interface ReadRecords {
  readonly gathered: Gathered;
  /** By row of the matrix: eight bytes of the response's random key. */
  readonly marks: BigUint64Array;
}

/** `words`: reads along. `versions`: answers to these alone. `progress`: told of every thousandth, of how many. */
export async function readRecords(
  storage: ReleaseStorage,
  survey: PublishedSurvey,
  progress: (done: number, total: number) => void,
  words?: WordsReader,
  versions?: readonly string[],
): Promise<ReadRecords> {
  const total = await storage.responses.count(survey.id);
  let marks = new BigUint64Array(total);
  let read = 0;
  async function* each(id: string) {
    for await (const { key, ...response } of storage.responses.rows(id)) {
      if (versions?.includes(response.version) === false) continue;
      words?.add(response);
      // More may be released while they are read.
      if (read === marks.length) marks = doubled(marks);
      marks[read] = Buffer.from(key.buffer, key.byteOffset, key.byteLength).readBigUInt64LE();
      read += 1;
      if (read % 1000 === 0) progress(read, total);
      yield response;
    }
  }
  const { countImported } = storage.responses;
  const gathered = await gather({ ...storage, responses: { pages: (id) => paged(each(id)), countImported } }, survey);
  return { gathered, marks: marks.subarray(0, read) };
}

function doubled(marks: BigUint64Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  const larger = new BigUint64Array(Math.max(1, marks.length * 2));
  larger.set(marks);
  return larger;
}

/** The marks of rows that are kept, ascending. */
export function membersOf(marks: BigUint64Array, kept: Uint8Array): BigUint64Array {
  return marks.filter((_, row) => kept[row] === 1).sort();
}

export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
