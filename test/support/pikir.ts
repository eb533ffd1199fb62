/** A whole Pikir for a test: the real app on a real database in a folder of its own, with a clock and chance in hand. */

import { createHash, randomBytes, randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actingWith } from "../../server/acting.ts";
import { type App, createApp } from "../../server/app.ts";
import { closeSurvey, NotClosed } from "../../server/closing.ts";
import type { World } from "../../server/doors.ts";
import { DEMO, type SignIn } from "../../server/identity/sign-in.ts";
import { type MixerKeys, openMixerKeys, openServingKeys } from "../../server/keys.ts";
import { definitionIn, publish } from "../../server/publishing.ts";
import type { Response } from "../../server/records/response.ts";
import type { Clock, Random } from "../../server/records/world.ts";
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { openJournal } from "../../server/urn/journal.ts";
import { mix, openMixer } from "../../server/urn/mixer.ts";
import { proveUrns, replayJournal } from "../../server/urn/mixer-start.ts";
import type { Log } from "../../server/web/log.ts";
import { readPages } from "../../server/web/pages.ts";
import { type Visitor, visitor } from "./visitor.ts";

export const ROOT = join(import.meta.dirname, "..", "..");

/** Read once for all tests of a worker: nothing in them changes. */
export const SHIPPED = readPages(ROOT);

const NATIONAL = definitionIn(join(ROOT, "db", "surveys", "egov-2024.yaml"));

export interface Pikir {
  readonly app: App;
  readonly storage: Storage;
  readonly keys: MixerKeys;
  readonly dataDir: string;
  readonly logged: readonly string[];
  now(): Date;
  /** Lets time pass: seconds. */
  pass(seconds: number): void;
  visitor(headers?: Readonly<Record<string, string>>): Visitor;
  /** Another server on the same data: after a restart, or a second instance. */
  restarted(): Promise<App>;
  /** Lets the mixer run once with K. */
  mix(pool?: number): Promise<number>;
  /** What the mixer does when it starts. */
  restartMixer(): Promise<readonly string[]>;
  responses(survey?: string): Promise<readonly Response[]>;
  stop(): Promise<void>;
}

export interface Setting {
  readonly definitions?: readonly Definition[];
  readonly now?: string;
  readonly publicUrl?: string;
  /** How citizens sign in; the demonstration's digits without it. */
  readonly signIn?: (clock: Clock, publicUrl: URL) => SignIn;
  /** How staff sign in; with passwords alone without it. */
  readonly staffSignIn?: (clock: Clock, publicUrl: URL) => NonNullable<World["staffSignIn"]>;
  /** Opens the storage; SQLite in the folder without it. */
  readonly open?: (dataDir: string) => Promise<Storage>;
  /** Wraps the storage, to break it. */
  readonly storage?: (storage: Storage) => Storage;
  /** K, as the pages tell it; 50 without. What the mixer does is said to `mix`. */
  readonly pool?: number;
  readonly adminUrl?: string;
  /** How many are let in at once. */
  readonly queue?: number;
  readonly metricsToken?: string;
  readonly trustProxy?: readonly string[];
  /** Chance as the app has it; keys and the mixer have their own. */
  readonly random?: Random;
  /** Where the app writes its log instead of `logged`. */
  readonly log?: Log;
  /** The folder with `views/` and `static/`; the project's without. */
  readonly root?: string;
  /** How far the server is behind with its work. */
  readonly behind?: World["behind"];
  /** How hard challenges are; as shipped without. */
  readonly effort?: World["effort"];
}

export async function startPikir(setting: Setting = {}): Promise<Pikir> {
  const dataDir = await mkdtemp(join(tmpdir(), "pikir-test-"));
  const keysDir = join(dataDir, "keys");
  let now = new Date(setting.now ?? "2024-09-20T08:00:00Z");
  const clock = () => now;
  const random = { bytes: randomBytes, integer: randomInt };
  const opened = await (setting.open ? setting.open(dataDir) : openSqlite({ dataDir }));
  const storage = setting.storage ? setting.storage(opened) : opened;
  const definitions = setting.definitions ?? [NATIONAL];
  for (const definition of definitions)
    await publish(definition, { storage: opened, config: { keysDir, keyCopy: undefined }, now });
  const keys = openServingKeys(keysDir, undefined);
  const mixerKeys = openMixerKeys(keysDir);
  const journal = openJournal(join(dataDir, "withdrawals.journal"));
  const logged: string[] = [];
  const note = (...parts: unknown[]) =>
    void logged.push(parts.map((part) => (part instanceof Error ? part.stack : String(part))).join(" "));
  const log = setting.log ?? { started: note, stopped: note, failed: note, warned: note };
  const config = {
    dataDir,
    publicUrl: new URL(setting.publicUrl ?? "http://127.0.0.1:3000"),
    trustProxy: setting.trustProxy ?? [],
    pool: setting.pool ?? 50,
    queue: setting.queue,
    ...(setting.metricsToken === undefined ? {} : { metricsToken: setting.metricsToken }),
    ...(setting.adminUrl === undefined ? {} : { adminUrl: new URL(setting.adminUrl) }),
  };
  const chance = setting.random ?? random;
  const effort = setting.effort ? { effort: setting.effort } : {};
  const pages = await (setting.root ? readPages(setting.root) : SHIPPED);
  const closing = (survey: string) =>
    closeSurvey(survey, {
      storage: opened,
      config: { dataDir, keysDir, keyCopy: undefined, pool: 1 },
      now: clock(),
      random,
      software: "pikir test",
      pause: async () => undefined,
    }).then(
      () => undefined,
      (error: unknown) => (error instanceof NotClosed ? error.message : Promise.reject(error)),
    );
  const serve = () =>
    createApp({
      config,
      storage,
      keys,
      signIn: setting.signIn?.(clock, config.publicUrl) ?? DEMO,
      ...(setting.staffSignIn ? { staffSignIn: setting.staffSignIn(clock, config.publicUrl) } : {}),
      clock,
      random: chance,
      log,
      pages,
      root: setting.root ?? ROOT,
      acting: actingWith({ storage: opened, config: { keysDir, keyCopy: undefined } }, clock, closing),
      ...effort,
      ...(setting.behind ? { behind: setting.behind } : {}),
    });
  const app = serve();
  return {
    app,
    storage: opened,
    keys: mixerKeys,
    dataDir,
    logged,
    now: clock,
    pass: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    visitor: (headers) => visitor(app.express, headers),
    restarted: async () => serve(),
    mix: (pool = 1) => mix(openMixer({ storage: opened, keys: mixerKeys, pool, random, clock, journal })),
    restartMixer: async () => {
      const again = openJournal(join(dataDir, "withdrawals.journal"));
      const mixer = openMixer({ storage: opened, keys: mixerKeys, pool: 1, random, clock, journal: again });
      const troubles = await proveUrns(mixer);
      await replayJournal(mixer);
      return troubles;
    },
    responses: async (survey = definitions[0]?.id ?? "") => {
      const found: Response[] = [];
      for await (const response of opened.responses.each(survey)) found.push(response);
      return found;
    },
    stop: async () => {
      await opened.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Twelve digits for a name: the cast of a story signs in with them. */
export function identifierOf(name: string): string {
  const digits = BigInt(`0x${createHash("sha256").update(name).digest("hex").slice(0, 15)}`);
  return String(digits % 10n ** 12n).padStart(12, "0");
}
