/**
 * Complete journeys in every arrangement, by turns: each round walks each of them and measures the floors, so that a machine that
 * slows down slows all of them.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FloorServer, startFloors } from "./floor-server.ts";
import { durableCommits, type FloorCost, floorsOf } from "./floors.ts";
import { type Generator, type Loaded, openGenerator } from "./generator.ts";
import { grow, participations } from "./growth.ts";
import { type BenchPostgres, startPostgres } from "./postgres.ts";
import { processorOf, treeOf } from "./processes.ts";
import { SURVEY } from "./report.ts";
import { type Serving, startServing } from "./serving.ts";

export interface Plan {
  readonly root: string;
  readonly citizens: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly warmUp: number;
  /** Stored responses for the slope, on SQLite with one worker. */
  readonly growth: readonly number[];
  readonly said: (line: string) => void;
}

/** One arrangement in one round. */
export interface Measured extends Loaded {
  /** Milliseconds of processor time a journey: what serves, the mixer, PostgreSQL. */
  readonly serving: number;
  readonly mixing: number;
  readonly database: number;
  /** MB of each process that serves, and of the mixer. */
  readonly memory: { readonly serving: readonly number[]; readonly mixing: number };
}

export interface Arrangement {
  readonly name: string;
  readonly stored: number;
  /** While it warmed up. */
  readonly before: Loaded[];
  readonly rounds: Measured[];
  /** One citizen, alone. */
  alone?: Loaded;
  /** Participations in the database beyond those loaded in bulk, where it can be looked into from here. */
  kept?: number;
}

export interface Outcome {
  readonly arrangements: readonly Arrangement[];
  readonly floors: readonly (readonly FloorCost[])[];
  readonly commits: readonly number[];
  readonly hasPostgres: boolean;
}

const PAGE_BYTES = 10_000;
const ROW_BYTES = 8192;

interface Standing extends Arrangement {
  readonly serving: Serving;
  readonly dataDir: string;
  readonly postgres: BenchPostgres | undefined;
}

export async function benchJourneys(plan: Plan): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "pikir-bench-"));
  const generator = openGenerator();
  const floorServer = await startFloors(PAGE_BYTES);
  const standing: Standing[] = [];
  mkdirSync(join(folder, "postgres"));
  const postgres = await startPostgres(plan.root, join(folder, "postgres"));
  try {
    await arrange(plan, folder, postgres, standing);
    return { ...(await roundsOf(plan, standing, generator, floorServer, folder)), hasPostgres: postgres !== undefined };
  } finally {
    generator.stop();
    floorServer.stop();
    for (const { serving } of standing) await serving.stop();
    postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function roundsOf(
  plan: Plan,
  standing: readonly Standing[],
  generator: Generator,
  floorServer: FloorServer,
  folder: string,
): Promise<Omit<Outcome, "hasPostgres">> {
  const [floors, commits]: [FloorCost[][], number[]] = [[], []];
  let next = 0;
  const numbers = () => (next += 1_000_000);
  plan.said(`warming up ${standing.length} arrangements, ${plan.warmUp} s each`);
  for (const each of standing)
    each.before.push(await walked(each, generator, { ...plan, seconds: plan.warmUp }, numbers()));
  for (let round = 1; round <= plan.rounds; round += 1) {
    plan.said(`round ${round} of ${plan.rounds}`);
    floors.push([...(await floorsOf(floorServer, generator, { citizens: plan.citizens, seconds: 2 }))]);
    commits.push(durableCommits(folder, ROW_BYTES, 1));
    for (const each of standing) each.rounds.push(await measured(each, generator, plan, numbers()));
  }
  for (const each of standing) {
    each.alone = await walked(each, generator, { citizens: 1, seconds: plan.seconds / 2 }, numbers());
    if (each.postgres === undefined) each.kept = participations(each.dataDir, SURVEY) - each.stored;
  }
  return { arrangements: standing, floors, commits };
}

async function arrange(
  plan: Plan,
  folder: string,
  postgres: BenchPostgres | undefined,
  standing: Standing[],
): Promise<void> {
  const add = async (name: string, further: Readonly<Record<string, string>>, stored = 0, database?: BenchPostgres) => {
    const dataDir = join(folder, `data-${standing.length}`);
    if (stored > 0) {
      await (await startServing(plan.root, dataDir, further)).stop();
      plan.said(`loading ${stored.toLocaleString("en")} responses`);
      grow(dataDir, SURVEY, stored);
    }
    const serving = await startServing(plan.root, dataDir, further);
    standing.push({ name, stored, serving, dataDir, postgres: database, before: [], rounds: [] });
  };
  await add("SQLite, one worker", {});
  await add("SQLite, two workers", { PIKIR_WORKERS: "2" });
  if (postgres) {
    const settings = async (name: string) => ({
      DATABASE_URL: await postgres.database(name),
      PIKIR_SECRET: randomBytes(32).toString("hex"),
    });
    await add("PostgreSQL, one worker", await settings("one"), 0, postgres);
    await add("PostgreSQL, two workers", { ...(await settings("two")), PIKIR_WORKERS: "2" }, 0, postgres);
  }
  for (const stored of plan.growth) await add(`SQLite, ${stored.toLocaleString("en")} stored`, {}, stored);
}

async function measured(each: Standing, generator: Generator, plan: Plan, from: number): Promise<Measured> {
  const look = () => ({
    ...each.serving.processor(),
    database: each.postgres ? processorOf(treeOf(each.postgres.pid)) : 0,
  });
  const before = look();
  const loaded = await walked(each, generator, plan, from);
  const after = look();
  const journeyed = (part: "serving" | "mixing" | "database") => ((after[part] - before[part]) / loaded.done) * 1000;
  return {
    ...loaded,
    serving: journeyed("serving"),
    mixing: journeyed("mixing"),
    database: journeyed("database"),
    memory: each.serving.memory(),
  };
}

function walked(
  { serving }: Standing,
  generator: Generator,
  { citizens, seconds }: Pick<Plan, "citizens" | "seconds">,
  journeysFrom: number,
): Promise<Loaded> {
  return generator.run({ origin: serving.origin, citizens, seconds, journeysFrom });
}
