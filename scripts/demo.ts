/** `npm run demo`: simulated responses for whoever looks at Pikir for the first time. `scripts/start --demo` runs it beside the server. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { processConfig } from "../server/config.ts";
import { CommandError, runCommand } from "./command.ts";
import { openStorage } from "./open.ts";
import { progressOf } from "./progress.ts";
import { profileNamed } from "./simulation/profiles.ts";
import { simulate } from "./simulation/simulation.ts";
import { walked } from "./simulation/tally.ts";

const SURVEY = "egov-2024";
const COPY = `${SURVEY}-sim`;
const CITIZENS = 2000;
const HALF_A_SECOND = 500;
const LONGEST_START = 300_000;

const USAGE = `npm run demo -- [--citizens N] [--beside-server]

  --citizens N      how many complete (${CITIZENS} if not given)
  --beside-server   waits until the server answers, and stops when it does: scripts/start --demo calls it so
  --help            this text

Fills ${COPY}, a copy of the national survey that is marked as simulated for ever, with simulated responses, once: their journeys go
through the same pages as everybody's. Where there are some already nothing is added.`;

await runCommand({ name: "demo", usage: USAGE, run });

async function run(words: readonly string[]): Promise<void> {
  const options = { citizens: { type: "string" }, "beside-server": { type: "boolean", default: false } } as const;
  const { values } = parseArgs({ args: [...words], options });
  const citizens = Number(values.citizens ?? CITIZENS);
  if (!Number.isSafeInteger(citizens) || citizens < 1 || citizens > 100_000)
    throw new CommandError("--citizens takes a whole number from 1 to 100000; see --help");
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  if (values["beside-server"]) {
    stopWithParent(stopping);
    await serverIsUp(stopping.signal);
  }
  if (!stopping.signal.aborted) await fill(citizens, stopping.signal);
}

/** The server is this process's parent; where it is gone nobody looks at the figures. */
function stopWithParent(stopping: AbortController): void {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid !== parent) stopping.abort();
  }, HALF_A_SECOND);
  looking.unref();
}

async function serverIsUp(signal: AbortSignal): Promise<void> {
  const { host, port } = processConfig();
  const until = Date.now() + LONGEST_START;
  while (!signal.aborted && Date.now() < until) {
    const answer = await fetch(`http://${host}:${port}/healthz`, { signal }).catch(() => undefined);
    if (answer?.ok) return;
    await setTimeout(HALF_A_SECOND);
  }
  if (!signal.aborted) throw new CommandError(`no server answers at http://${host}:${port}; PORT must be its own`);
}

async function fill(citizens: number, signal: AbortSignal): Promise<void> {
  const { config, storage } = await openStorage();
  const progress = progressOf("simulating citizens");
  try {
    const published = await storage.surveys.all();
    if (!published.some(({ id }) => id === SURVEY))
      throw new CommandError(`there is no survey ${SURVEY}: start the server once, which publishes it`);
    const known = await storage.participations.count(COPY);
    if (known > 0) {
      console.log(`Demonstration: ${COPY} has its ${known} simulated participations already.`);
      return;
    }
    const profile = profileNamed("study");
    if (!profile) throw new CommandError("there is no profile of the study");
    console.log(`Demonstration: ${citizens} simulated citizens walk ${COPY}; its figures grow under /admin meanwhile.`);
    const threads = Math.max(1, Math.min(availableParallelism() - 1, 4));
    const order = { survey: SURVEY, citizens, seed: 1, profile, url: undefined, threads };
    const place = { config, storage, root: join(import.meta.dirname, "..", "..") };
    let size = citizens;
    const watch = { signal, progress: (tally: Parameters<typeof walked>[0]) => progress.show(walked(tally), size) };
    const { tally, seconds } = await simulate(order, place, watch, (all) => {
      size = all;
    });
    progress.stop();
    const outcome = signal.aborted ? "stopped early" : "ready";
    console.log(
      `Demonstration: ${outcome} after ${Math.round(seconds)} s and ${walked(tally)} simulated citizens, invited ones who left among them.`,
    );
  } finally {
    progress.stop();
    await storage.close();
  }
}
