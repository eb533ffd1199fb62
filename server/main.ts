/**
 * Start and stop. The only file that ends the process. `main.js` serves; as children of the first `main.js mixer` mixes and
 * `main.js close SURVEY` closes a survey that two administrators agreed to close.
 */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { actingWith } from "./acting.ts";
import { inviteFirst } from "./admin/first.ts";
import { createApp } from "./app.ts";
import { backedUpAt } from "./backups.ts";
import { closeSurvey, NotClosed } from "./closing.ts";
import { type Config, processConfig } from "./config.ts";
import { ConfigError } from "./config-values.ts";
import { openProvider } from "./identity/provider.ts";
import { DEMO, type SignIn } from "./identity/sign-in.ts";
import { copyWarnings } from "./key-copies.ts";
import { MissingKey } from "./key-files.ts";
import { mayMix, openMixerKeys, openServingKeys } from "./keys.ts";
import { publishShipped, requireKeys } from "./publishing.ts";
import type { Clock, Random } from "./records/world.ts";
import { releasesMadeInThreads } from "./release-thread.ts";
import { makingInThreads } from "./report-thread.ts";
import { openStorageFor } from "./storage/open.ts";
import { UnusableDatabase } from "./storage/unusable.ts";
import { openJournal } from "./urn/journal.ts";
import { type Mixer, mix, openMixer } from "./urn/mixer.ts";
import { proveUrns, replayJournal } from "./urn/mixer-start.ts";
import { compactingAtQuietTimes } from "./urn/quiet.ts";
import { openLog } from "./web/log.ts";
import { readPages } from "./web/pages.ts";

const ROOT = join(fileURLToPath(import.meta.url), "..", "..", "..");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HALF_HOUR = 30 * 60 * SECOND;
/** While a batch is released nobody else writes; seldom enough that citizens do not notice, at once only where nothing is pooled. */
const mixEvery = (pool: number) => (pool === 1 ? SECOND / 2 : 3 * SECOND);
/** Counts are written well apart from sends; at once only where nothing is pooled, for tests and demonstrations. */
const flushEvery = (pool: number) => (pool === 1 ? SECOND / 2 : 5 * SECOND);
const STOP_LIMIT = 8 * SECOND;

const random: Random = { bytes: randomBytes, integer: randomInt };
const log = openLog();

async function serve(config: Config): Promise<void> {
  const storage = await openStorageFor(config, "serving");
  await publishShipped({ storage, config, folder: join(ROOT, "db", "surveys"), now: new Date() });
  const keys = openServingKeys(config.keysDir, config.secret);
  await requireKeys(storage, keys);
  const warnOfCopies = () => {
    for (const warning of copyWarnings(config)) log.warned(warning);
  };
  warnOfCopies();
  const clock = () => new Date();
  const signIn = signInOf(config, clock);
  const app = createApp({
    config,
    storage,
    keys,
    signIn,
    clock,
    random,
    log,
    pages: await readPages(ROOT),
    root: ROOT,
    making: makingInThreads(config),
    acting: actingWith({ storage, config }, clock, closeApart),
    releasing: releasesMadeInThreads(config, ROOT),
    backedUpAt: () => backedUpAt(config.dataDir),
  });
  const server = createServer(
    {
      requestTimeout: 15 * SECOND,
      headersTimeout: 10 * SECOND,
      keepAliveTimeout: 5 * SECOND,
      connectionsCheckingInterval: SECOND,
    },
    app.express,
  );
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(config.port, config.host, done);
  });
  const mixer = mayMix(config.keysDir) ? startMixer() : undefined;
  if (!mixer) log.warned("the mixer's keys are another user's: that user runs dist/server/main.js mixer");
  const flushing = repeat(app.flush, flushEvery(config.pool));
  const tidying = repeat(app.tidy, HALF_HOUR);
  const warning = setInterval(warnOfCopies, HALF_HOUR);
  const forgetting = repeat(() => storage.guesses.sweep(Date.now()), MINUTE);
  await app.sweep();
  const { port } = server.address() as AddressInfo;
  const url = config.port === 0 ? `http://${config.host}:${port}` : config.publicUrl.origin;
  const adminUrl = config.adminUrl.host === config.publicUrl.host ? url : config.adminUrl.origin;
  console.log(`Pikir is ready at ${url}`);
  const first = await inviteFirst(storage.staff, random);
  if (first !== undefined)
    console.log(`There is no staff yet. The first administrator signs up once at ${adminUrl}${first}`);
  onStop(async () => {
    clearInterval(flushing);
    clearInterval(tidying);
    clearInterval(warning);
    clearInterval(forgetting);
    mixer?.kill("SIGTERM");
    app.leave();
    await new Promise((done) => {
      server.close(done);
      server.closeIdleConnections();
    });
    await app.rest();
    await storage.close();
  });
}

