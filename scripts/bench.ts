/** The benchmarks: complete journeys a second, with the load on the same cores, beside the floors of the same run. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { against } from "./bench/against.ts";
import { ramp } from "./bench/arrivals.ts";
import { dashboardCost, dashboardLines } from "./bench/dashboard.ts";
import { benchJourneys } from "./bench/journeys.ts";
import { rampUp } from "./bench/ramp.ts";
import { brokenPromises, rampTables } from "./bench/ramp-tables.ts";
import { releaseCost, releaseLines } from "./bench/release.ts";
import { reportCost, reportLines } from "./bench/report.ts";
import { asMarkdown, asText, failures, tablesOf } from "./bench/tables.ts";
import { urnCost } from "./bench/urn.ts";
import { CommandError, runCommand } from "./command.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** Seconds. Node's compilers are at work for the first thousand journeys; a survey's server runs for weeks. */
const WARM_UP = 40;
const OPTIONS = {
  citizens: { type: "string", default: "16" },
  seconds: { type: "string", default: "10" },
  rounds: { type: "string", default: "3" },
  quick: { type: "boolean", default: false },
  markdown: { type: "boolean", default: false },
  against: { type: "string" },
  reports: { type: "boolean", default: false },
  dashboard: { type: "boolean", default: false },
  releases: { type: "boolean", default: false },
  responses: { type: "string", default: "27336,1000000" },
  ramp: { type: "boolean", default: false },
  peak: { type: "string" },
  minutes: { type: "string", default: "5" },
  think: { type: "string", default: "4" },
  workers: { type: "string", default: String(cpus().length) },
  queue: { type: "string", default: "on,off" },
  postgres: { type: "boolean", default: false },
} as const;

await runCommand({
  name: "bench",
  usage: `npm run bench -- [--citizens 16] [--seconds 10] [--rounds 3] [--quick] [--markdown]
  complete journeys on SQLite and PostgreSQL, one worker and two, and beside 27,336 and a million stored responses; some 12 minutes.
  --quick: one round of 3 seconds, without a million. --markdown: the tables as they stand in the README
npm run bench -- --against CHECKOUT [--rounds 3]         processor time a journey beside another built checkout, by turns
npm run bench -- --reports [--responses 27336,1000000]   the whole report of the national survey, beside a bare scan of its table
npm run bench -- --dashboard [--responses 27336,1000000] [--citizens 2]   the dashboard while citizens walk, and they beside the same without it
npm run bench -- --releases [--responses 27336,1000000]  a release of it in every format, and what citizens wait meanwhile
npm run bench -- --ramp [--minutes 5] [--peak JOURNEYS_A_SECOND] [--think 4] [--workers 2] [--queue on,off] [--postgres] [--markdown]
  load like a census: citizens come whatever the server does, up to twice the planned peak and back, with the waiting line and
  without it. Planned: half of what the machine carries, measured first. --think: seconds before each post, on the average`,
  run: async (words) => {
    const { values } = parseArgs({ args: [...words], options: OPTIONS });
    const [citizens, seconds, rounds] = [values.citizens, values.seconds, values.rounds].map(whole);
    const sizes = values.responses.split(",").map(whole);
    if (values.against !== undefined) await against({ mine: ROOT, other: values.against }, rounds ?? 3, citizens ?? 16);
    else if (values.ramp) await census(values);
    else if (values.dashboard)
      for (const size of sizes)
        print(
          dashboardLines(
            await dashboardCost(ROOT, size, { citizens: citizens ?? 16, seconds: seconds ?? 10, viewers: 2 }),
          ),
        );
    else if (values.reports) for (const size of sizes) print(reportLines(await reportCost(ROOT, size)));
    else if (values.releases) for (const size of sizes) print(releaseLines(await releaseCost(ROOT, size, "internal")));
    else if (values.quick)
      await bench({ citizens: citizens ?? 16, seconds: 3, rounds: 1, warmUp: 5, growth: [27_336] }, values.markdown);
    else
      await bench(
        {
          citizens: citizens ?? 16,
          seconds: seconds ?? 10,
          rounds: rounds ?? 3,
          warmUp: WARM_UP,
          growth: [27_336, 1_000_000],
        },
        values.markdown,
      );
  },
});

