/**
 * A release of the national survey in every format: made in a process of its own as the server's thread makes it, each file's time,
 * the peak memory, and what citizens wait for their sends meanwhile, beside what they wait when nothing is made.
 */
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { marginsFor } from "../../server/margins.ts";
import type { Manifest } from "../../server/release/manifest.ts";
import { releasesMadeHere } from "../../server/releasing/release-making.ts";
import { shelfIn } from "../../server/releasing/shelf.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { openStorageFor } from "../../server/storage/open.ts";
import { isReleaseKind, type ReleaseKind } from "../../server/survey/disclosure.ts";
import { openGenerator } from "./generator.ts";
import { median } from "./quantiles.ts";
import { load, SURVEY } from "./report.ts";
import { startServing } from "./serving.ts";

export interface ReleaseCost extends Made {
  readonly responses: number;
  /** Seconds of loading them. */
  readonly loading: number;
  /** Milliseconds until a send is answered, medians: before the release was made, and meanwhile. */
  readonly alone: number;
  readonly beside: number;
}

interface Made {
  /** Seconds of it all, and of what comes before the first file: reading and the gate. */
  readonly whole: number;
  readonly reading: number;
  readonly gate: number;
  readonly processor: number;
  /** MB of the process that made it, at its highest. */
  readonly peak: number;
  readonly files: readonly FileCost[];
}

interface FileCost {
  readonly name: string;
  readonly bytes: number;
  readonly seconds: number;
  /** MB at the highest once it was written. */
  readonly peak: number;
}

/** Who answers meanwhile. */
const CITIZENS = 2;
const WARM_UP = 5;
const ALONE = 10;

export async function releaseCost(root: string, responses: number, kind: ReleaseKind): Promise<ReleaseCost> {
  const dataDir = await mkdtemp(join(tmpdir(), "pikir-bench-release-"));
  try {
    const begun = performance.now();
    await load(root, dataDir, responses);
    const loading = (performance.now() - begun) / 1000;
    const serving = await startServing(root, dataDir);
    const generator = openGenerator();
    const walked = async (seconds: number, journeysFrom: number) =>
      (await generator.run({ origin: serving.origin, citizens: CITIZENS, seconds, journeysFrom })).steps.send ?? [];
    await walked(WARM_UP, 1);
    const alone = await walked(ALONE, 10_000_000);
    let isMade = false;
    const making = made(root, dataDir, kind).finally(() => {
      isMade = true;
    });
    const sends: number[] = [];
    for (let from = 20_000_000; !isMade; from += 10_000_000) sends.push(...(await walked(2, from)));
    const cost = await making;
    generator.stop();
    await serving.stop();
    return { responses, loading, alone: median(alone), beside: median(sends), ...cost };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** For the terminal. */
export function releaseLines(cost: ReleaseCost): readonly string[] {
  const { responses, loading, whole, reading, gate, processor, peak, files, alone, beside } = cost;
  return [
    `${responses.toLocaleString("en")} responses (loaded in ${loading.toFixed(0)} s)`,
    `  whole release     ${whole.toFixed(1)} s, ${processor.toFixed(1)} s of processor time, ${peak.toFixed(0)} MB at the peak`,
    `  reading           ${reading.toFixed(1)} s; gate, weights and report ${gate.toFixed(1)} s`,
    ...files.map(
      (file) =>
        `  ${file.name.padEnd(17)} ${file.seconds.toFixed(2)} s, ${(file.bytes / 1e6).toFixed(1)} MB, peak so far ${file.peak.toFixed(0)} MB`,
    ),
    `  send answered in  median ${alone.toFixed(1)} ms before, ${beside.toFixed(1)} ms meanwhile: ${(beside / alone).toFixed(1)} times`,
  ];
}

function made(root: string, dataDir: string, kind: ReleaseKind): Promise<Made> {
  const child = fork(fileURLToPath(import.meta.url), [root, dataDir, kind]);
  return new Promise((done, fail) => {
    child.once("message", (cost: Made) => done(cost));
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`the process that makes the release ended with ${code}`)));
  });
}

async function make(root: string, dataDir: string, kind: ReleaseKind): Promise<Made> {
  const storage = await openStorageFor({ dataDir, databaseUrl: undefined }, "operating");
  // The server has published the others meanwhile.
  const survey = (await storage.surveys.all()).find(({ id }) => id === SURVEY);
  if (!survey) throw new Error("no survey");
  const before = process.cpuUsage();
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const highest = () => process.resourceUsage().maxRSS / 1024;
  const begins: { readonly seconds: number; readonly peak: number }[] = [];
  let reading = 0;
  const outcome = await releasesMadeHere(storage, { dataDir, root }).make(
    { survey, kind, rule: STUDY, language: undefined, recode: [], bom: false },
    { margins: await marginsFor(join(root, "db", "margins"), survey), now: new Date() },
    (stage) => {
      if (stage === "reading") reading = seconds();
      else begins.push({ seconds: seconds(), peak: highest() });
    },
  );
  const whole = seconds();
  const { user, system } = process.cpuUsage(before);
  const peak = highest();
  await storage.close();
  if (!("made" in outcome)) throw new Error(`no release: ${outcome.refused.kind}`);
  const { files } = JSON.parse(shelfIn(dataDir).manifest(outcome.made)) as Manifest;
  const end = { seconds: whole, peak };
  const named = Object.entries(files).map(([name, { bytes }], at) => {
    const [from, to] = [begins[at] ?? end, begins[at + 1] ?? end];
    return { name, bytes, seconds: to.seconds - from.seconds, peak: to.peak };
  });
  const gate = (begins[0] ?? end).seconds - reading;
  return { whole, reading, gate, processor: (user + system) / 1e6, peak, files: named };
}

const [, file, root, dataDir, kind] = process.argv;
if (file === fileURLToPath(import.meta.url) && process.send && root && dataDir && kind && isReleaseKind(kind))
  process.send(await make(root, dataDir, kind));
