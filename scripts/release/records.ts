/** Reading a survey's responses once: for the gate, and to know them again in another release. */
import { createHash } from "node:crypto";
import type { PublishedSurvey } from "../../server/records/survey.ts";
import { type Gathered, gather } from "../../server/reports/gather.ts";
import type { StaffStorage } from "../../server/storage/storage.ts";
import { progressOf } from "../progress.ts";

export interface ReadRecords {
  readonly gathered: Gathered;
  /** By row of the matrix: eight bytes of the response's random key. */
  readonly marks: BigUint64Array;
}

export async function readRecords(storage: StaffStorage, survey: PublishedSurvey): Promise<ReadRecords> {
  const total = await storage.responses.count(survey.id);
  const progress = progressOf("reading responses");
  const marks: bigint[] = [];
  async function* each(id: string) {
    for await (const { key, ...response } of storage.responses.rows(id)) {
      marks.push(Buffer.from(key).readBigUInt64LE());
      if (marks.length % 1000 === 0) progress.show(marks.length, total);
      yield response;
    }
  }
  try {
    const { countImported } = storage.responses;
    const gathered = await gather({ ...storage, responses: { each, countImported } }, survey);
    return { gathered, marks: BigUint64Array.from(marks) };
  } finally {
    progress.stop();
  }
}

/** The marks of rows that are kept, ascending. */
export function membersOf(marks: BigUint64Array, kept: Uint8Array): BigUint64Array {
  return marks.filter((_, row) => kept[row] === 1).sort();
}

export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
