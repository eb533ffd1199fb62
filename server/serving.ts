/** Serving citizens and staff: the app on the configured database behind an HTTP server, in one process or in several. */
import { createServer, type Server } from "node:http";
import { Server as NetServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { actingWith } from "./acting.ts";
import { inviteFirst } from "./admin/first.ts";
import { createApp } from "./app.ts";
import { backedUpAt } from "./backups.ts";
import { watchLateness } from "./behind.ts";
import { openChance } from "./chance.ts";
import { openToday } from "./citizen/today.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-values.ts";
import { keeping, type Shared } from "./counted-together.ts";
import { countsReadInThread } from "./counts-thread.ts";
import { openProvider } from "./identity/provider.ts";
import { DEMO, type SignIn } from "./identity/sign-in.ts";
import { copyWarnings } from "./key-copies.ts";
import { openServingKeys } from "./keys.ts";
import type { Measured } from "./metrics.ts";
import { drawnInThread } from "./picture-thread.ts";
import { publishShipped, requireKeys } from "./publishing.ts";
import type { Clock } from "./records/world.ts";
import { releasesMadeInThreads } from "./release-thread.ts";
import { makingInThreads } from "./report-thread.ts";
import { effortAt } from "./screening/effort.ts";
import { listenForStaff, passToStaff } from "./staff-line.ts";
import { openStorageFor } from "./storage/open.ts";
import { guessesInMemory } from "./storage/sqlite/guesses.ts";
import type { Log } from "./web/log.ts";
import { messagesOf } from "./web/messages.ts";
import { readPages } from "./web/pages.ts";
import { openWorkers } from "./workers.ts";

const ROOT = join(fileURLToPath(import.meta.url), "..", "..", "..");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HALF_HOUR = 30 * MINUTE;
/** Counts are written well apart from sends; at once only where nothing is pooled, for tests and demonstrations. */
const flushEvery = (pool: number) => (pool === 1 ? SECOND / 2 : 5 * SECOND);

const random = openChance();

/** What serving stands on beside its configuration. */
export interface House {
  readonly config: Config;
  readonly log: Log;
  /** Closes a survey in a process of its own; resolves to why not. */
  readonly closeApart: (survey: string) => Promise<string | undefined>;
}

/** What is done once before anybody serves: the shipped surveys are there, and the keys of all. */
export async function prepare({ config, log }: House): Promise<void> {
  const storage = await openStorageFor(config, "serving");
  try {
    await publishShipped({ storage, config, folder: join(ROOT, "db", "surveys"), now: new Date() });
    await requireKeys(storage, openServingKeys(config.keysDir, config.secret));
  } finally {
    await storage.close();
  }
  warnOfCopies({ config, log });
}

export function warnOfCopies({ config, log }: Pick<House, "config" | "log">): void {
  for (const warning of copyWarnings(config)) log.warned(warning);
}

/** What is said once all serve: where, and while there is no staff how the first of them comes in. */
export async function wordsWhenReady({ config }: House, port: number): Promise<readonly string[]> {
  const url = config.port === 0 ? `http://${config.host}:${port}` : config.publicUrl.origin;
  const adminUrl = config.adminUrl.host === config.publicUrl.host ? url : config.adminUrl.origin;
  const storage = await openStorageFor(config, "serving");
  const first = await inviteFirst(storage.staff, random).finally(() => storage.close());
  const ready = `Pikir is ready at ${url}`;
  if (first === undefined) return [ready];
  return [ready, `There is no staff yet. The first administrator signs up once at ${adminUrl}${first}`];
}

export interface ServingProcess {
  readonly port: number;
  /** Answers what has been taken. `gently`: hears quiet connections out, too, so that nobody is hung up on. */
  stop(gently?: boolean): Promise<void>;
  measured(): Promise<Measured>;
}

/** A process's part in several: what they count together, and where the staff is served. */
interface Part {
  /** From 0; the first serves the staff and keeps house. */
  readonly number: number;
  /** Where all of them listen. */
  readonly port: number;
  readonly shared: Shared;
  readonly others: () => Promise<readonly Measured[]>;
}

/** Serves in this process. */
export async function serveHere({ config, log, closeApart }: House, part?: Part): Promise<ServingProcess> {
  const opened = await openStorageFor(config, "serving");
  // PostgreSQL counts for all instances; beside SQLite the first process does.
  const storage = part && config.databaseUrl === undefined ? { ...opened, guesses: part.shared.guesses } : opened;
  const clock = () => new Date();
  // Several instances may share DATA_DIR.
  const staffSocket = join(config.dataDir, `staff-${config.port}.sock`);
  const lateness = watchLateness(() => performance.now());
  const app = createApp({
    config,
    storage,
    keys: openServingKeys(config.keysDir, config.secret),
    signIn: signInOf(config, clock, log),
    staffSignIn: staffSignInOf(config, clock, log),
    clock,
    random,
    log,
    pages: await readPages(ROOT),
    root: ROOT,
    making: makingInThreads(config),
    countsReading: countsReadInThread(config),
    acting: actingWith({ storage, config }, clock, closeApart),
    releasing: releasesMadeInThreads(config, ROOT),
    drawing: drawnInThread,
    backedUpAt: () => backedUpAt(config.dataDir),
    behind: lateness.behind,
    ...(part ? sharing(config, part, staffSocket) : {}),
  });
  const server = createServer({ ...HTTP, ...messagesOf(app.express) }, app.express);
  await listening(server, { ...config, port: part?.port ?? config.port });
  const isFirst = (part?.number ?? 0) === 0;
  const staff = part && isFirst ? await listenForStaff(staffSocket, app.express) : undefined;
  const keepingHouse = [
    repeat(app.flush, flushEvery(config.pool), log),
    // Among several one ages the acknowledgements, or they would be forgotten several times as soon.
    repeat(isFirst ? app.tidy : app.sweep, HALF_HOUR, log),
    repeat(() => storage.guesses.sweep(Date.now()), MINUTE, log),
  ];
  await app.sweep();
  return {
    port: portOf(server),
    measured: app.measured,
    stop: async (gently = false) => {
      for (const each of keepingHouse) clearInterval(each);
      lateness.stop();
      app.leave();
      staff?.close();
      await closed(server, gently);
      await app.rest();
      await storage.close();
    },
  };
}

function sharing(config: Config, { number, shared, others }: Part, staffSocket: string) {
  return {
    shared,
    others,
    // Each sees its part of the load only.
    effort: (perMinute: number) => effortAt(perMinute * config.workers),
    ...(number === 0 ? {} : { elsewhere: passToStaff(staffSocket) }),
  };
}

/** Starts processes that serve, and keeps what they count together. SIGHUP replaces them one after the other. */
export async function serveWithWorkers({ config, log }: House): Promise<Pick<ServingProcess, "port" | "stop">> {
  const shared: Shared = { guesses: guessesInMemory(), today: openToday(random) };
  // Where any port would do it is found once: whoever begins later has to take the same, even if all others have died.
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const workers = await openWorkers(config.workers, port, keeping(shared), log.warned);
  const forgetting = repeat(() => shared.guesses.sweep(Date.now()), MINUTE, log);
  process.on("SIGHUP", () => void workers.restart());
  return {
    port,
    stop: async () => {
      clearInterval(forgetting);
      await workers.stop();
    },
  };
}

const HTTP = {
  requestTimeout: 15 * SECOND,
  headersTimeout: 10 * SECOND,
  keepAliveTimeout: 5 * SECOND,
  connectionsCheckingInterval: SECOND,
};

function listening(server: Server, { port, host }: Pick<Config, "port" | "host">): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", (error) => fail(whyDeaf(error, port, host)));
    server.listen(port, host, done);
  });
}

