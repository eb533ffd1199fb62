/** `npm run simulate`: citizens that nobody is behind walk a copy of a survey over HTTP. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { openStorage } from "./open.ts";
import { honestShare, MOST_HONEST } from "./simulation/flagged.ts";
import type { Profile } from "./simulation/profile.ts";
import { PROFILE_NAMES, profileNamed } from "./simulation/profiles.ts";
import { type Order, type Outcome, simulate } from "./simulation/simulation.ts";
import { summaryOf } from "./simulation/summary.ts";
import { walked } from "./simulation/tally.ts";

const USAGE = `npm run simulate -- SURVEY --citizens N [--seed N] [--url URL] [--profile NAME] [--bots]

  SURVEY          the survey's id; a copy of it, SURVEY-sim, is walked, which is simulated for ever and shown to nobody
  --citizens N    how many complete; those who fall away on the way and bots come on top
  --seed N        other numbers give other citizens (1 if not given); every run adds new ones, the same seed too
  --profile NAME  how they behave: ${PROFILE_NAMES.join(" or ")} (${PROFILE_NAMES[0]} if not given). study: the funnel, the answers and
                  the pace of the published national survey, answers dealt to exact counts
  --bots          five kinds of bots come, too; says how many of each are flagged, and by what, and fails where more than
                  one honest citizen in 200 is. On a clock of its own, so not with --url
  --url URL       walk this running server, which must work on the same database and keys. In real time: nobody answers
                  faster than people do and about one comes a second, so 20 citizens take about ten minutes.
                  Without it: an app of the simulation's own, whose clock runs from September to October 2024 as fast as it can
  --help          this text`;

/** A mistake in how the command was called; the message says what to do. */
class UsageError extends Error {}

const MOST_CITIZENS = 1_000_000;
const MOST_THREADS = 8;
const INTERRUPTED = 130;

try {
  const { help, order } = options();
  if (help) console.log(USAGE);
  else if (order) await run(order);
} catch (error) {
  console.error(`simulate: ${(error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ")}`);
  process.exitCode = 1;
}

function options(): { readonly help: boolean; readonly order?: Order } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      citizens: { type: "string" },
      seed: { type: "string", default: "1" },
      profile: { type: "string", default: PROFILE_NAMES[0] ?? "" },
      url: { type: "string" },
      bots: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return { help: true };
  const [survey] = positionals;
  if (survey === undefined || positionals.length > 1) throw new UsageError("name one survey; see --help.");
  if (values.bots && values.url !== undefined)
    throw new UsageError("--bots needs a clock of its own: leave --url out.");
  const order = {
    bots: values.bots ? botsOfEach(Number(values.citizens)) : undefined,
    survey,
    citizens: wholeNumber("--citizens", values.citizens, 1),
    seed: wholeNumber("--seed", values.seed, 0),
    profile: profile(values.profile),
    url: values.url === undefined ? undefined : address(values.url),
    threads: Math.min(availableParallelism(), MOST_THREADS),
  };
  return { help: false, order };
}

/** Three for a hundred citizens, and enough of them to say something. */
function botsOfEach(citizens: number): number {
  return Math.max(60, Math.round(citizens * 0.03));
}

function wholeNumber(name: string, typed: string | undefined, least: number): number {
  const number = Number(typed);
  if (typed !== undefined && /^\d+$/.test(typed) && number >= least && number <= MOST_CITIZENS) return number;
  throw new UsageError(`${name} takes a whole number from ${least} to ${MOST_CITIZENS}; see --help.`);
}

function profile(name: string): Profile {
  const found = profileNamed(name);
  if (!found) throw new UsageError(`there is no profile "${name}"; choose one of ${PROFILE_NAMES.join(", ")}.`);
  return found;
}

function address(typed: string): URL {
  if (URL.canParse(typed) && /^https?:$/.test(new URL(typed).protocol)) return new URL(typed);
  throw new UsageError(`--url is "${typed}"; it takes an address like http://127.0.0.1:3000.`);
}

async function run(order: Order): Promise<void> {
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  const bar = new SingleBar({
    format: "walking {bar} {value} of {total} citizens, {eta_formatted} to go",
    stream: process.stderr,
    clearOnComplete: true,
    noTTYOutput: false,
  });
  const { config, storage } = await openStorage();
  try {
    const place = { config, storage, root: join(import.meta.dirname, "..", "..") };
    const watch = { signal: stopping.signal, progress: (tally: Outcome["tally"]) => bar.update(walked(tally)) };
    const outcome = await simulate(order, place, watch, (size) => {
      if (process.stderr.isTTY) bar.start(size, 0);
    });
    bar.stop();
    finish(outcome, stopping.signal.aborted);
  } finally {
    bar.stop();
    await storage.close();
  }
}

function finish(outcome: Outcome, interrupted: boolean): void {
  console.log(summaryOf(outcome));
  const { tally, unreleased, expected } = outcome;
  const honest = honestShare(tally.flagged);
  if (honest >= MOST_HONEST)
    console.error(
      `simulate: ${(100 * honest).toFixed(2)}% of the honest citizens were flagged: look at \`screening\`.`,
    );
  for (const met of tally.met) console.error(`simulate: ${met}`);
  if (unreleased > 0)
    console.error(`simulate: ${unreleased} responses still wait in the urn; npm run doctor looks why.`);
  if (interrupted) process.exitCode = INTERRUPTED;
  else if (honest >= MOST_HONEST || tally.unexpected > 0 || unreleased > 0 || walked(tally) < expected)
    process.exitCode = 1;
}
