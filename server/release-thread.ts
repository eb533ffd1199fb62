/**
 * Releases looked at and made in a thread of their own, with a connection of their own, as reports are (`report-thread.ts`). The
 * thread ends with its work, and its memory with it. This file is what such a thread runs, too.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type Failed, failedWith, thrown } from "./between-threads.ts";
import type { Assessment } from "./releasing/assessing.ts";
import type { House } from "./releasing/making.ts";
import type { ReleaseOrder } from "./releasing/order.ts";
import { type Occasion, type Outcome, type ReleaseMaking, releasesMadeHere } from "./releasing/release-making.ts";
import { openForReading, openStorageFor, type ReadingPlace } from "./storage/open.ts";
import { openLog } from "./web/log.ts";

interface Task {
  readonly task: typeof TASK;
  readonly place: ReadingPlace;
  readonly root: string;
  readonly order: ReleaseOrder;
  readonly occasion: Occasion;
  readonly make: boolean;
}

type Told =
  | { readonly progress: Parameters<House["progress"]> }
  | { readonly outcome: Outcome<Assessment | string> }
  | { readonly failed: Failed };

const TASK = "make a release";

export function releasesMadeInThreads(
  { dataDir, databaseUrl, readDatabaseUrl }: ReadingPlace,
  root: string,
): ReleaseMaking {
  const common = { task: TASK, place: { dataDir, databaseUrl, readDatabaseUrl }, root } as const;
  return {
    assess: (order, occasion) => inThread<Assessment>({ ...common, order, occasion, make: false }, () => undefined),
    make: (order, occasion, progress) => inThread<string>({ ...common, order, occasion, make: true }, progress),
  };
}

/** Rejects with what the thread died of. */
function inThread<Made extends Assessment | string>(task: Task, progress: House["progress"]): Promise<Outcome<Made>> {
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  return new Promise((done, fail) => {
    worker.on("message", (told: Told) => {
      if ("progress" in told) progress(...told.progress);
      else if ("failed" in told) fail(thrown(told.failed));
      else done(told.outcome as Outcome<Made>);
    });
    worker.once("error", fail);
    worker.once("exit", (code) => fail(new Error(`a thread that makes releases ended with ${code}`)));
  });
}

async function beThread({ place, root, order, occasion, make }: Task, port: NonNullable<typeof parentPort>) {
  const tell = (told: Told) => port.postMessage(told);
  const progress: House["progress"] = (...progress) => tell({ progress });
  try {
    const outcome = await withMaking(
      place,
      root,
      (making): Promise<Outcome<Assessment | string>> =>
        make ? making.make(order, occasion, progress) : making.assess(order, occasion),
    );
    tell({ outcome });
  } catch (error) {
    tell({ failed: failedWith(error) });
  } finally {
    port.close();
  }
}

/** Which releases there are, that this is one of them, and what somebody has reviewed is known and kept by the primary alone. */
async function withMaking<Made>(place: ReadingPlace, root: string, act: (making: ReleaseMaking) => Promise<Made>) {
  const storage = await openStorageFor(place, "serving");
  const read = place.readDatabaseUrl === undefined ? storage : await openForReading(place, openLog().warned);
  try {
    const { releases, textReviews } = storage;
    return await act(releasesMadeHere({ ...read, releases, textReviews }, { dataDir: place.dataDir, root }));
  } finally {
    if (read !== storage) await read.close();
    await storage.close();
  }
}

function isTask(data: unknown): data is Task {
  return typeof data === "object" && data !== null && "task" in data && data.task === TASK;
}

if (!isMainThread && parentPort && isTask(workerData)) await beThread(workerData, parentPort);
