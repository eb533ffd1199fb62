/**
 * Sums of the stores read in a thread with a connection of its own that reads, so that a dashboard that is looked at all day costs
 * citizens no waiting. It stays while it is asked, and ends a few minutes after the last question. This file is what the thread
 * runs, too.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type CountsNow, type CountsReading, countsReadHere } from "./admin/counts-desk.ts";
import { type Failed, failedWith, thrown } from "./between-threads.ts";
import type { CounterCube } from "./reports/counter-cube.ts";
import { openStorageFor, type Place } from "./storage/open.ts";

const TASK = "read sums";
const LINGERS = 10 * 60_000;

interface Asked {
  readonly number: number;
  readonly what: keyof CountsReading;
  readonly survey: string;
  readonly day: string;
}

type Told = CountsNow | CounterCube;

interface Answered {
  readonly number: number;
  readonly told?: Told;
  readonly failed?: Failed;
}

interface Waiting {
  done(told: Told): void;
  fail(error: Error): void;
}

export function countsReadInThread({ dataDir, databaseUrl }: Place, lingers = LINGERS): CountsReading {
  const place = { dataDir, databaseUrl };
  let open: ReturnType<typeof openThread> | undefined;
  const ask = (what: Asked["what"], survey: string, day: string): Promise<Told> => {
    open ??= openThread(place, lingers, (closed) => {
      if (open === closed) open = undefined;
    });
    return open.ask(what, survey, day);
  };
  return {
    now: (survey, day) => ask("now", survey, day) as Promise<CountsNow>,
    cube: (survey, day) => ask("cube", survey, day) as Promise<CounterCube>,
  };
}

function openThread(place: Place, lingers: number, gone: (thread: object) => void) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { task: TASK, place } });
  // It is no reason for the server to stay.
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let number = 0;
  const ending = setTimeout(() => leave(), lingers).unref();
  const thread = {
    ask: (what: Asked["what"], survey: string, day: string) =>
      new Promise<Told>((done, fail) => {
        number += 1;
        waiting.set(number, { done, fail });
        ending.refresh();
        worker.postMessage({ number, what, survey, day } satisfies Asked);
      }),
  };
  /** Whoever asks from now on gets a new thread; this one ends once it has answered. */
  const leave = () => {
    gone(thread);
    clearTimeout(ending);
    worker.postMessage("end");
  };
  const lost = (error: Error) => {
    gone(thread);
    clearTimeout(ending);
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
  };
  worker.on("message", ({ number: of, told, failed }: Answered) => {
    const asker = waiting.get(of);
    waiting.delete(of);
    if (told) asker?.done(told);
    else asker?.fail(failed ? thrown(failed) : new Error("no sums were read"));
  });
  worker.once("error", lost);
  worker.once("exit", (code) => lost(new Error(`a thread that reads sums ended with ${code}`)));
  return thread;
}

/** One question after another, in their order. */
async function beThread(place: Place, port: NonNullable<typeof parentPort>): Promise<void> {
  const storage = await openStorageFor(place, "reading");
  const reading = countsReadHere(storage);
  const answer = async ({ number, what, survey, day }: Asked): Promise<void> => {
    try {
      port.postMessage({ number, told: await reading[what](survey, day) } satisfies Answered);
    } catch (error) {
      port.postMessage({ number, failed: failedWith(error) } satisfies Answered);
    }
  };
  let last = Promise.resolve();
  port.on("message", (asked: Asked | "end") => {
    if (asked !== "end") last = last.then(() => answer(asked));
    else
      last = last.then(async () => {
        await storage.close();
        port.close();
      });
  });
}

function placeIn(data: unknown): Place | undefined {
  const isOurs = typeof data === "object" && data !== null && "task" in data && data.task === TASK && "place" in data;
  return isOurs ? (data.place as Place) : undefined;
}

const place = isMainThread ? undefined : placeIn(workerData);
if (place && parentPort) await beThread(place, parentPort);
