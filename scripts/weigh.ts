/** What each of the citizen's pages weighs on a bad line, beside what another survey program weighs there. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { definitionIn } from "../server/publishing.ts";
import { startServing } from "./bench/serving.ts";
import { CommandError, runCommand } from "./command.ts";
import { isInstalled, launchChromium } from "./gallery/chromium.ts";
import { progressOf } from "./progress.ts";
import { type Outcome, type Weighed, weighPages } from "./weigh/weighing.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const SURVEY = "egov-2024";
const BAD_LINE = { bits: 400_000, roundTrip: 400, slower: 4 };
/** The same questionnaire in LimeSurvey 6.15.3 on the same kind of machine and line (24 November 2026). */
const LIMESURVEY =
  "| *LimeSurvey, first screen* | 1220 | 28 | | 9.1 | | | |\n| *LimeSurvey, whole journey* | 1440 | | | | | | |";

await runCommand({
  name: "weigh",
  usage: `npm run weigh -- [--language kk] [--rounds 3] [--help]
Weighs every citizen page of ${SURVEY} in Chromium on a line of 400 kbit/s with 400 ms to the server and back and a
processor four times slower: bytes on the line with headers, requests, first paint. Prints the README's table.`,
  run: async (words) => {
    if (!isInstalled) throw new CommandError("there is no Chromium; install it with: apt-get install chromium");
    const { values } = parseArgs({
      args: [...words],
      options: { language: { type: "string", default: "kk" }, rounds: { type: "string", default: "3" } },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) throw new CommandError("--rounds takes a number from 1 on");
    print(await weighed(values.language, rounds));
  },
});

async function weighed(language: string, rounds: number): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "pikir-weigh-"));
  const serving = await startServing(ROOT, join(folder, "data"));
  const browser = await launchChromium();
  const progress = progressOf("weighing");
  const { pages } = definitionIn(join(ROOT, "db", "surveys", `${SURVEY}.yaml`));
  try {
    return await weighPages(browser, {
      origin: serving.origin,
      survey: SURVEY,
      language,
      pages: pages.map(({ id }) => id),
      line: BAD_LINE,
      rounds,
      progress: progress.show,
    });
  } finally {
    progress.stop();
    await browser.close();
    await serving.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function print({ pages, journey }: Outcome): void {
  console.log(
    "| page | KB, all | requests | KB to be read | first paint, s | on the way: KB | requests | first paint, s |",
  );
  console.log("|---|---|---|---|---|---|---|---|");
  for (const page of pages) console.log(rowOf(page));
  console.log(`| **whole journey** | ${kilobytes(journey.bytes)} | ${journey.requests} | | | | | |`);
  console.log(LIMESURVEY);
}

function rowOf({ name, cold, onTheWay }: Weighed): string {
  const way = onTheWay ? [kilobytes(onTheWay.bytes), onTheWay.requests, seconds(onTheWay.firstPaint)] : ["", "", ""];
  const cells = [
    name,
    kilobytes(cold.bytes),
    cold.requests,
    kilobytes(cold.needed.bytes),
    seconds(cold.firstPaint),
    ...way,
  ];
  return `| ${cells.join(" | ")} |`;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
