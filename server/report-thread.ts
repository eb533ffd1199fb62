/**
 * Reports made in a thread of their own, with a connection of their own that reads: while a million responses are counted
 * citizens are served as before; on a replica, where there is one. The thread ends with its report, and its memory with it. This
 * file is what such a thread runs, too.
 */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { makingHere, type ReportMaking } from "./admin/report-desk.ts";
import { type Failed, failedWith, thrown } from "./between-threads.ts";
import type { PublishedSurvey } from "./records/survey.ts";
import type { Crossed } from "./reports/crossed.ts";
import type { Report } from "./reports/report.ts";
import { type ReadingPlace, reading } from "./storage/open.ts";
import type { MarginsRead } from "./survey/margins-reading.ts";
import { openLog } from "./web/log.ts";

interface Task {
  readonly task: typeof TASK;
  readonly place: ReadingPlace;
  readonly survey: PublishedSurvey;
  /** `by`: only everything broken down by that question. Undefined: only the hash of the responses is asked for. */
  readonly report: { readonly margins: MarginsRead | undefined; readonly now: Date; readonly by?: string } | undefined;
}

type Told<Made> = { readonly made: Made } | { readonly failed: Failed };

const TASK = "make a report";

export function makingInThreads({ dataDir, databaseUrl, readDatabaseUrl }: ReadingPlace): ReportMaking {
  const place = { dataDir, databaseUrl, readDatabaseUrl };
  return {
    report: (survey, margins, now) => inThread<Report>({ task: TASK, place, survey, report: { margins, now } }),
    crossed: (survey, margins, by, now) =>
      inThread<Crossed | undefined>({ task: TASK, place, survey, report: { margins, now, by } }),
    dataset: (survey) => inThread<string>({ task: TASK, place, survey, report: undefined }),
  };
}

/** Rejects with what the thread died of. */
function inThread<Made>(task: Task): Promise<Made> {
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  return new Promise<Made>((done, fail) => {
    worker.once("message", (told: Told<Made>) => ("failed" in told ? fail(thrown(told.failed)) : done(told.made)));
    worker.once("error", fail);
    worker.once("exit", (code) => fail(new Error(`a thread that makes reports ended with ${code}`)));
  });
}

async function beThread({ place, survey, report }: Task, port: NonNullable<typeof parentPort>): Promise<void> {
  try {
    const making = reading(place, openLog().warned, (storage) => made(survey, report, makingHere(storage)));
    port.postMessage({ made: await making } satisfies Told<unknown>);
  } catch (error) {
    port.postMessage({ failed: failedWith(error) } satisfies Told<unknown>);
  } finally {
    port.close();
  }
}

async function made(survey: PublishedSurvey, report: Task["report"], making: ReportMaking) {
  if (!report) return making.dataset(survey);
  const { margins, now, by } = report;
  return by === undefined ? making.report(survey, margins, now) : making.crossed(survey, margins, by, now);
}

function isTask(data: unknown): data is Task {
  return typeof data === "object" && data !== null && "task" in data && data.task === TASK;
}

if (!isMainThread && parentPort && isTask(workerData)) await beThread(workerData, parentPort);
