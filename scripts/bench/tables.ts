/** What was measured, as tables: for the terminal and, the same, for the README. Medians of the rounds. */

import { FLOORS } from "./floor-server.ts";
import type { FloorCost } from "./floors.ts";
import type { Arrangement, Measured, Outcome } from "./journeys.ts";
import { median, quantile } from "./quantiles.ts";
import { STEPS, type Step } from "./walk.ts";

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const STEP_REQUESTS: Readonly<Record<Step, string>> = {
  start: "GET first page",
  stylesheet: "GET stylesheet",
  begin: "POST begin",
  "sign-in": "GET sign-in",
  identify: "POST sign-in",
  consent: "GET consent",
  agree: "POST consent",
  page: "GET page of questions (6)",
  answer: "POST page of questions (6)",
  check: "GET check",
  send: "POST send",
  receipt: "GET receipt",
  queue: "GET page of waiting",
};

export function tablesOf(outcome: Outcome): readonly Table[] {
  return [journeysTable(outcome), floorsTable(outcome), stepsTable(outcome)];
}

function journeysTable({ arrangements, floors }: Outcome): Table {
  const floor = floorOf(floors, "Express and Handlebars", "rate");
  return {
    title: "Complete journeys",
    head: [
      "arrangement",
      "journeys a second",
      "requests a second",
      "of the floor",
      "p50, ms",
      "p95",
      "p99",
      "send p99",
      "processor a journey, ms: serving",
      "mixer",
      "PostgreSQL",
      "generator",
      "memory, MB: each server",
      "mixer",
      "failed",
      "sent and kept",
    ],
    rows: arrangements.map((each) => {
      const over = (of: (round: Measured) => number) => median(each.rounds.map(of));
      const requests = over((round) => round.requests / round.seconds);
      const last = each.rounds.at(-1);
      return [
        each.name,
        over((round) => round.done / round.seconds).toFixed(1),
        requests.toFixed(0),
        percent(requests / floor),
        ...[0.5, 0.95, 0.99].map((share) => over((round) => quantile(allOf(round), share)).toFixed(1)),
        over((round) => quantile(round.steps.send ?? [], 0.99)).toFixed(1),
        ...(["serving", "mixing", "database"] as const).map((part) => over((round) => round[part]).toFixed(2)),
        over((round) => (round.processor / round.done) * 1000).toFixed(2),
        last?.memory.serving.map((size) => size.toFixed(0)).join(" + ") ?? "",
        last?.memory.mixing.toFixed(0) ?? "",
        each.rounds.reduce((sum, { failed }) => sum + failed, 0).toFixed(0),
        sentAndKept(each),
      ];
    }),
  };
}

function floorsTable({ floors, commits }: Outcome): Table {
  return {
    title: "Floors of the same run",
    head: ["floor", "a second", "processor each, ms", "alone, ms"],
    rows: [
      ...FLOORS.map((name) => [
        `${name}, a page of 10 KB`,
        floorOf(floors, name, "rate").toFixed(0),
        floorOf(floors, name, "processor").toFixed(3),
        floorOf(floors, name, "alone").toFixed(2),
      ]),
      ["a durable commit of 8 KiB in SQLite", median(commits).toFixed(0), "", ""],
    ],
  };
}

/** Of one worker on SQLite. Alone: one citizen at a time, so that no request waits for another's. */
function stepsTable({ arrangements, floors }: Outcome): Table {
  const [one] = arrangements;
  const floor = floorOf(floors, "Express and Handlebars", "alone");
  return {
    title: `Each request (${one?.name ?? ""})`,
    head: ["request", "p50, ms", "p95", "p99", "alone, ms", "of the floor, alone"],
    rows: STEPS.map((step) => {
      const all = one?.rounds.flatMap((round) => round.steps[step] ?? []) ?? [];
      const alone = median(one?.alone?.steps[step] ?? []);
      return [
        STEP_REQUESTS[step],
        ...[0.5, 0.95, 0.99].map((share) => quantile(all, share).toFixed(1)),
        alone.toFixed(2),
        percent(floor / alone),
      ];
    }),
  };
}

function floorOf(
  floors: readonly (readonly FloorCost[])[],
  wanted: FloorCost["name"],
  what: "rate" | "processor" | "alone",
): number {
  return median(floors.flatMap((round) => round.filter(({ name }) => name === wanted).map((each) => each[what])));
}

function allOf({ steps }: Measured): readonly number[] {
  return STEPS.flatMap((step) => steps[step] ?? []);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)}%`;
}

/** Receipts shown, and participations in the database: the same where nothing is lost and nothing doubled. */
function sentAndKept({ before, rounds, alone, kept }: Arrangement): string {
  const sent = [...before, ...rounds, ...(alone ? [alone] : [])].reduce((sum, { done }) => sum + done, 0);
  return `${sent.toLocaleString("en")} and ${kept === undefined ? "not looked" : kept.toLocaleString("en")}`;
}

/** How many journeys failed, in all rounds of all arrangements, and what the first of them said. */
export function failures(arrangements: readonly Arrangement[]): { readonly count: number; readonly first: string } {
  const rounds = arrangements.flatMap((each) => each.rounds);
  const first = rounds.find(({ firstFault }) => firstFault !== null)?.firstFault ?? "";
  return { count: rounds.reduce((sum, { failed }) => sum + failed, 0), first };
}

export function asMarkdown({ title, head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [`*${title}*`, "", line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const WIDEST = 130;

/** A column a figure where they fit beside each other, a block a row where they do not. */
export function asText({ title, head, rows }: Table): string {
  const widths = head.map((word, at) => Math.max(word.length, ...rows.map((row) => row[at]?.length ?? 0)));
  if (widths.reduce((sum, width) => sum + width + 2, 0) <= WIDEST) {
    const line = (cells: readonly string[]) =>
      cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ");
    return [title, ...[head, ...rows].map((row) => `  ${line(row)}`)].join("\n");
  }
  const blocks = rows.map(([name, ...cells]) =>
    [`  ${name}`, ...cells.map((cell, at) => `    ${(head[at + 1] ?? "").padEnd(34)}${cell}`)].join("\n"),
  );
  return [title, ...blocks].join("\n");
}