interface CensusOptions {
  readonly peak?: string | undefined;
  readonly minutes: string;
  readonly think: string;
  readonly workers: string;
  readonly queue: string;
  readonly postgres: boolean;
  readonly markdown: boolean;
}

async function census({ peak, minutes, think, workers, queue, postgres, markdown }: CensusOptions): Promise<void> {
  const lines = queue.split(",").map((word) => {
    if (word !== "on" && word !== "off")
      throw new CommandError(`--queue takes on, off or on,off, and was given ${word}`);
    return word;
  });
  const seconds = positive(minutes) * 60;
  const outcome = await rampUp({
    root: ROOT,
    peak: peak === undefined ? undefined : positive(peak),
    seconds,
    think: positive(think),
    workers: whole(workers),
    lines,
    database: postgres ? "postgres" : "sqlite",
    said: (line) => console.error(line),
  });
  const { peak: planned, carried } = outcome;
  const half = carried
    ? ` (half of the ${carried.rate.toFixed(1)} that ${workers} workers get through at ${carried.cost.toFixed(1)} ms of processor time a journey)`
    : "";
  print([
    `${stamp()}; ${postgres ? "PostgreSQL" : "SQLite"}, ${planned.toFixed(1)} journeys a second planned${half}.`,
    "",
  ]);
  const names = ramp(outcome.peak, seconds).map(({ name }) => name);
  for (const table of rampTables(outcome, names)) print([markdown ? asMarkdown(table) : asText(table), ""]);
  for (const fault of brokenPromises(outcome)) throw new CommandError(fault);
}

interface Sizes {
  readonly citizens: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly warmUp: number;
  readonly growth: readonly number[];
}

async function bench(sizes: Sizes, markdown: boolean): Promise<void> {
  const outcome = await benchJourneys({ root: ROOT, ...sizes, said: (line) => console.error(line) });
  print([machine(sizes), ""]);
  if (!outcome.hasPostgres)
    print(["PostgreSQL is not installed (apt-get install postgresql): measured without it.", ""]);
  for (const table of tablesOf(outcome)) print([markdown ? asMarkdown(table) : asText(table), ""]);
  print([await urnLine()]);
  for (const stored of sizes.growth.slice(0, 1)) print(["", ...reportLines(await reportCost(ROOT, stored))]);
  const { count, first } = failures(outcome.arrangements);
  if (count > 0) throw new CommandError(`${count} journeys failed; the first: ${first}`);
}

/** When, of what, and on what it was measured. */
function stamp(): string {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  const when = new Date().toISOString().slice(0, 16).replace("T", " ");
  return `${when} UTC, commit ${commit}, Node ${process.versions.node}, ${cpus().length} cores`;
}

function machine({ citizens, seconds, rounds }: Sizes): string {
  return `${stamp()}; ${citizens} citizens at once, medians of ${rounds} rounds of ${seconds} s; load generator, servers and mixers share the cores.`;
}

async function urnLine(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pikir-bench-"));
  const urn = await urnCost(ROOT, folder, 500);
  await rm(folder, { recursive: true, force: true });
  const sum = urn.sealing + urn.send;
  return `Urn: ${sum.toFixed(2)} ms a submission (sealing ${urn.sealing.toFixed(2)}, durable send of ${urn.sealedBytes} sealed bytes ${urn.send.toFixed(2)}) beside ${urn.plainInsert.toFixed(2)} ms of a plain durable insert: ${(sum / urn.plainInsert).toFixed(1)} times (medians of 500).`;
}

function whole(word: string): number {
  const number = Number(word);
  if (!Number.isInteger(number) || number < 1)
    throw new CommandError(`${word} is no whole number from 1 on; see --help`);
  return number;
}

function positive(word: string): number {
  const number = Number(word);
  if (!(number > 0)) throw new CommandError(`${word} is no number above 0; see --help`);
  return number;
}

function print(lines: readonly string[]): void {
  console.log(lines.join("\n"));
}
