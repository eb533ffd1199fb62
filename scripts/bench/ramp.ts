/**
 * Load like a census: how the server is when twice as many come as were planned for, with the waiting line and without it. What was
 * planned is half of what citizens who never pause get through on this machine as it is, measured first in the same run.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { ramp } from "./arrivals.ts";
import { type Generator, openGenerator } from "./generator.ts";
import { participations } from "./growth.ts";
import { type CensusSeen, walkCensus } from "./open-loop.ts";
import { type BenchPostgres, participationsIn, startPostgres } from "./postgres.ts";
import { processorOf, treeOf } from "./processes.ts";
import { SURVEY } from "./report.ts";
import { type Serving, startServing } from "./serving.ts";

export interface RampPlan {
  readonly root: string;
  /** Journeys a second; measured where it is not given. */
  readonly peak: number | undefined;
  /** Of the arrivals. */
  readonly seconds: number;
  /** On the average before each of a journey's posts. */
  readonly think: number;
  readonly workers: number;
  readonly lines: readonly Line[];
  readonly database: "sqlite" | "postgres";
  readonly said: (line: string) => void;
}

/** With the waiting line (`PIKIR_QUEUE`) or without it. */
export type Line = "on" | "off";

export interface RampRun {
  readonly line: Line;
  readonly seen: CensusSeen;
  /** Participations before and after. */
  readonly kept: number;
  /** Of all of the server's processes, as a share of all processors, while citizens came. */
  readonly busy: number;
  /** MB of what serves, at the end. */
  readonly memory: number;
}

/** What a crowd that never pauses gets through. */
export interface Carried {
  /** Journeys a second. */
  readonly rate: number;
  /** Milliseconds of processor time a journey, of all processes but the generator's. */
  readonly cost: number;
}

export interface RampOutcome {
  readonly peak: number;
  /** Undefined where the peak was given. */
  readonly carried: Carried | undefined;
  /** What `PIKIR_QUEUE` was. */
  readonly inside: number;
  readonly runs: readonly RampRun[];
}

const WARM_UP = 6;
const MEASURED = 8;
const AT_ONCE = 16;
/** Posts of a journey from the consent screen on: the consent, six pages, the check. */
const POSTS_INSIDE = 8;
/** Seconds that a place is kept, on the average, until who was called looks again. */
const UNTIL_COME = 8;
const PATIENCE = 20;

export async function rampUp(plan: RampPlan): Promise<RampOutcome> {
  const folder = mkdtempSync(join(tmpdir(), "pikir-ramp-"));
  const generator = openGenerator();
  const house = await openHouse(plan, folder);
  try {
    const carried = plan.peak === undefined ? await carriedBy(plan, house, generator) : undefined;
    const peak = plan.peak ?? (carried?.rate ?? Number.NaN) / 2;
    const inside = Math.ceil(peak * (POSTS_INSIDE * plan.think + UNTIL_COME));
    plan.said(`planned peak ${peak.toFixed(1)} journeys a second, PIKIR_QUEUE=${inside}`);
    const runs: RampRun[] = [];
    for (const line of plan.lines) runs.push(await runWith(line, { plan, house, generator, peak, inside }));
    return { peak, carried, inside, runs };
  } finally {
    generator.stop();
    await house.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where servers are started, each on a database of its own. */
interface House {
  start(name: string, further: Readonly<Record<string, string>>): Promise<Standing>;
  /** With whatever was started and not stopped. */
  stop(): Promise<void>;
}

interface Standing {
  readonly serving: Serving;
  /** Seconds of processor time so far, of all that serves, mixes and keeps. */
  processor(): number;
  participations(): Promise<number>;
}

async function openHouse({ root, database, workers }: RampPlan, folder: string): Promise<House> {
  let postgres: BenchPostgres | undefined;
  if (database === "postgres") {
    mkdirSync(join(folder, "postgres"));
    postgres = await startPostgres(root, join(folder, "postgres"));
    if (!postgres) throw new Error("PostgreSQL is not installed (apt-get install postgresql)");
  }
  const running = new Set<Serving>();
  return {
    start: async (name, further) => {
      const dataDir = join(folder, name);
      const url = await postgres?.database(name);
      const own = url === undefined ? {} : { DATABASE_URL: url, PIKIR_SECRET: randomBytes(32).toString("hex") };
      const serving = await startServing(root, dataDir, { PIKIR_WORKERS: String(workers), ...own, ...further });
      running.add(serving);
      const stop = () => {
        running.delete(serving);
        return serving.stop();
      };
      return {
        serving: { ...serving, stop },
        processor: () => {
          const { serving: served, mixing } = serving.processor();
          return served + mixing + (postgres ? processorOf(treeOf(postgres.pid)) : 0);
        },
        participations: async () =>
          url === undefined ? participations(dataDir, SURVEY) : participationsIn(url, SURVEY),
      };
    },
    stop: async () => {
      await Promise.all([...running].map((serving) => serving.stop()));
      postgres?.stop();
    },
  };
}

async function carriedBy(plan: RampPlan, house: House, generator: Generator): Promise<Carried> {
  plan.said("measuring what the machine carries");
  const { serving, processor } = await house.start("carried", {});
  const load = { origin: serving.origin, citizens: AT_ONCE };
  await generator.run({ ...load, seconds: WARM_UP, journeysFrom: 1 });
  const before = processor();
  const measured = await generator.run({ ...load, seconds: MEASURED, journeysFrom: 1_000_000 });
  const { done, failed, firstFault, seconds } = measured;
  if (failed > 0) throw new Error(`${failed} journeys failed: ${firstFault}`);
  const cost = ((processor() - before) / done) * 1000;
  await serving.stop();
  return { rate: done / seconds, cost };
}

async function runWith(
  line: Line,
  {
    plan,
    house,
    generator,
    peak,
    inside,
  }: {
    readonly plan: RampPlan;
    readonly house: House;
    readonly generator: Generator;
    readonly peak: number;
    readonly inside: number;
  },
): Promise<RampRun> {
  plan.said(`citizens come for ${plan.seconds} s, the waiting line is ${line}`);
  const queue: Readonly<Record<string, string>> = line === "on" ? { PIKIR_QUEUE: String(inside) } : {};
  const { serving, processor, participations } = await house.start(`line_${line}`, queue);
  const citizens = Math.min(AT_ONCE, inside);
  await generator.run({ origin: serving.origin, citizens, seconds: WARM_UP, journeysFrom: 1 });
  const kept = await participations();
  const before = processor();
  const begun = performance.now();
  const seen = await walkCensus({
    origin: serving.origin,
    phases: ramp(peak, plan.seconds),
    think: plan.think,
    patience: PATIENCE,
    journeysFrom: 10_000_000,
    seed: `census of ${peak}`,
  });
  const busy = (processor() - before) / (((performance.now() - begun) / 1000) * cpus().length);
  const memory = serving.memory().serving.reduce((sum, size) => sum + size, 0);
  await serving.stop();
  return { line, seen, kept: (await participations()) - kept, busy, memory };
}
