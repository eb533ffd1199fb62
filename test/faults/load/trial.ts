/**
 * One fault, tried: citizens answer while something breaks, then everybody who was shown a receipt is looked for. What is printed
 * and expected is the same for every fault.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Agent } from "undici";
import { expect } from "vitest";
import { openStorageFor } from "../../../server/storage/open.ts";
import { smallDefinition, yamlOf } from "../../support/definitions.ts";
import { type Citizen, citizen, walk } from "./citizen.ts";
import { type Crowd, crowdIn } from "./crowd.ts";
import { type Kept, keptOf } from "./kept.ts";
import { type Line, type LineCounts, lineCounts } from "./line.ts";
import { killAllOn, runningOn, type Server, serverOn, survey } from "./process.ts";

const SURVEY = smallDefinition().id;
const K = 5;
/** Milliseconds; a fault that takes longer on a slow machine has gone wrong. */
const LIMIT = 240_000;
/** So many of those who were thanked come again from another browser. */
const MOST_SECOND_TRIES = 150;

export interface Trial {
  readonly server: Server;
  readonly dataDir: string;
  readonly line: Line;
  readonly crowd: Crowd;
  /** Until so many more have been shown a receipt. */
  more(receipts: number): Promise<void>;
  /** What `/readyz` says; 0 where nobody answers. */
  ready(): Promise<number>;
  /** Until `/readyz` says so. */
  untilReady(status: 200 | 503): Promise<void>;
}

export interface Place {
  /** What it is called in what is printed. */
  readonly fault: string;
  readonly dataDir: string;
  readonly databaseUrl?: string;
  /** Settings of the server beside these. */
  readonly further?: NodeJS.ProcessEnv;
  /** For a fault in which a citizen may be cut off between the send and its receipt: these read that they have taken part. */
  readonly mayLoseReceipts?: boolean;
  /** The folder of another build than this one. */
  readonly program?: string;
  /** A connection for each request, which goes to whichever of several processes is next; else each browser stays with one. */
  readonly connectingAnew?: boolean;
}

export interface Counts {
  readonly sent: number;
  readonly again: number;
  /** Requests of any kind that had no answer within the limit, or met nobody who listened. */
  readonly waited: number;
  readonly refused: number;
  readonly acknowledged: number;
  readonly foundOnce: number;
  readonly lost: number;
  readonly doubled: number;
  /** Thanked, and free to take part again: nothing of theirs was kept. */
  readonly falseThanks: number;
  /** Kept, and told so, though the receipt never came. */
  readonly unthanked: number;
  readonly participations: number;
}

type Act = (trial: Trial) => Promise<void>;

/** Runs the act under load, looks for everybody, prints the counts, and expects them to be what was promised. */
export async function tried(place: Place, act: Act): Promise<Counts> {
  const { counts, log } = await counted(place, act);
  expectKept(place, counts);
  expect(faultsIn(log)).toEqual([]);
  return counts;
}

/** The same without expectations: for builds that are weak on purpose. */
export async function counted(place: Place, act: Act): Promise<{ readonly counts: Counts; readonly log: string }> {
  const dispatcher = new Agent({ connections: 24, pipelining: place.connectingAnew ? 0 : 1 });
  const server = serverOn(place.dataDir, K, environmentOf(place), place.program);
  mkdirSync(place.dataDir, { recursive: true, mode: 0o700 });
  try {
    await server.up();
    await operate(place, ["publish", writtenIn(place.dataDir)]);
    const trial = trialOf(place, server, dispatcher);
    const { crowd } = trial;
    // Awaited below; until then a failure of theirs must not count as one that nobody sees.
    crowd.ended.catch(() => undefined);
    await trial.more(10);
    await act(trial);
    await trial.more(20);
    crowd.enough();
    await crowd.ended;
    const free = await freeToComeAgain(trial);
    await server.stop();
    await operate(place, ["close", SURVEY]);
    const counts = countsOf(trial, await keptOf(await openStorageFor(whereOf(place), "operating"), SURVEY), free);
    console.log(toldOf(place.fault, counts));
    return { counts, log: server.log() };
  } finally {
    killAllOn(place.dataDir);
    while (runningOn(place.dataDir) > 0) await wait(20);
    await dispatcher.destroy();
  }
}

