/**
 * The cast walked in several threads, each with an app, a clock and a part of the citizens of its own: a simulation in
 * which one thing happens after the other leaves the other cores idle. This file is what such a thread runs, too.
 */
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { openServingKeys } from "../../server/keys.ts";
import { openStorage } from "../open.ts";
import { type Entrance, walkOwnApp } from "./own-app.ts";
import { added, NOTHING_YET, type Tally } from "./tally.ts";
import type { Watch } from "./time.ts";

interface Part {
  readonly task: typeof TASK;
  readonly survey: string;
  readonly entrances: readonly Entrance[];
}

interface Told {
  readonly tally: Tally;
  readonly finished: boolean;
}

const TASK = "walk a part of the cast";
const TELL_EVERY = 200;

/** Walks the cast on the configured database; every thread opens it for itself. `entrances`: in order. */
export async function walkInThreads(
  entrances: readonly Entrance[],
  survey: string,
  threads: number,
  watch: Watch,
): Promise<Tally> {
  const stands: Tally[] = Array.from({ length: threads }, () => NOTHING_YET);
  const parts = stands.map((_stand, thread) =>
    walkPart(
      { task: TASK, survey, entrances: entrances.filter((_each, at) => at % threads === thread) },
      watch.signal,
      (tally) => {
        stands[thread] = tally;
        watch.progress(stands.reduce(added, NOTHING_YET));
      },
    ),
  );
  return (await Promise.all(parts)).reduce(added, NOTHING_YET);
}

function walkPart(part: Part, signal: AbortSignal, progress: (tally: Tally) => void): Promise<Tally> {
  const worker = new Worker(new URL(import.meta.url), { workerData: part });
  const stop = () => worker.postMessage("stop");
  signal.addEventListener("abort", stop);
  return new Promise<Tally>((done, fail) => {
    worker.on("message", ({ tally, finished }: Told) => {
      progress(tally);
      if (finished) done(tally);
    });
    worker.once("error", fail);
    worker.once("exit", (code) => fail(new Error(`a thread of the simulation ended with ${code}`)));
  }).finally(() => signal.removeEventListener("abort", stop));
}

async function beThread({ survey, entrances }: Part, port: NonNullable<typeof parentPort>): Promise<void> {
  const stopping = new AbortController();
  port.once("message", () => stopping.abort());
  const { config, storage } = await openStorage();
  let told = 0;
  const progress = (tally: Tally) => {
    if (Date.now() - told < TELL_EVERY) return;
    told = Date.now();
    port.postMessage({ tally, finished: false } satisfies Told);
  };
  try {
    const keys = openServingKeys(config.keysDir, config.secret);
    const root = join(import.meta.dirname, "..", "..", "..");
    const tally = await walkOwnApp(
      entrances,
      { config, storage, keys, root, survey },
      { signal: stopping.signal, progress },
    );
    port.postMessage({ tally, finished: true } satisfies Told);
  } finally {
    await storage.close();
    port.close();
  }
}

if (!isMainThread && parentPort && isPart(workerData)) await beThread(workerData, parentPort);

function isPart(data: unknown): data is Part {
  return typeof data === "object" && data !== null && "task" in data && data.task === TASK;
}
