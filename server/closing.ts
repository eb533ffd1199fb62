/**
 * Closing a survey, for ever. Every step may be cut short by a crash: closing again does what is left of it, and nothing
 * twice. The order is what matters: nothing is destroyed before it is known that nothing needs it any more.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "./config.ts";
import { destroySurveyKeys, fingerprintsOf, openMixerKeys, openSigningKey } from "./keys.ts";
import { dayOf } from "./records/month.ts";
import { messageOf, type Protocol, responsesHash, type SignedProtocol } from "./records/protocol.ts";
import { isPanel, type PublishedSurvey } from "./records/survey.ts";
import type { Random } from "./records/world.ts";
import { panelReportOn } from "./reports/panel.ts";
import type { Storage } from "./storage/storage.ts";
import { openJournal } from "./urn/journal.ts";
import { mixLast, openMixer } from "./urn/mixer.ts";
import { proveUrn } from "./urn/mixer-start.ts";

export interface Closing {
  readonly storage: Storage;
  readonly config: Pick<Config, "dataDir" | "keysDir" | "keyCopy" | "pool">;
  readonly now: Date;
  readonly random: Random;
  /** Name and version of the program, for the protocol. */
  readonly software: string;
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

export interface Closed {
  readonly signed: SignedProtocol;
  readonly file: string;
  /** Keys destroyed by this call. */
  readonly destroyed: readonly string[];
  /** What the database could not do by itself and its operator has to, a sentence each. */
  readonly left: readonly string[];
  /** Copies of the database from before that Pikir knows of. There may be others. */
  readonly backups: readonly string[];
}

/** Why a survey could not be closed, with what to do. It may be closed to citizens by then; all keys that are needed are there. */
export class NotClosed extends Error {}

/** Every server has noticed by then that the survey is closed: each looks every second. */
const NOTICED = 2000;

export async function closeSurvey(id: string, closing: Closing): Promise<Closed> {
  const { storage, config, now, pause } = closing;
  if ((await storage.surveys.close(id, dayOf(now))) === "unknown") throw new NotClosed(`there is no survey "${id}".`);
  await pause(NOTICED);
  const survey = (await storage.surveys.all()).find((each) => each.id === id);
  if (!survey) throw new NotClosed(`there is no survey "${id}".`);
  const before = await protocolOf(id, storage);
  // Once it is signed what was there, the survey is over: who withdraws later waits for others.
  if (!before) await releaseAll(survey, closing);
  if (isPanel(survey)) await storage.surveys.keepPanelReport(id, await panelReportOn(storage, survey, now));
  const left = await storage.compact();
  const signed = before ?? (await keepProtocol(survey, closing));
  const file = writeProtocol(signed, config.dataDir);
  const destroyed = destroySurveyKeys(config.keysDir, id, config.keyCopy);
  return { signed, file, destroyed, left, backups: backupsIn(config.dataDir) };
}

const ATTEMPTS = 50;

/** The last release. A mixer that is running does the same; of two that take one batch one is refused, and tries again. */
async function releaseAll(survey: PublishedSurvey, closing: Closing): Promise<void> {
  const { storage, config, random, now, pause } = closing;
  const journal = openJournal(join(config.dataDir, "withdrawals.journal"));
  const keys = openMixerKeys(config.keysDir);
  const mixer = openMixer({ storage, keys, pool: config.pool, random, clock: () => now, journal });
  let failure: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const trouble = await proveUrn(survey, mixer);
    if (trouble !== undefined) throw new NotClosed(`${trouble}; then close ${survey.id} again.`);
    try {
      await mixLast(survey, mixer);
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (failure === undefined && (await storage.urn.count(survey.id)) === 0) return;
    await pause(100);
  }
  throw failure ?? new NotClosed(`the urn of ${survey.id} is not empty yet; close it again.`);
}

async function protocolOf(survey: string, storage: Storage): Promise<SignedProtocol | undefined> {
  return (await storage.surveys.protocols()).find(({ protocol }) => protocol.survey === survey);
}

async function keepProtocol(survey: PublishedSurvey, closing: Closing): Promise<SignedProtocol> {
  const { storage, config } = closing;
  const protocol = await protocolOn(survey, closing);
  const key = openSigningKey(config.keysDir);
  const signed = { protocol, publicKey: key.publicKey, signature: key.sign(messageOf(protocol)) };
  await storage.surveys.keepProtocol(signed);
  // Of two who close at once both show the one that was kept.
  return (await protocolOf(survey.id, storage)) ?? signed;
}

async function protocolOn(survey: PublishedSurvey, { storage, config, now, software }: Closing): Promise<Protocol> {
  const { id, simulated, closedOn = dayOf(now), versions } = survey;
  const { counts, responses } = await contentOf(id, storage);
  return {
    kind: "Pikir closing protocol 1",
    survey: id,
    simulated,
    closedOn,
    madeOn: dayOf(now),
    software,
    versions: versions.map(({ version }) => version),
    counts,
    responses,
    keys: fingerprintsOf(config.keysDir, id),
  };
}

/** Read again where somebody's withdrawal came between the counts. */
async function contentOf(id: string, storage: Storage): Promise<Pick<Protocol, "counts" | "responses">> {
  const { participations, responses, withdrawals } = storage;
  const withdrawn = await withdrawals.count(id);
  const counts = {
    participations: await participations.count(id),
    released: await responses.count(id),
    imported: await responses.countImported(id),
    withdrawn,
  };
  const content = { counts, responses: await responsesHash(responses.rows(id)) };
  return (await withdrawals.count(id)) === withdrawn ? content : contentOf(id, storage);
}

/** Written aside and renamed: whoever reads it finds all of it. */
function writeProtocol(signed: SignedProtocol, dataDir: string): string {
  const folder = join(dataDir, "protocols");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${signed.protocol.survey}.json`);
  writeFileSync(`${file}.new`, `${JSON.stringify(signed, null, 2)}\n`, { flush: true });
  renameSync(`${file}.new`, file);
  return file;
}

/** What lies in `backups`, and what `npm run backup` has written elsewhere. */
function backupsIn(dataDir: string): readonly string[] {
  const [folder, list] = [join(dataDir, "backups"), join(dataDir, "backups.txt")];
  const beside = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const listed = existsSync(list) ? readFileSync(list, "utf8").split("\n") : [];
  return [...new Set([...beside, ...listed])].filter((backup) => backup !== "" && existsSync(backup));
}
