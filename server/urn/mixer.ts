/**
 * The mixer: takes sealed responses out of the urn in random batches and lays them down in random order under fresh
 * keys, so that nothing joins a row of the urn, and with it a participation, to a response. It alone opens the urn.
 * Withdrawals travel with a batch, never alone.
 */
import { Refusal } from "../records/fault.ts";
import type { Response } from "../records/response.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { type Random, shuffled } from "../records/world.ts";
import type { MixerStorage, ReleasedRow, UrnRow } from "../storage/storage.ts";
import { batchSize, withoutRareGroups } from "./batch.ts";
import { type MixerKeys, type Opened, openRequests, openWaiting } from "./mixer-rows.ts";
import { arePair } from "./open.ts";
import { sealResponse } from "./seal.ts";

export interface Mixer {
  readonly storage: MixerStorage;
  readonly keys: MixerKeys;
  /** K of `PIKIR_POOL`; 1 switches pooling off. */
  readonly pool: number;
  readonly random: Random;
  readonly journal: WithdrawalJournal;
}

/** Remembers withdrawn marks where no restored backup can forget them. */
export interface WithdrawalJournal {
  /** 64 hexadecimal digits each. */
  marks(): ReadonlySet<string>;
  add(marks: readonly string[]): void;
}

/** Releases what is due in every survey and applies the withdrawals that wait; resolves to the number released. */
export async function mix(mixer: Mixer): Promise<number> {
  return mixThese(await mixer.storage.surveys.all(), mixer);
}

/** `mix` for one survey alone. */
export async function mixSurvey(survey: PublishedSurvey, mixer: Mixer): Promise<number> {
  return mixThese([survey], mixer);
}

async function mixThese(surveys: readonly PublishedSurvey[], mixer: Mixer): Promise<number> {
  let released = 0;
  let acted = false;
  for (const survey of surveys) {
    // One survey's lost key must not hold up the others.
    if ((await mixer.storage.urn.trouble(survey.id)) !== undefined) continue;
    const outcome = await release(survey, mixer);
    released += outcome ?? 0;
    acted ||= outcome !== undefined;
  }
  if (acted) await forgetMistaken(mixer);
  return released;
}

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

/** Withdraws anew what a restored backup, or a crash at the wrong moment, has brought back. */
export async function replayJournal({ storage, journal }: Mixer): Promise<void> {
  for (const { id } of await storage.surveys.all()) {
    const back = await storage.withdrawals.released(id, [...journal.marks()].map(bytes));
    const nothing = { taken: [], left: [], released: [], withdrawnWaiting: 0, requests: [] };
    if (back.length > 0) await storage.urn.release({ survey: id, ...nothing, withdrawn: back });
  }
}

/** Resolves to the number released, or undefined where nothing was due. */
async function release(survey: PublishedSurvey, mixer: Mixer): Promise<number | undefined> {
  const { storage, random } = mixer;
  const pool = poolOf(survey, mixer.pool);
  const due = (waiting: number) => (survey.closedOn === undefined ? batchSize(waiting, pool) : waiting);
  const pending = await storage.withdrawals.pending();
  // Who withdraws from a closed survey has no batch to wait for.
  const mayActAlone = pool === 1 || survey.closedOn !== undefined;
  if (due(await storage.urn.count(survey.id)) === 0 && !(mayActAlone && pending.length > 0)) return undefined;

  const requests = await openRequests(pending, mixer.keys);
  const marks = new Set([...requests.map(({ mark }) => mark), ...mixer.journal.marks()]);
  const opened = shuffled(await openWaiting(survey.id, mixer), random);
  const withdrawn = opened.filter(({ response }) => isWithdrawn(response, marks));
  const staying = opened.filter(({ response }) => !isWithdrawn(response, marks));
  const batchLength = due(staying.length);
  const [batch, left] = [staying.slice(0, batchLength), staying.slice(batchLength)];
  const gone = await storage.withdrawals.released(survey.id, [...marks].map(bytes));
  const found = new Set([...withdrawn.map(({ response }) => response.withdrawal), ...gone.map(hex)]);
  const done = requests.filter(({ mark }) => found.has(mark));
  // Without pooling, mistaken requests are forgotten at once; else only along with others' responses.
  if (batch.length + found.size === 0 && mixer.pool > 1) return undefined;

  mixer.journal.add(done.map(({ mark }) => mark));
  await storage.urn.release({
    survey: survey.id,
    taken: opened.map(({ key }) => key),
    left: await sealedAnew(left, survey.id, mixer),
    released: laidDown(batch, pool, random),
    withdrawn: gone,
    withdrawnWaiting: withdrawn.length,
    requests: done.map(({ key }) => key),
  });
  return batch.length;
}

/** Nobody is behind a simulated citizen, so there is nobody to hide. */
function poolOf(survey: PublishedSurvey, pool: number): number {
  return survey.simulated ? 1 : pool;
}

function laidDown(batch: readonly Opened[], pool: number, random: Random): readonly ReleasedRow[] {
  const responses = withoutRareGroups(
    batch.map(({ response }) => response),
    pool,
  );
  return shuffled(
    responses.map((response) => ({ key: random.bytes(16), ...response })),
    random,
  );
}

/**
 * Rows that stayed as they were would show by what is missing which ones went, and K released answers would be hidden among K
 * people. Sealed anew under fresh keys and all of one size, those that stay hide with those that go: among 2K and more.
 */
function sealedAnew(left: readonly Opened[], survey: string, { keys, random }: Mixer): Promise<readonly UrnRow[]> {
  const size = Math.max(0, ...left.map((row) => row.size));
  return Promise.all(
    left.map(async ({ response }) => ({
      key: random.bytes(16),
      sealed: await sealResponse(response, keys.urnPublic(survey), size),
    })),
  );
}

/** A request that fits no response, waiting or released, was mistaken: it goes with the others, at a time that tells nothing. */
async function forgetMistaken({ storage, keys }: Mixer): Promise<void> {
  const requests = await openRequests(await storage.withdrawals.pending(), keys);
  if (requests.length === 0) return;
  const fitting = new Set<string>();
  for (const { id } of await storage.surveys.all()) {
    // What cannot be opened may hold what a request is for.
    if ((await storage.urn.trouble(id)) !== undefined) return;
    const waiting = await openWaiting(id, { storage, keys });
    const released = await storage.withdrawals.released(
      id,
      requests.map(({ mark }) => bytes(mark)),
    );
    for (const { response } of waiting) fitting.add(response.withdrawal ?? "");
    for (const mark of released) fitting.add(hex(mark));
  }
  await storage.withdrawals.forget(requests.filter(({ mark }) => !fitting.has(mark)).map(({ key }) => key));
}

function isWithdrawn(response: Response, marks: ReadonlySet<string>): boolean {
  return response.withdrawal !== null && marks.has(response.withdrawal);
}

function hex(mark: Uint8Array): string {
  return Buffer.from(mark).toString("hex");
}

function bytes(mark: string): Uint8Array {
  return Buffer.from(mark, "hex");
}
