/** The benchmarks: complete journeys a second, with the load on the same cores, beside the floors of the same run. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { against } from "./bench/against.ts";
import { dashboardCost, dashboardLines } from "./bench/dashboard.ts";
import { benchJourneys } from "./bench/journeys.ts";
import { releaseCost, releaseLines } from "./bench/release.ts";
import { reportCost, reportLines } from "./bench/report.ts";
import { asMarkdown, asText, failures, tablesOf } from "./bench/tables.ts";
import { urnCost } from "./bench/urn.ts";
import { CommandError, runCommand } from "./command.ts";

const ROOT = join(import.meta.dirname, "..", "..");
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
} as const;

await runCommand({
  name: "bench",
  usage: `npm run bench -- [--citizens 16] [--seconds 10] [--rounds 3] [--quick] [--markdown]
  complete journeys on SQLite and PostgreSQL, one worker and two, and beside 27,336 and a million stored responses; some 10 minutes.
  --quick: one round of 3 seconds, without a million. --markdown: the tables as they stand in the README
npm run bench -- --against CHECKOUT [--rounds 3]         processor time a journey beside another built checkout, by turns
npm run bench -- --reports [--responses 27336,1000000]   the whole report of the national survey, beside a bare scan of its table
npm run bench -- --dashboard [--responses 27336,1000000] [--citizens 2]   the dashboard while citizens walk, and they beside the same without it
npm run bench -- --releases [--responses 27336,1000000]  a release of it in every format, and what citizens wait meanwhile`,
  run: async (words) => {
    const { values } = parseArgs({ args: [...words], options: OPTIONS });
    const [citizens, seconds, rounds] = [values.citizens, values.seconds, values.rounds].map(whole);
    const sizes = values.responses.split(",").map(whole);
    if (values.against !== undefined) await against({ mine: ROOT, other: values.against }, rounds ?? 3, citizens ?? 16);
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
          warmUp: 10,
          growth: [27_336, 1_000_000],
        },
        values.markdown,
      );
  },
});

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

function machine({ citizens, seconds, rounds }: Sizes): string {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  const when = new Date().toISOString().slice(0, 16).replace("T", " ");
  return `${when} UTC, commit ${commit}, Node ${process.versions.node}, ${cpus().length} cores; ${citizens} citizens at once, medians of ${rounds} rounds of ${seconds} s; load generator, servers and mixers share the cores.`;
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

function print(lines: readonly string[]): void {
  console.log(lines.join("\n"));
}
