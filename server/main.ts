/**
 * Start and stop. The only file that ends the process. `main.js` serves; as children of the first `main.js mixer` mixes,
 * `main.js worker N PORT` serves with others, and `main.js close SURVEY` closes a survey that two administrators agreed to close.
 */
import { fork } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { closeSurvey, NotClosed } from "./closing.ts";
import { type Config, processConfig } from "./config.ts";
import { ConfigError } from "./config-values.ts";
import { keptAt } from "./counted-together.ts";
import { MissingKey } from "./key-files.ts";
import { mayMix } from "./keys.ts";
import type { Measured } from "./metrics.ts";
import { mixForEver, startMixer } from "./mixing.ts";
import {
  type House,
  prepare,
  type ServingProcess,
  serveHere,
  serveWithWorkers,
  warnOfCopies,
  wordsWhenReady,
} from "./serving.ts";
import { openStorageFor } from "./storage/open.ts";
import { UnusableDatabase } from "./storage/unusable.ts";
import { openLog } from "./web/log.ts";
import { CouldNotBegin, lineToPrimary } from "./workers.ts";

const PROGRAM = fileURLToPath(import.meta.url);
const ROOT = join(PROGRAM, "..", "..", "..");
const HALF_HOUR = 30 * 60_000;
const STOP_LIMIT = 8000;

const log = openLog();

/** One process that serves, or the first of several. */
async function serve(config: Config): Promise<void> {
  const house: House = { config, log, closeApart };
  await prepare(house);
  const serving = config.workers === 1 ? await serveHere(house) : await serveWithWorkers(house);
  if (config.workers === 1 && !process.stdin.isTTY) staysOnReload();
  const mixer = mayMix(config.keysDir) ? startMixer(PROGRAM, log) : undefined;
  if (!mixer) log.warned("the mixer's keys are another user's: that user runs dist/server/main.js mixer");
  const warning = setInterval(() => warnOfCopies(house), HALF_HOUR);
  for (const words of await wordsWhenReady(house, serving.port)) console.log(words);
  onStop(async () => {
    clearInterval(warning);
    mixer?.kill("SIGTERM");
    await serving.stop();
  });
}

/** Nobody can take over from a single process: a reload that ended it would be an outage. A terminal that is closed still ends it. */
function staysOnReload(): void {
  process.on("SIGHUP", () =>
    log.warned("a reload replaces processes one after the other, and there is one: set PIKIR_WORKERS, or restart"),
  );
}

/** `port`: where all of them listen. */
async function beWorker(config: Config, number: number, port: number): Promise<void> {
  let serving: ServingProcess | undefined;
  const leave = async (gently: boolean) => {
    await serving?.stop(gently);
    process.exit(0);
  };
  const line = lineToPrimary({ leave, measured: async () => (await serving?.measured()) ?? [] });
  const others = () => line.ask("others") as Promise<readonly Measured[]>;
  serving = await serveHere({ config, log, closeApart }, { number, port, shared: keptAt(line), others });
  await line.ask("serves");
  onStop(() => serving?.stop() ?? Promise.resolve());
}

/** Closing empties the urn with keys that serving never loads, and lays the files anew: a process of its own, with the operator's rights. */
function closeApart(survey: string): Promise<string | undefined> {
  const child = fork(PROGRAM, ["close", survey], {
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
  await closeSurvey(survey, {
    storage,
    config,
    now: new Date(),
    random: { bytes: randomBytes, integer: randomInt },
    software,
    pause,
  });
  await storage.close();
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
  const [, , part, survey = "", port = ""] = process.argv;
  if (part === "close") await closeOne(config, survey);
  else if (part === "worker") await beWorker(config, Number(survey), Number(port));
  else if (part === "mixer") onStop(await mixForEver(config, log));
  else await serve(config);
  if (part === "close") process.exit(0);
} catch (error) {
  const known = [ConfigError, MissingKey, UnusableDatabase, NotClosed, CouldNotBegin].find(
    (kind) => error instanceof kind,
  );
  if (known && error instanceof Error) console.error(error.message);
  else log.failed("process", "", error, new Date());
  process.exit(1);
}
