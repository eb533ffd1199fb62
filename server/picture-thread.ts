/** The picture beside public results, drawn in a thread of its own: outlines become pixels while citizens are served. This file is what the thread runs, too. */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { Preview } from "./records/results.ts";
import { previewImage } from "./release/preview-image.ts";
import type { Drawing } from "./web/preview-words.ts";

const TASK = "draw a picture";

interface Task {
  readonly task: typeof TASK;
  readonly preview: Preview;
}

/** For tests and commands. */
export const drawnHere: Drawing = async (preview) => previewImage(preview);

/** Rejects with what the thread died of. */
export const drawnInThread: Drawing = (preview) => {
  const worker = new Worker(new URL(import.meta.url), { workerData: { task: TASK, preview } satisfies Task });
  return new Promise<Uint8Array>((done, fail) => {
    worker.once("message", (image: Uint8Array) => done(image));
    worker.once("error", fail);
    worker.once("exit", (code) => fail(new Error(`a thread that draws pictures ended with ${code}`)));
  });
};

function isTask(data: unknown): data is Task {
  return typeof data === "object" && data !== null && "task" in data && data.task === TASK;
}

if (!isMainThread && parentPort && isTask(workerData))
  parentPort.postMessage(new Uint8Array(previewImage(workerData.preview)));
