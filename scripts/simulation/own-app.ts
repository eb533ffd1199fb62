/** An app of the simulation's own: the real one, on the configured database, over real HTTP, with a clock in hand. */
import { randomBytes, randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "undici";
import { createApp } from "../../server/app.ts";
import type { World } from "../../server/doors.ts";
import { DEMO } from "../../server/identity/sign-in.ts";
import { simulationPass } from "../../server/identity/simulation-pass.ts";
import type { MixerKeys, ServingKeys } from "../../server/keys.ts";
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { openLog } from "../../server/web/log.ts";
import { readPages } from "../../server/web/pages.ts";
import { type Line, openBrowser } from "./browser.ts";
import type { Citizen } from "./citizens.ts";
import { type FlaggedByKind, withSent } from "./flagged.ts";
import type { Tally } from "./tally.ts";
import { inSimulatedTime, type Watch } from "./time.ts";
import { type Walk, walk } from "./walk.ts";
import { witnessOf } from "./witness.ts";

export interface Stage {
  readonly config: World["config"];
  readonly storage: Storage;
  readonly keys: ServingKeys;
  /** The folder that holds `views/` and `static/`. */
  readonly root: string;
  /** The simulated survey's id. */
  readonly survey: string;
  /** With them it is told which flags each walk was sent with. */
  readonly mixerKeys?: MixerKeys;
}

/** A citizen and when they see the banner, in milliseconds since 1970. */
export interface Entrance {
  readonly at: number;
  readonly citizen: Citizen;
}

const HALF_A_DAY = 12 * 3_600_000;

/** Walks the cast in simulated time, one press after the other. `entrances`: in order. */
export async function walkOwnApp(entrances: readonly Entrance[], stage: Stage, watch: Watch): Promise<Tally> {
  const { keys, survey } = stage;
  const witness = stage.mixerKeys && witnessOf(stage.storage, stage.mixerKeys);
  const app = await startApp({ ...stage, storage: witness?.storage ?? stage.storage }, entrances[0]?.at ?? 0);
  const line: Line = { origin: app.origin, dispatcher: new Client(app.origin), requests: 0 };
  const way = { survey, pass: () => simulationPass(keys.derived("simulation"), survey, app.now()), loot: {} };
  let flagged: FlaggedByKind = {};
  const told = async function* (citizen: Citizen): Walk {
    const fate = yield* walk(citizen, openBrowser(line, citizen.language, citizen.equipment?.address), way);
    const flags = witness?.taken();
    if (flags) flagged = withSent(flagged, citizen.kind, flags);
    return fate;
  };
  const arrivals = entrances.map(({ at, citizen }) => ({ at, begin: () => told(citizen) }));
  try {
    const tally = await inSimulatedTime(arrivals, app.setClock, watch);
    return { ...tally, requests: line.requests, flagged };
  } finally {
    await line.dispatcher.destroy();
    await app.stop();
  }
}

/** Serves on a loopback port that is free. `begins`: milliseconds since 1970. */
async function startApp(stage: Stage, begins: number) {
  const passing = await ownDrafts();
  const server = createServer({ keepAliveTimeout: 600_000 });
  const origin = await listening(server);
  let now = new Date(begins);
  let tidied = begins;
  const app = createApp({
    signIn: DEMO,
    config: { ...stage.config, publicUrl: new URL(origin), trustProxy: ["loopback"] },
    storage: ownPassing(stage.storage, passing.storage),
    keys: stage.keys,
    clock: () => now,
    random: { bytes: randomBytes, integer: randomInt },
    log: openLog(),
    pages: await readPages(stage.root),
    root: stage.root,
    // Whoever solves one here has no time to lose.
    effort: () => 5,
  });
  server.on("request", app.express);
  return {
    origin,
    now: () => now,
    setClock: async (at: number) => {
      now = new Date(at);
      if (at - tidied < HALF_A_DAY) return;
      tidied = at;
      await app.tidy();
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await app.flush();
      await passing.remove();
    },
  };
}

/**
 * Simulated drafts lie in a folder of their own: their days are years back, so that a server running on the same data
 * would sweep them away under the citizens' hands.
 */
async function ownDrafts() {
  const folder = await mkdtemp(join(tmpdir(), "pikir-simulation-"));
  const storage = await openSqlite({ dataDir: folder });
  const remove = async () => {
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { storage, remove };
}

/** Acknowledgements age by the running server's clock, not by one that makes months of a minute. */
function ownPassing(storage: Storage, passing: Storage): Storage {
  const participations = { ...storage.participations, ageAcknowledgements: async () => undefined };
  const { drafts, heldCounts, challenges } = passing;
  return { ...storage, drafts, heldCounts, challenges, participations };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(0, "127.0.0.1", done);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
