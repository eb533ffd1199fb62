/** The benchmark: complete journeys a second, with the load on the same cores, beside the floors of the same run. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dashboardCost } from "./bench/dashboard.ts";
import { bareExpress, durableCommits } from "./bench/floors.ts";
import { type Journeys, walkJourneys } from "./bench/journeys.ts";
import { type ReleaseCost, releaseCost } from "./bench/release.ts";
import { reportCost } from "./bench/report.ts";
import { startServing } from "./bench/serving.ts";
import { urnCost } from "./bench/urn.ts";

const USAGE = `npm run bench -- [--citizens 16] [--seconds 10] [--rounds 3]
npm run bench -- --reports [--responses 27336,1000000]   the whole report of the national survey, beside a bare scan of its table
npm run bench -- --dashboard [--responses 27336,1000000] [--citizens 2] [--seconds 10]   the dashboard while citizens walk, and they beside the same without it
npm run bench -- --releases [--responses 27336,1000000]  a release of it in every format, and what citizens wait meanwhile`;
const ROOT = join(import.meta.dirname, "..", "..");
/** Seconds until the compiler has seen every path. */
const WARM_UP = 10;
const PAGE_BYTES = 6000;
const ROW_BYTES = 8192;

const { values } = parseArgs({
  options: {
    citizens: { type: "string", default: "16" },
    seconds: { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    reports: { type: "boolean", default: false },
    dashboard: { type: "boolean", default: false },
    releases: { type: "boolean", default: false },
    responses: { type: "string", default: "27336,1000000" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(USAGE);
else if (values.dashboard)
  await benchDashboard(values.responses.split(",").map(Number), Number(values.citizens), Number(values.seconds));
else if (values.reports) await benchReports(values.responses.split(",").map(Number));
else if (values.releases) await benchReleases(values.responses.split(",").map(Number));
else await bench(Number(values.citizens), Number(values.seconds), Number(values.rounds));

async function bench(citizens: number, seconds: number, rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pikir-bench-"));
  const serving = await startServing(ROOT, join(folder, "data"));
  await walkJourneys(serving.origin, citizens, WARM_UP, 1);
  console.log(
    `${citizens} citizens at once, ${seconds} seconds a round; load generator, server and mixer share this machine's cores\n`,
  );
  for (let round = 1; round <= rounds; round += 1) {
    const express = await bareExpress(PAGE_BYTES, citizens, 2);
    const commits = durableCommits(folder, ROW_BYTES, 1);
    const before = serving.processorSeconds();
    const walked = await walkJourneys(serving.origin, citizens, seconds, round * 10_000_000);
    print(round, walked, {
      express,
      commits,
      processor: serving.processorSeconds() - before,
      memory: serving.memory(),
    });
    if (walked.failed > 0) process.exitCode = 1;
  }
  await serving.stop();
  const urn = await urnCost(ROOT, folder, 500);
  const sum = urn.sealing + urn.send;
  console.log(
    `urn: ${sum.toFixed(2)} ms a submission (sealing ${urn.sealing.toFixed(2)}, durable send of ${urn.sealedBytes} sealed bytes ${urn.send.toFixed(2)}) beside ${urn.plainInsert.toFixed(2)} ms of a plain durable insert: ${(sum / urn.plainInsert).toFixed(1)} times (medians of 500)`,
  );
  await rm(folder, { recursive: true, force: true });
}

async function benchDashboard(sizes: readonly number[], citizens: number, seconds: number): Promise<void> {
  for (const size of sizes) {
    const cost = await dashboardCost(ROOT, size, { citizens, seconds, viewers: 2 });
    const { responses, counters, loading, first, looks, alone, beside } = cost;
    const p95 = ({ sends }: Journeys) => quantile(sends, 0.95);
    console.log(
      [
        `${responses.toLocaleString("en")} responses, ${counters.toLocaleString("en")} counters (loaded in ${loading.toFixed(0)} s)`,
        `  first look        whole after ${first.toFixed(1)} s, with the report made in the background`,
        `  dashboard         median ${quantile(looks, 0.5).toFixed(0)} ms, p95 ${quantile(looks, 0.95).toFixed(0)} ms of ${looks.length} looks beside ${citizens} citizens at once`,
        `  send to receipt   p95 ${p95(alone).toFixed(1)} ms without dashboards, ${p95(beside).toFixed(1)} ms with two that are opened every two seconds: ${(p95(beside) / p95(alone)).toFixed(2)} times`,
      ].join("\n"),
    );
  }
}

async function benchReports(sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    const { responses, loading, report, processor, scan, peak } = await reportCost(ROOT, size);
    console.log(
      [
        `${responses.toLocaleString("en")} responses (loaded in ${loading.toFixed(0)} s)`,
        `  whole report      ${report.toFixed(2)} s, ${processor.toFixed(2)} s of processor time, ${peak.toFixed(0)} MB at the peak`,
        `  bare table scan   ${scan.toFixed(2)} s; the report takes ${(report / scan).toFixed(1)} times that`,
      ].join("\n"),
    );
  }
}

async function benchReleases(sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    const cost = await releaseCost(ROOT, size, "internal");
    console.log(`${releaseLines(cost).join("\n")}\n`);
  }
}

function releaseLines(cost: ReleaseCost): readonly string[] {
  const { responses, loading, whole, reading, gate, processor, peak, files, alone, beside } = cost;
  return [
    `${responses.toLocaleString("en")} responses (loaded in ${loading.toFixed(0)} s)`,
    `  whole release     ${whole.toFixed(1)} s, ${processor.toFixed(1)} s of processor time, ${peak.toFixed(0)} MB at the peak`,
    `  reading           ${reading.toFixed(1)} s; gate, weights and report ${gate.toFixed(1)} s`,
    ...files.map(
      (file) =>
        `  ${file.name.padEnd(17)} ${file.seconds.toFixed(2)} s, ${(file.bytes / 1e6).toFixed(1)} MB, peak so far ${file.peak.toFixed(0)} MB`,
    ),
    `  send to receipt   median ${alone.toFixed(1)} ms before, ${beside.toFixed(1)} ms meanwhile: ${(beside / alone).toFixed(1)} times`,
  ];
}

function print(
  round: number,
  walked: Journeys,
  floor: { express: number; commits: number; processor: number; memory: number },
): void {
  const rate = walked.journeys / walked.seconds;
  const requests = walked.requests / walked.seconds;
  const lines = [
    `round ${round}: ${rate.toFixed(1)} journeys a second (${walked.journeys} in ${walked.seconds.toFixed(1)} s, ${walked.failed} failed)`,
    `  requests          ${requests.toFixed(0)} a second, ${(walked.requests / walked.journeys).toFixed(1)} a journey, ${(walked.bytes / walked.journeys / 1024).toFixed(1)} KB compressed a journey`,
    `  send to receipt   median ${quantile(walked.sends, 0.5).toFixed(1)} ms, p95 ${quantile(walked.sends, 0.95).toFixed(1)} ms, p99 ${quantile(walked.sends, 0.99).toFixed(1)} ms`,
    `  server            ${((floor.processor / walked.journeys) * 1000).toFixed(2)} ms of processor time a journey, ${floor.memory.toFixed(0)} MB`,
    `  bare Express page ${floor.express.toFixed(0)} a second; our requests are ${((requests / floor.express) * 100).toFixed(0)}% of it`,
    `  durable commit    ${floor.commits.toFixed(0)} a second; our sends are ${((rate / floor.commits) * 100).toFixed(1)}% of it`,
  ];
  console.log(`${lines.join("\n")}\n`);
}

function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
