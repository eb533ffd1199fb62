/** Reading a survey's responses once: for the gate, and to know them again in another release. */
import { createHash } from "node:crypto";
import type { PublishedSurvey } from "../records/survey.ts";
import type { Members } from "../release/differencing.ts";
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
  readonly marks: Members;
  /** The marks of all that there are now by version, ascending, whether they go in or not. */
  readonly present: ReadonlyMap<string, Members>;
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
  const marks = growing();
  const present = new Map<string, ReturnType<typeof growing>>();
  async function* each(id: string) {
    for await (const { key, ...response } of storage.responses.rows(id)) {
      const mark = Buffer.from(key.buffer, key.byteOffset, key.byteLength).readBigUInt64LE();
      const alike = present.get(response.version) ?? growing();
      present.set(response.version, alike);
      alike.add(mark);
      if (versions?.includes(response.version) === false) continue;
      words?.add(response);
      marks.add(mark);
      if (marks.size() % 1000 === 0) progress(marks.size(), total);
      yield response;
    }
  }
  const { countImported } = storage.responses;
  const gathered = await gather({ ...storage, responses: { pages: (id) => paged(each(id)), countImported } }, survey);
  const sorted = [...present].map(([version, alike]) => [version, alike.all().sort()] as const);
  return { gathered, marks: marks.all(), present: new Map(sorted) };
}

/** Marks whose number nobody knows beforehand: more may be released while they are read. */
function growing() {
  let marks = new BigUint64Array(1024);
  let size = 0;
  return {
    add: (mark: bigint) => {
      if (size === marks.length) {
        const larger = new BigUint64Array(size * 2);
        larger.set(marks);
        marks = larger;
      }
      marks[size] = mark;
      size += 1;
    },
    size: () => size,
    all: () => marks.subarray(0, size),
  };
}

/** The marks of rows that are kept, ascending. */
export function membersOf(marks: BigUint64Array, kept: Uint8Array): BigUint64Array {
  return marks.filter((_, row) => kept[row] === 1).sort();
}

export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