/** A provider that is away keeps nobody from starting: it is looked for now, and again when somebody signs in. */
function signInOf({ openId, publicUrl }: Config, clock: Clock): SignIn {
  if (!openId) return DEMO;
  const provider = openProvider(openId, new URL("/sign-in/callback", publicUrl), clock, log.warned);
  void provider.isThere();
  return { kind: "openid", provider };
}

async function mixForEver(config: Config): Promise<void> {
  endWithServer();
  const storage = await openStorageFor(config, "mixing");
  const journal = openJournal(join(config.dataDir, "withdrawals.journal"));
  const keys = openMixerKeys(config.keysDir);
  const mixer = openMixer({ storage, keys, pool: config.pool, random, clock: () => new Date(), journal });
  let begun = false;
  // Of many instances that share a database one mixes; where that one ends, another begins.
  const ifMine = (act: () => Promise<unknown>) => async () => {
    if (!(await storage.urn.claim())) return;
    if (!begun) await begin(mixer);
    begun = true;
    await act();
  };
  const compactAtQuietTimes = compactingAtQuietTimes(storage, () => new Date());
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (act: () => Promise<unknown>, name: string) => () => {
    turn = turn.then(act).catch((error) => log.failed("mixer", name, error, new Date()));
  };
  const mixing = setInterval(
    inTurn(
      ifMine(() => mix(mixer)),
      "mix",
    ),
    mixEvery(config.pool),
  );
  const looking = setInterval(inTurn(ifMine(compactAtQuietTimes), "compact"), MINUTE);
  onStop(async () => {
    clearInterval(mixing);
    clearInterval(looking);
    await turn;
    await storage.close();
  });
}

/** Without the server there is nothing to mix for; it may be gone before this process could listen for its end. */
function endWithServer(): void {
  const end = () => void process.kill(process.pid, "SIGTERM");
  process.on("disconnect", end);
  if (process.connected === false) end();
}

/** What a mixer does before its first turn. */
async function begin(mixer: Mixer): Promise<void> {
  for (const trouble of await proveUrns(mixer)) log.warned(trouble);
  await replayJournal(mixer);
}

/** The mixer's process; started again if it dies. */
function startMixer(): Pick<ChildProcess, "kill"> {
  let stopping = false;
  let child = fork(fileURLToPath(import.meta.url), ["mixer"]);
  const again = () => {
    if (stopping) return;
    log.warned("the mixer ended and is started again");
    setTimeout(() => {
      if (stopping) return;
      child = fork(fileURLToPath(import.meta.url), ["mixer"]);
      child.once("exit", again);
    }, SECOND);
  };
  child.once("exit", again);
  return {
    kill: (signal) => {
      stopping = true;
      return child.kill(signal);
    },
  };
}

/** Closing empties the urn with keys that serving never loads, and lays the files anew: a process of its own, with the operator's rights. */
function closeApart(survey: string): Promise<string | undefined> {
  const child = fork(fileURLToPath(import.meta.url), ["close", survey], {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (words: string) => {
    said = `${said}${words}`.slice(-1000);
  });
  return new Promise((done) => {
    child.once("error", () => done("The process that closes could not be started."));
    child.once("close", (status) => done(status === 0 ? undefined : said.trim() || "It was cut short."));
  });
}

async function closeOne(config: Config, survey: string): Promise<void> {
  if (!mayMix(config.keysDir))
    throw new NotClosed(`The mixer's keys are another user's: that user runs npm run survey -- close ${survey}`);
  const storage = await openStorageFor(config, "operating");
  const software = `pikir ${JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version}`;
  await closeSurvey(survey, { storage, config, now: new Date(), random, software, pause: pause });
  await storage.close();
}

function repeat(act: () => Promise<void>, every: number): NodeJS.Timeout {
  return setInterval(() => {
    act().catch((error) => log.failed("housekeeping", "", error, new Date()));
  }, every);
}

function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

// Node would print the error whole, with whatever value its message quotes.
process.on("uncaughtException", (error) => {
  log.failed("process", "", error, new Date());
  process.exit(1);
});

try {
  const config = processConfig();
  const [, , part, survey = ""] = process.argv;
  if (part === "close") await closeOne(config, survey);
  else await (part === "mixer" ? mixForEver(config) : serve(config));
  if (part === "close") process.exit(0);
} catch (error) {
  const known = [ConfigError, MissingKey, UnusableDatabase, NotClosed].find((kind) => error instanceof kind);
  console.error(known && error instanceof Error ? error.message : error);
  process.exit(1);
}