function trialOf({ dataDir }: Place, server: Server, dispatcher: Agent): Trial {
  const line: Line = { origin: server.origin, dispatcher, over: AbortSignal.timeout(LIMIT), counts: lineCounts() };
  const crowd = crowdIn(SURVEY, line, { withdrawing: 0 });
  const ready = async () => {
    const origin = server.origin();
    const answer = origin && (await fetch(`${origin}/readyz`).catch(() => undefined));
    return answer ? answer.status : 0;
  };
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) {
      line.over.throwIfAborted();
      await Promise.race([wait(50), crowd.ended]);
    }
  };
  return {
    server,
    dataDir,
    line,
    crowd,
    more: (receipts) => {
      const had = crowd.receipts.length;
      return until(() => crowd.receipts.length >= had + receipts);
    },
    ready,
    untilReady: (status) => until(async () => (await ready()) === status),
  };
}

/** Who of those who were thanked is not refused in another browser. */
async function freeToComeAgain({ crowd, line }: Trial): Promise<number> {
  const thanked = crowd.receipts.map(([self]) => self).slice(-MOST_SECOND_TRIES);
  let free = 0;
  const one = async () => {
    for (let self = thanked.pop(); self; self = thanked.pop()) if (!(await isRefused(self, line))) free += 1;
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return free;
}

async function isRefused({ identifier }: Citizen, line: Line): Promise<boolean> {
  return (await walk(citizen(Number(identifier), line), SURVEY)).kind === "already";
}

function countsOf({ crowd, line }: Trial, kept: Kept, falseThanks: number): Counts {
  const times = crowd.receipts.map(([{ text }]) => kept.texts.get(text) ?? 0);
  return {
    sent: line.counts.send.asked,
    again: line.counts.send.again,
    waited: ofAll(line.counts, "waited"),
    refused: ofAll(line.counts, "refused"),
    acknowledged: times.length,
    foundOnce: times.filter((each) => each === 1).length,
    lost: times.filter((each) => each === 0).length,
    // Whoever was never thanked may not be there twice either.
    doubled: [...kept.texts.values()].filter((each) => each > 1).length,
    falseThanks,
    unthanked: crowd.already.length,
    participations: kept.participations,
  };
}

function ofAll({ page, send, withdrawal }: LineCounts, kind: "waited" | "refused"): number {
  return page[kind] + send[kind] + withdrawal[kind];
}

function toldOf(fault: string, counts: Counts): string {
  return [
    `${fault}: ${counts.sent} sends (${counts.again} asked again), ${counts.acknowledged} acknowledged,`,
    `${counts.foundOnce} found once, ${counts.lost} lost, ${counts.doubled} doubled, ${counts.falseThanks} false thanks;`,
    `${counts.participations} participations, ${counts.unthanked} kept without a receipt;`,
    `of all requests ${counts.waited} waited in vain, ${counts.refused} met nobody`,
  ].join(" ");
}

function expectKept({ mayLoseReceipts = false }: Place, counts: Counts): void {
  expect(counts).toMatchObject({ lost: 0, doubled: 0, falseThanks: 0, foundOnce: counts.acknowledged });
  if (!mayLoseReceipts) expect(counts.unthanked).toBe(0);
  expect(counts.participations).toBe(counts.acknowledged + counts.unthanked);
}

/** A mixer cannot work, or even start, while the disk cannot, and it says so. Of a request nothing may fail. */
function faultsIn(log: string): readonly string[] {
  const failed = log.split("\n").filter((printed) => printed.includes('"failed"'));
  return failed.filter((printed) => !/"reference":"(mixer|housekeeping)"|at mixForEver/.test(printed));
}

async function operate(place: Place, words: readonly string[]): Promise<void> {
  const { status, printed } = await survey(place.dataDir, K, words, { further: environmentOf(place) });
  if (status !== 0) throw new Error(printed);
}

function environmentOf({ databaseUrl, further = {} }: Place): NodeJS.ProcessEnv {
  const secret = "thirty-two bytes and more, of the test";
  return { ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, PIKIR_SECRET: secret }), ...further };
}

function whereOf({ dataDir, databaseUrl }: Place) {
  return { dataDir, databaseUrl };
}

function writtenIn(dataDir: string): string {
  const file = join(dataDir, `${SURVEY}.yaml`);
  writeFileSync(file, yamlOf(smallDefinition()));
  return file;
}
