/** The real server within the test: the real app over real HTTP, the real adapter, the real mixer, a clock and chance in hand. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../server/app.ts";
import { DEMO } from "../../server/identity/sign-in.ts";
import { type MixerKeys, openMixerKeys, openServingKeys } from "../../server/keys.ts";
import { publish } from "../../server/publishing.ts";
import type { Random } from "../../server/records/world.ts";
import type { Storage } from "../../server/storage/storage.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { openJournal } from "../../server/urn/journal.ts";
import { mix, openMixer } from "../../server/urn/mixer.ts";
import { readPages } from "../../server/web/pages.ts";
import type { Holding } from "./copies.ts";
import type { Engine } from "./engine.ts";

export interface Running extends Holding {
  readonly origin: string;
  publish(definition: Definition): Promise<void>;
  mix(): Promise<number>;
  flush(): Promise<void>;
  tidy(): Promise<void>;
  storage: Storage;
  /** The server's log so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface Building {
  readonly storage: Storage;
  readonly keys: MixerKeys;
  readonly dataDir: string;
}

/** Spoils a build: wraps its storage. The program itself has no switch for it. */
export type Spoil = (building: Building) => Storage;

export interface Start {
  readonly engine: Engine;
  readonly definition: Definition;
  readonly pool: number;
  /** K as the server has it that counts, where it is another. */
  readonly countedBy?: number | undefined;
  readonly now: () => number;
  readonly random: Random;
  readonly spoil?: Spoil | undefined;
}

export async function startRunning({
  engine,
  definition,
  pool,
  countedBy = pool,
  now,
  random,
  spoil,
}: Start): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), "pikir-attack-"));
  const keysDir = join(dataDir, "keys");
  const opened = await engine.open(dataDir);
  const clock = () => new Date(now());
  const publishNow = async (version: Definition) => {
    await publish(version, { storage: opened, config: { keysDir, keyCopy: undefined }, now: clock() });
  };
  await publishNow(definition);
  const mixerKeys = openMixerKeys(keysDir);
  const storage = spoil ? spoil({ storage: opened, keys: mixerKeys, dataDir }) : opened;
  const lines: string[] = [];
  const note = (...parts: unknown[]) => void lines.push(parts.map(String).join(" "));
  const log = { started: note, stopped: note, failed: note, warned: note };
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = { publicUrl: new URL(origin), trustProxy: [], queue: undefined, pool: countedBy };
  const root = join(import.meta.dirname, "..", "..");
  const app = createApp({
    config,
    storage,
    keys: openServingKeys(keysDir, undefined),
    signIn: DEMO,
    clock,
    random,
    log,
    pages: await readPages(root),
    root,
  });
  server.on("request", app.express);
  const journal = openJournal(join(dataDir, "withdrawals.journal"));
  const mixer = openMixer({ storage, keys: mixerKeys, pool, random, clock, journal });
  return {
    dataDir,
    keysDir,
    origin,
    storage,
    publish: publishNow,
    mix: () => mix(mixer),
    flush: app.flush,
    tidy: app.tidy,
    log: () => lines.join("\n"),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await storage.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
