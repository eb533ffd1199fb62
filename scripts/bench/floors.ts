/** The floors: what the same machine does in the same run without any of our work. */
import { join } from "node:path";
import Database from "better-sqlite3";
import { FLOORS, type Floor, type FloorServer } from "./floor-server.ts";
import type { Generator } from "./generator.ts";
import { processorOf, treeOf } from "./processes.ts";
import { median } from "./quantiles.ts";

export interface FloorCost {
  readonly name: Floor;
  /** Requests a second by many at once. */
  readonly rate: number;
  /** Milliseconds of the server's processor time a request. */
  readonly processor: number;
  /** Milliseconds of a request while nobody else asks, the median. */
  readonly alone: number;
}

export async function floorsOf(
  floors: FloorServer,
  generator: Generator,
  { citizens, seconds }: { readonly citizens: number; readonly seconds: number },
): Promise<readonly FloorCost[]> {
  const costs: FloorCost[] = [];
  for (const name of FLOORS) {
    const load = { origin: floors.origins[name], seconds };
    const before = processorOf(treeOf(floors.pid));
    const many = await generator.run({ ...load, citizens });
    const processor = ((processorOf(treeOf(floors.pid)) - before) / many.done) * 1000;
    const one = await generator.run({ ...load, citizens: 1, seconds: seconds / 2 });
    costs.push({ name, rate: many.done / many.seconds, processor, alone: median(one.steps.page ?? []) });
  }
  return costs;
}

/** Commits a second of one row of so many bytes, each synced to the disk (WAL, synchronous FULL). */
export function durableCommits(folder: string, bytes: number, seconds: number): number {
  const database = new Database(join(folder, "floor.db"));
  database.pragma("page_size = 16384");
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("create table if not exists floor (key blob primary key, body blob) without rowid");
  const insert = database.prepare("insert into floor values (randomblob(16), randomblob(?))");
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < seconds * 1000) {
    insert.run(bytes);
    done += 1;
  }
  const rate = done / ((performance.now() - start) / 1000);
  database.close();
  return rate;
}
