/** What a mixer does before its first turn: it proves that it can open what waits, and withdraws what has come back. */
import { Refusal } from "../records/fault.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import type { Mixer } from "./mixer.ts";
import { bytes, openWaiting } from "./mixer-rows.ts";
import { arePair } from "./open.ts";

/** Proves every urn; resolves to the troubles there are. */
export async function proveUrns(mixer: Mixer): Promise<readonly string[]> {
  const troubles: string[] = [];
  for (const survey of await mixer.storage.surveys.all()) {
    const trouble = await proveUrn(survey, mixer);
    if (trouble !== undefined) troubles.push(trouble);
  }
  return troubles;
}

/**
 * Opens every row that waits, and tries the keys on each other while more may come: what is sealed to a key whose other
 * half is gone would be lost. The storage is told of trouble, so that nothing more is put in, and of its end.
 */
export async function proveUrn(survey: PublishedSurvey, { storage, keys }: Mixer): Promise<string | undefined> {
  const { id, closedOn } = survey;
  const opens = async () => {
    await openWaiting(id, { storage, keys });
    return closedOn !== undefined || (await arePair(keys.urnPublic(id), keys.urnPrivate(id)));
  };
  const closedFor = (error: unknown) => {
    // A database that is busy says nothing of the keys.
    if (error instanceof Refusal) throw error;
    return false;
  };
  const trouble = (await opens().catch(closedFor)) ? undefined : troubleOf(id);
  await storage.urn.setTrouble(id, trouble);
  return trouble;
}

function troubleOf(survey: string): string {
  return `the urn of ${survey} does not open: put the right key back as mixer/${survey}.urn.private in KEYS_DIR and start Pikir again`;
}

/** Withdraws anew what a restored backup, or a crash at the wrong moment, has brought back. Resolves to how many. */
export async function replayJournal({ storage, journal }: Pick<Mixer, "storage" | "journal">): Promise<number> {
  let again = 0;
  for (const { id } of await storage.surveys.all()) {
    const back = await storage.withdrawals.released(id, [...journal.marks()].map(bytes));
    const nothing = { taken: [], left: [], released: [], withdrawnWaiting: 0, requests: [] };
    if (back.length > 0) await storage.urn.release({ survey: id, ...nothing, withdrawn: back });
    again += back.length;
  }
  return again;
}
