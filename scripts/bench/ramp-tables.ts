/** A census's load as tables: phase by phase, with the waiting line and without it. */
import { failuresIn } from "./browser.ts";
import { failedOf, type PhaseSeen } from "./open-loop.ts";
import { quantile } from "./quantiles.ts";
import type { RampOutcome, RampRun } from "./ramp.ts";
import type { Table } from "./tables.ts";

export function rampTables(outcome: RampOutcome, names: readonly string[]): readonly Table[] {
  return outcome.runs.map((run) => ({
    title: `${run.line === "on" ? `PIKIR_QUEUE=${outcome.inside}` : "Without a waiting line"}: ${toldOf(run)}`,
    head: [
      "phase",
      "came a second",
      "most inside",
      "most in line",
      "receipts a second",
      "p50, ms",
      "p95",
      "p99",
      "requests",
      "failed",
    ],
    rows: run.seen.phases.map((phase, at) => [names[at] ?? "until the last has gone", ...cellsOf(phase)]),
  }));
}

/** Of requests, at twice the planned peak with the waiting line on. */
const MOST_FAILED = 1 / 100_000;

/** What was promised and did not hold, as sentences. Without a waiting line nobody promises that nobody waits in vain. */
export function brokenPromises({ runs }: RampOutcome): readonly string[] {
  return runs.flatMap(({ line, seen, kept }) => {
    const { failed, requests } = failedOf(seen);
    const receipts = seen.phases.reduce((sum, { completed }) => sum + completed, 0);
    return [
      ...(kept < receipts ? [`${receipts} receipts were shown, and ${kept} participations are kept`] : []),
      ...(line === "on" && failed > requests * MOST_FAILED
        ? [`${failed} of ${requests} requests failed with the waiting line on`]
        : []),
    ];
  });
}

function cellsOf({ seconds, arrived, completed, mostInside, mostWaiting, times, tally }: PhaseSeen): readonly string[] {
  const time = (share: number) => (times.length === 0 ? "" : quantile(times, share).toFixed(0));
  return [
    (arrived / seconds).toFixed(1),
    mostInside.toLocaleString("en"),
    mostWaiting.toLocaleString("en"),
    (completed / seconds).toFixed(1),
    ...[0.5, 0.95, 0.99].map(time),
    tally.requests.toLocaleString("en"),
    String(failuresIn(tally)),
  ];
}

/** What holds for all of it. */
function toldOf({ seen, kept, busy, memory }: RampRun): string {
  const count = (of: (phase: PhaseSeen) => number) => seen.phases.reduce((sum, phase) => sum + of(phase), 0);
  const { failed, requests } = failedOf(seen);
  const kinds = (["refused", "broken", "late", "astray"] as const).map(
    (kind) => `${count(({ tally }) => tally[kind])} ${kind}`,
  );
  const minutes = (milliseconds: number) => (milliseconds / 60_000).toFixed(1);
  const waited =
    seen.inLine.length === 0
      ? "nobody stood in line"
      : `${seen.inLine.length.toLocaleString("en")} stood in line, for ${minutes(quantile(seen.inLine, 0.5))} minutes in the median, ${minutes(quantile(seen.inLine, 1))} at the most`;
  return [
    `${count(({ arrived }) => arrived).toLocaleString("en")} citizens came, ${count(({ completed }) => completed).toLocaleString("en")} were shown a receipt, ${kept.toLocaleString("en")} participations kept;`,
    `${failed} of ${requests.toLocaleString("en")} requests failed (${kinds.join(", ")}), ${count(({ tally }) => tally.again)} went once more over a fresh connection; ${waited};`,
    `the server's processes took ${(busy * 100).toFixed(0)}% of the processors and ${memory.toFixed(0)} MB, the generator ${seen.processor.toFixed(0)} s (its timers at most ${seen.lag.toFixed(0)} ms late, 99 in 100).`,
    ...(seen.firstFault === null ? [] : [`The first that failed: ${seen.firstFault}.`]),
  ].join(" ");
}
