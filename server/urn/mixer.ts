/**
 * The mixer: takes sealed responses out of the urn in random batches and lays them down in random order under fresh
 * keys, so that nothing joins a row of the urn, and with it a participation, to a response. It alone opens the urn.
 * Withdrawals travel with a batch, and after the close together (`mixer-withdrawals.ts`).
 */
import { quarterOf } from "../records/month.ts";
import type { Response } from "../records/response.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { type Clock, type Random, shuffled } from "../records/world.ts";
import type { MixerStorage, ReleasedRow, UrnRow } from "../storage/storage.ts";
import { batchSize, withoutRareGroups } from "./batch.ts";
import { bytes, hex, type MixerKeys, type Opened, openRequests, openWaiting, type Request } from "./mixer-rows.ts";
import { dueAfterClose, isOverdue, rememberLooks } from "./mixer-withdrawals.ts";
import { sealResponse } from "./seal.ts";

export interface MixerParts {
  readonly storage: MixerStorage;
  readonly keys: MixerKeys;
  /** K of `PIKIR_POOL`; 1 switches pooling off. */
  readonly pool: number;
  readonly random: Random;
  readonly clock: Clock;
  readonly journal: WithdrawalJournal;
}

/** With what it remembers from turn to turn, in memory only. */
export type Mixer = ReturnType<typeof openMixer>;

/** Remembers withdrawn marks where no restored backup can forget them. */
export interface WithdrawalJournal {
  /** 64 hexadecimal digits each. */
  marks(): ReadonlySet<string>;
  add(marks: readonly string[]): void;
}

export function openMixer(parts: MixerParts) {
  return { ...parts, requests: openRequests(parts.keys), looked: rememberLooks() };
}

/** Releases what is due in every survey and applies the withdrawals that are; resolves to the number released. */
export async function mix(mixer: Mixer): Promise<number> {
  return mixThese(await mixer.storage.surveys.all(), mixer, false);
}

/** The last release of a survey that is closed, with all withdrawals that were asked so far. */
export async function mixLast(survey: PublishedSurvey, mixer: Mixer): Promise<number> {
  return mixThese([survey], mixer, true);
}

async function mixThese(surveys: readonly PublishedSurvey[], mixer: Mixer, last: boolean): Promise<number> {
  const requests = await mixer.requests.opened(await mixer.storage.withdrawals.pending());
  let released = 0;
  let acted = false;
  for (const survey of surveys) {
    // One survey's lost key must not hold up the others.
    if ((await mixer.storage.urn.trouble(survey.id)) !== undefined) continue;
    const outcome = await act(survey, requests, mixer, last);
    released += outcome ?? 0;
    acted ||= outcome !== undefined;
  }
  await forgetMistaken(requests, mixer, acted);
  return released;
}

/** Resolves to the number released, or undefined where nothing was due. */
async function act(
  survey: PublishedSurvey,
  requests: readonly Request[],
  mixer: Mixer,
  last: boolean,
): Promise<number | undefined> {
  const pool = poolOf(survey, mixer.pool);
  const isClosed = survey.closedOn !== undefined;
  const waiting = await mixer.storage.urn.count(survey.id);
  const due = isClosed ? waiting : batchSize(waiting, pool);
  if (due > 0 || last) return release(survey, requests, mixer);
  if (requests.length === 0) return undefined;
  const quarter = quarterOf(mixer.clock());
  if (mixer.looked.isSame(survey.id, requests, quarter)) return undefined;
  const outcome = await withdraw(survey, requests, mixer);
  mixer.looked.note(survey.id, requests, quarter);
  return outcome;
}

/** Without a batch to travel with. An open survey that has gone quiet keeps nobody waiting past the turn of the quarter. */
function withdraw(survey: PublishedSurvey, requests: readonly Request[], mixer: Mixer): Promise<number | undefined> {
  if (poolOf(survey, mixer.pool) === 1) return release(survey, requests, mixer);
  if (survey.closedOn !== undefined) return withdrawLate(survey, requests, mixer);
  const quarter = quarterOf(mixer.clock());
  const overdue = requests.filter((request) => isOverdue(request, quarter));
  return overdue.length === 0 ? Promise.resolve(undefined) : release(survey, overdue, mixer);
}

async function release(
  survey: PublishedSurvey,
  requests: readonly Request[],
  mixer: Mixer,
): Promise<number | undefined> {
  const { storage, random } = mixer;
  const pool = poolOf(survey, mixer.pool);
  const due = (waiting: number) => (survey.closedOn === undefined ? batchSize(waiting, pool) : waiting);
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

/** Withdraws from a closed survey whose last batch is out; resolves to 0, or undefined where nothing was due. */
async function withdrawLate(
  survey: PublishedSurvey,
  requests: readonly Request[],
  mixer: Mixer,
): Promise<number | undefined> {
  const { storage, journal, pool, clock } = mixer;
  const marks = requests.map(({ mark }) => bytes(mark));
  const present = new Set((await storage.withdrawals.released(survey.id, marks)).map(hex));
  const fitting = requests.filter(({ mark }) => present.has(mark));
  const due = dueAfterClose(fitting, quarterOf(clock()), pool);
  if (due.length === 0) return undefined;
  journal.add(due.map(({ mark }) => mark));
  await storage.urn.release({
    survey: survey.id,
    taken: [],
    left: [],
    released: [],
    withdrawn: due.map(({ mark }) => bytes(mark)),
    withdrawnWaiting: 0,
    requests: due.map(({ key }) => key),
  });
  return 0;
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

/**
 * A request that fits no response, waiting or released, was mistaken. It goes when others go, or when the quarter has
 * turned in which it was asked: at a time that tells nothing.
 */
async function forgetMistaken(requests: readonly Request[], mixer: Mixer, acted: boolean): Promise<void> {
  const { storage, keys, looked, clock } = mixer;
  const quarter = quarterOf(clock());
  const overdue = requests.filter((request) => isOverdue(request, quarter));
  const candidates = acted ? requests : overdue;
  if (candidates.length === 0 || (!acted && looked.isSame("mistaken", overdue, quarter))) return;
  const fitting = new Set<string>();
  for (const { id } of await storage.surveys.all()) {
    // What cannot be opened may hold what a request is for.
    if ((await storage.urn.trouble(id)) !== undefined) return;
    const waiting = await openWaiting(id, { storage, keys });
    const released = await storage.withdrawals.released(
      id,
      candidates.map(({ mark }) => bytes(mark)),
    );
    for (const { response } of waiting) fitting.add(response.withdrawal ?? "");
    for (const mark of released) fitting.add(hex(mark));
  }
  const mistaken = candidates.filter(({ mark }) => !fitting.has(mark));
  if (mistaken.length > 0) await storage.withdrawals.forget(mistaken.map(({ key }) => key));
  looked.note("mistaken", overdue, quarter);
}

function isWithdrawn(response: Response, marks: ReadonlySet<string>): boolean {
  return response.withdrawal !== null && marks.has(response.withdrawal);
}
