/**
 * Sends in a thread of their own. A durable commit waits for the disk, and for whoever holds the file's lock: in here nobody
 * else's request waits with it. What is sent meanwhile goes into the next commit together, so that a slow disk makes
 * commits larger and not the line longer. This file is what the thread runs, too.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { Refusal } from "../../records/fault.ts";
import type { Sending } from "../../records/sending.ts";
import type { Participations } from "../storage.ts";
import { connect, type Settings } from "./connection.ts";
import { heard, type Outcome, sendTogetherIn } from "./sends.ts";
import { isUnavailable } from "./verb.ts";

export interface SendThread {
  readonly send: Participations["send"];
  /** Resolves once what was given is kept and the thread has ended. */
  close(): Promise<void>;
}

interface Task {
  readonly task: typeof TASK;
  readonly path: string;
  readonly settings: Settings;
}

const TASK = "keep what is sent";
/** So many share a commit; more wait for the next. */
const MOST_TOGETHER = 64;

/** What became of one send: its outcome, or that the disk or something of ours failed. */
type Answer = Outcome | "unavailable" | "failed";

interface Waiting {
  readonly sending: Sending;
  readonly hear: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/** `path`: a file that is there and migrated. */
export function openSendThread(path: string, settings: Settings): SendThread {
  let thread: Worker | undefined;
  let waiting: Waiting[] = [];
  let committing: readonly Waiting[] = [];

  const begin = () => {
    const task: Task = { task: TASK, path, settings };
    const begun = new Worker(new URL(import.meta.url), { workerData: task, execArgv: [] });
    begun.on("message", (answers: readonly Answer[]) => {
      const answered = committing;
      committing = [];
      answered.forEach(({ hear }, at) => {
        hear(answers[at] ?? "failed");
      });
      next();
    });
    let died = new Error("the thread that keeps what is sent has ended");
    begun.once("error", (error) => {
      died = error;
    });
    // Whether the last commit was made nobody knows: a repeated send finds out, and is told so.
    begun.once("exit", () => {
      thread = undefined;
      const lost = [...committing, ...waiting];
      [committing, waiting] = [[], []];
      for (const { fail } of lost) fail(died);
    });
    return begun;
  };

  const next = () => {
    if (committing.length > 0 || waiting.length === 0) return;
    committing = waiting.splice(0, MOST_TOGETHER);
    thread ??= begin();
    thread.postMessage(committing.map(({ sending }) => sending));
  };

  return {
    send: async (sending) => {
      const answer = await new Promise<Answer>((hear, fail) => {
        waiting.push({ sending, hear, fail });
        next();
      });
      if (answer === "unavailable") throw new Refusal({ kind: "unavailable" });
      if (answer === "failed") throw new Error("a send failed in its thread");
      return heard(answer);
    },
    close: async () => {
      const ending = thread;
      if (!ending) return;
      const ended = new Promise((done) => ending.once("exit", done));
      ending.postMessage("end");
      await ended;
    },
  };
}

function beThread({ path, settings }: Task, port: NonNullable<typeof parentPort>): void {
  const kept = connect(path, settings);
  const sendTogether = sendTogetherIn(kept);
  const alone = (sending: Sending): Answer => {
    try {
      return sendTogether([sending])[0] ?? "failed";
    } catch (error) {
      return isUnavailable(error) ? "unavailable" : "failed";
    }
  };
  port.on("message", (given: readonly Sending[] | "end") => {
    if (given === "end") {
      kept.close();
      port.close();
      return;
    }
    try {
      port.postMessage(sendTogether(given));
    } catch {
      // Nothing of the commit was kept. One may be at fault for all, or the disk has room for some.
      port.postMessage(given.map(alone));
    }
  });
}

function isTask(data: unknown): data is Task {
  return typeof data === "object" && data !== null && "task" in data && data.task === TASK;
}

if (!isMainThread && parentPort && isTask(workerData)) beThread(workerData, parentPort);
