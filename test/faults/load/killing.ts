/** When what is killed: the plan, its execution, and what was hit. */
import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Random, shuffled } from "../../../server/records/world.ts";
import { openSqlite } from "../../../server/storage/sqlite/open.ts";
import type { LineCounts } from "./line.ts";
import type { Server } from "./process.ts";

export type Victim = "starting" | "serving" | "mixer" | "both";

export type Kills = Record<Victim | "close" | "whileSending" | "whileWithdrawing", number>;

export function noKills(): Kills {
  return { starting: 0, serving: 0, mixer: 0, both: 0, close: 0, whileSending: 0, whileWithdrawing: 0 };
}

/** So many of each, in random order. */
export function planOf(wanted: Readonly<Record<Victim, number>>, random: Random): readonly Victim[] {
  const named = (victim: Victim) => Array.from({ length: wanted[victim] }, () => victim);
  return shuffled([...named("starting"), ...named("serving"), ...named("mixer"), ...named("both")], random);
}

/** Some moment after a start. */
export function someMoment(): number {
  return randomInt(50, 700);
}

/** What is killed, and what is known of it from outside. */
export interface Target {
  readonly server: Server;
  readonly dataDir: string;
  readonly survey: string;
  readonly counts: LineCounts;
}

/** Kills once, at a random moment, and starts again what does not do so by itself. */
export async function killOnce(victim: Victim, target: Target, kills: Kills): Promise<void> {
  const { server, counts } = target;
  if (victim === "starting") {
    kills.serving += 1;
    await server.killServing();
    await server.killWhileStarting(someMoment());
  } else {
    await server.up();
    if (victim === "mixer") await aroundARelease(target);
    else {
      await wait(someMoment());
      await aim(counts);
    }
    kills.whileSending += counts.send.underWay > 0 ? 1 : 0;
    kills.whileWithdrawing += counts.withdrawal.underWay > 0 ? 1 : 0;
    await killNow(victim, server);
  }
  kills[victim] += 1;
  await server.up();
}

const AIMS = ["send", "withdrawal", "page"] as const;
type Aim = (typeof AIMS)[number];

/** These take a few milliseconds each and would seldom be met by chance alone: waits a while for one to be under way. */
export async function aim(counts: LineCounts, among: readonly Aim[] = AIMS): Promise<void> {
  const aimed = among[randomInt(among.length)] ?? "page";
  for (let waited = 0; counts[aimed].underWay === 0 && waited < 500; waited += 1) await wait(1);
  await wait(randomInt(4));
}

/** Between two turns of a mixer, which takes one every three seconds: it works for a few milliseconds of them. */
const TURN = 3000;
const MOST_TURNS = 8;

/**
 * Until a batch has been released, which tells when the mixer's turns are, and then to some moment before the next turn's end; every
 * other time to one close around that turn.
 */
async function aroundARelease({ dataDir, survey }: Target): Promise<void> {
  const storage = await openSqlite({ dataDir });
  try {
    const before = await storage.responses.count(survey);
    for (let waited = 0; waited < MOST_TURNS * TURN; waited += 10) {
      if ((await storage.responses.count(survey)) > before) break;
      await wait(10);
    }
  } finally {
    await storage.close();
  }
  await wait(randomInt(2) === 0 ? randomInt(TURN + 200) : randomInt(TURN - 100, TURN + 100));
}

async function killNow(victim: Exclude<Victim, "starting">, server: Server): Promise<void> {
  switch (victim) {
    case "serving":
      return server.killServing();
    case "both":
      return server.killBoth();
    case "mixer":
      for (let waited = 0; !server.killMixer(); waited += 20) {
        if (waited > 10_000) throw new Error("the server does not start its mixer again");
        await wait(20);
      }
  }
}
