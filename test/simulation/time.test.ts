import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { seededChance } from "../../scripts/simulation/chance.ts";
import { castOf } from "../../scripts/simulation/citizens.ts";
import { profileNamed } from "../../scripts/simulation/profiles.ts";
import { walkServer } from "../../scripts/simulation/running-server.ts";
import { simulatedCopy } from "../../scripts/simulation/simulated-survey.ts";
import { inSimulatedTime } from "../../scripts/simulation/time.ts";
import type { Walk } from "../../scripts/simulation/walk.ts";
import { openServingKeys } from "../../server/keys.ts";
import { aDefinition } from "../support/definitions.ts";
import { startPikir } from "../support/pikir.ts";

const watch = () => ({ signal: new AbortController().signal, progress: () => undefined });

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test("in simulated time whoever is due first presses first, with the clock at that very moment", async () => {
  let now = 0;
  const pressed: string[] = [];
  async function* pressing(name: string, pauses: readonly number[]): Walk {
    for (const pause of pauses) {
      pressed.push(`${name} ${now}`);
      yield pause;
    }
    pressed.push(`${name} ${now}`);
    return "completed";
  }
  const arrivals = [
    { at: 1000, begin: () => pressing("slow", [10, 20]) },
    { at: 2000, begin: () => pressing("quick", [0.5, 0.25]) },
    { at: 10_500, begin: () => pressing("late", []) },
  ];
  const setClock = async (at: number) => {
    now = at;
  };
  const tally = await inSimulatedTime(arrivals, setClock, watch());
  expect(pressed).toEqual([
    "slow 1000",
    "quick 2000",
    "quick 2500",
    "quick 2750",
    "late 10500",
    "slow 11000",
    "slow 31000",
  ]);
  expect(tally.fates).toEqual({ completed: 3 });
});

test("a walk that breaks is counted and told, and the others go on", async () => {
  async function* breaking(): Walk {
    yield 1;
    throw new Error("the page was blank");
  }
  async function* walking(): Walk {
    yield 5;
    return "left";
  }
  const arrivals = [breaking, walking].map((begin) => ({ at: 0, begin }));
  const tally = await inSimulatedTime(arrivals, async () => undefined, watch());
  expect([tally.unexpected, tally.fates]).toEqual([1, { left: 1 }]);
  expect(tally.met[0]).toContain("the page was blank");
});

test("a running server is walked in real time, by several citizens at once", async () => {
  const pikir = await startPikir({ definitions: [aDefinition()], now: new Date().toISOString() });
  closing.push(pikir.stop);
  const server = createServer(pikir.app.express);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closing.push(async () => server.close());
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const keysDir = join(pikir.dataDir, "keys");
  const copy = await simulatedCopy("tea-survey", pikir.storage, { keysDir, keyCopy: undefined }, new Date());
  // What the running app knows of surveys is a second old at the most, by its clock.
  pikir.pass(2);
  const profile = profileNamed("everyday");
  if (!profile) throw new Error("no profile everyday");
  const cast = castOf(copy, 6, { ...profile, bots: 0, shown: 1.5 }, "real time", seededChance("real time"));
  const hasty = cast.map((citizen) => ({ ...citizen, seconds: 0.1, pauses: [0, 0, 0, 0] as const }));
  const entrances = hasty.map((citizen, at) => ({ at: at * 5, citizen }));
  const tally = await walkServer(entrances, copy.id, url, openServingKeys(keysDir, undefined), watch());
  expect(tally.met).toEqual([]);
  expect(tally.fates).toEqual({ banner: 3, completed: 6 });
  expect(await pikir.storage.participations.count("tea-survey-sim")).toBe(6);
});