const DEAF: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there, or this one was started twice: stop that one, or set PORT",
  EACCES: "this user may not listen there: set PORT to 1024 or more, and let a proxy pass on to it",
  EADDRNOTAVAIL: "this machine has no such address: set HOST to one of its own",
  ENOTFOUND: "no such name is known: set HOST to an address of this machine",
};

function whyDeaf(error: Error, port: number, host: string): Error {
  const why = "code" in error ? DEAF[String(error.code)] : undefined;
  return why === undefined ? error : new ConfigError(`Port ${port} of ${host} cannot be had: ${why}.`);
}

async function freePort(host: string): Promise<number> {
  const server = createServer();
  await listening(server, { port: 0, host });
  const port = portOf(server);
  await new Promise((done) => server.close(done));
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** `gently`: a request may be on its way over a connection that is quiet; such ones are kept until their time is over. */
function closed(server: Server, gently: boolean): Promise<unknown> {
  if (!gently) {
    return new Promise((done) => {
      server.close(done);
      server.closeIdleConnections();
    });
  }
  server.prependListener("request", (_request, response) => response.setHeader("Connection", "close"));
  return new Promise((done) => NetServer.prototype.close.call(server, done));
}

/** A provider that is away keeps nobody from starting: it is looked for now, and again when somebody signs in. */
function signInOf({ openId, publicUrl }: Config, clock: Clock, log: Log): SignIn {
  if (!openId) return DEMO;
  const provider = openProvider(openId, new URL("/sign-in/callback", publicUrl), clock, log.warned);
  void provider.isThere();
  return { kind: "openid", provider };
}

/** The same of the staff's own. */
function staffSignInOf({ staffOpenId, staffPasswords, adminUrl }: Config, clock: Clock, log: Log) {
  if (!staffOpenId) return { provider: undefined, passwords: staffPasswords };
  const warn = (message: string) => log.warned(`staff: ${message}`);
  const provider = openProvider(staffOpenId, new URL("/admin/sign-in/callback", adminUrl), clock, warn);
  void provider.isThere();
  return { provider, passwords: staffPasswords };
}

function repeat(act: () => Promise<void>, every: number, log: Log): NodeJS.Timeout {
  return setInterval(() => {
    act().catch((error) => log.failed("housekeeping", "", error, new Date()));
  }, every);
}
