/** What is there in the end, read from the storage and from the bytes of its files. */
import { openSqlite } from "../../../server/storage/sqlite/open.ts";
import type { Storage } from "../../../server/storage/storage.ts";
import { filesOf } from "../../attack/copies.ts";

export interface Kept {
  readonly participations: number;
  /** How often each text stands in the responses. */
  readonly texts: ReadonlyMap<string, number>;
  readonly withdrawn: number;
  readonly waiting: number;
  readonly requests: number;
}

export async function keptIn(dataDir: string, survey: string): Promise<Kept> {
  return keptOf(await openSqlite({ dataDir }), survey);
}

/** The same of whichever database; closes it. */
export async function keptOf(storage: Storage, survey: string): Promise<Kept> {
  try {
    const texts = new Map<string, number>();
    for await (const { answers } of storage.responses.each(survey)) {
      const text = String(answers.comment);
      texts.set(text, (texts.get(text) ?? 0) + 1);
    }
    return {
      participations: await storage.participations.count(survey),
      texts,
      withdrawn: await storage.withdrawals.count(survey),
      waiting: await storage.urn.count(survey),
      requests: (await storage.withdrawals.pending()).length,
    };
  } finally {
    await storage.close();
  }
}

/** Which of the texts stand anywhere in the files of a folder. */
export function textsInFiles(folder: string, texts: readonly string[]): readonly string[] {
  const files = [...filesOf(folder)];
  return texts.filter((text) => files.some(({ bytes }) => bytes.includes(text)));
}
