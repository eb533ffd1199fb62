/**
 * The whole report of the national survey, at two sizes: responses loaded in bulk, the report made in a process of its own as
 * the server's thread makes it, its time and its peak memory beside the floor: a bare scan of the same table in the same
 * process.
 */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { marginsFor } from "../../server/margins.ts";
import { definitionIn, publish } from "../../server/publishing.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { reportOn } from "../../server/reports/report.ts";
import { openStorageFor } from "../../server/storage/open.ts";
import type { ReleasedRow } from "../../server/storage/storage.ts";
import type { Answers } from "../../server/survey/answer.ts";
import { questionsOf } from "../../server/survey/definition.ts";
import { versionOf } from "../../server/survey/version.ts";
import { seededChance } from "../simulation/chance.ts";
import { profileNamed } from "../simulation/profiles.ts";

export interface ReportCost {
  readonly responses: number;
  /** Seconds of loading them, of the report, and of the bare scan. */
  readonly loading: number;
  readonly report: number;
  readonly processor: number;
  readonly scan: number;
  /** MB of the process that made the report, at its highest. */
  readonly peak: number;
}

/** Rows of one import: what one transaction holds. */
const BULK = 25_000;
export const SURVEY = "egov-2024";

export async function reportCost(root: string, responses: number): Promise<ReportCost> {
  const dataDir = await mkdtemp(join(tmpdir(), "pikir-bench-report-"));
  try {
    const begun = performance.now();
    await load(root, dataDir, responses);
    const loading = (performance.now() - begun) / 1000;
    return { responses, loading, ...(await measured(root, dataDir)) };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** For the terminal. */
export function reportLines({ responses, loading, report, processor, scan, peak }: ReportCost): readonly string[] {
  return [
    `${responses.toLocaleString("en")} responses (loaded in ${loading.toFixed(0)} s)`,
    `  whole report      ${report.toFixed(2)} s, ${processor.toFixed(2)} s of processor time, ${peak.toFixed(0)} MB at the peak`,
    `  bare table scan   ${scan.toFixed(2)} s; the report takes ${(report / scan).toFixed(1)} times that`,
  ];
}

/** Puts responses like the study's into a database of their own. */
export async function load(root: string, dataDir: string, responses: number): Promise<void> {
  const definition = definitionIn(join(root, "db", "surveys", `${SURVEY}.yaml`));
  const storage = await openStorageFor({ dataDir, databaseUrl: undefined }, "operating");
  const keysDir = join(dataDir, "keys");
  await publish(definition, { storage, config: { keysDir, keyCopy: undefined }, now: new Date() });
  const version = versionOf(definition);
  const answersOf = answering(definition);
  for (let at = 0; at < responses; at += BULK) {
    const rows = Array.from({ length: Math.min(BULK, responses - at) }, (_, i): ReleasedRow => {
      const plain = { version, channel: "bench", withdrawal: null, key: randomBytes(16) };
      const seconds = 75 + ((i * 7919) % 500);
      const language = i % 3 === 0 ? "kk" : "ru";
      const month = i % 2 === 0 ? "2024-09" : "2024-10";
      const flags = i % 250 === 0 ? (["too_fast"] as const) : [];
      return {
        ...plain,
        language,
        month,
        duration: i % 250 === 0 ? 40 : seconds - (seconds % 5),
        flags,
        answers: answersOf(),
      };
    });
    await storage.responses.importAll(SURVEY, randomBytes(32).toString("hex"), rows);
  }
  await storage.close();
}

/** Draws answers with the study's shares. */
function answering(definition: ReturnType<typeof definitionIn>): () => Answers {
  const profile = profileNamed("study");
  const chance = seededChance("bench");
  const questions = questionsOf(definition).flatMap((question) => {
    const shares = profile?.answers[question.id];
    return shares ? [{ question, shares }] : [];
  });
  return () =>
    Object.fromEntries(
      questions.map(({ question: { id, kind }, shares }) => {
        const picked = chance.pick(shares);
        return [id, kind === "scale" ? Number(picked) : kind === "several" ? [picked] : picked];
      }),
    );
}

type Measured = Pick<ReportCost, "report" | "processor" | "scan" | "peak">;

function measured(root: string, dataDir: string): Promise<Measured> {
  const child = fork(fileURLToPath(import.meta.url), [root, dataDir]);
  return new Promise((done, fail) => {
    child.once("message", (cost: Measured) => done(cost));
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`the process that makes the report ended with ${code}`)));
  });
}

async function measure(root: string, dataDir: string): Promise<Measured> {
  const storage = await openStorageFor({ dataDir, databaseUrl: undefined }, "reading");
  const [survey] = await storage.surveys.all();
  if (!survey) throw new Error("no survey");
  const before = process.cpuUsage();
  const begun = performance.now();
  await reportOn(storage, survey, {
    rule: STUDY,
    now: new Date(),
    margins: await marginsFor(join(root, "db", "margins"), survey),
  });
  const report = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  // In kilobytes; what the scan adds is no part of it.
  const peak = process.resourceUsage().maxRSS / 1024;
  await storage.close();
  return { report, processor: (user + system) / 1e6, peak, scan: bareScan(join(dataDir, "pikir.db")) };
}

function bareScan(file: string): number {
  const database = new Database(file, { readonly: true });
  const all = database.prepare("SELECT answers FROM response").pluck();
  const begun = performance.now();
  let bytes = 0;
  for (const answers of all.iterate()) bytes += typeof answers === "string" ? answers.length : 0;
  const seconds = (performance.now() - begun) / 1000;
  database.close();
  if (bytes === 0) throw new Error("nothing was scanned");
  return seconds;
}

const [, file, root, dataDir] = process.argv;
if (file === fileURLToPath(import.meta.url) && process.send && root && dataDir)
  process.send(await measure(root, dataDir));
