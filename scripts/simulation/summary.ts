/** What a run came to, for the screen. */

import { BOT_KINDS } from "./bots.ts";
import { FATES, type Fate } from "./citizens.ts";
import { type FlaggedByKind, flaggedTable, HONEST } from "./flagged.ts";
import type { Outcome } from "./simulation.ts";
import { walked } from "./tally.ts";

const WORDS: Readonly<Record<Fate, string>> = {
  banner: "saw the banner only",
  start: "left at the start page",
  "sign-in": "left at the sign-in",
  consent: "left at the consent screen",
  declined: "declined",
  left: "left among the questions",
  deleted: "stopped and deleted",
  completed: "completed, bots included",
};

export function summaryOf({ survey, tally, expected, seconds }: Outcome): string {
  const rows: (readonly [string, number])[] = [
    ...FATES.map((fate) => [WORDS[fate], tally.fates[fate] ?? 0] as const),
    ["met something unexpected", tally.unexpected],
  ];
  const widest = Math.max(...rows.map(([words]) => words.length));
  const lines = rows.map(([words, count]) => `  ${words.padEnd(widest)}  ${String(count).padStart(8)}`);
  const rate = seconds > 0 ? Math.round(tally.requests / seconds) : 0;
  return [
    `${walked(tally)} of ${expected} simulated citizens walked ${survey}`,
    ...lines,
    ...(Object.keys(tally.flagged).length > 0 ? [flagsOf(tally.flagged)] : []),
    `${tally.requests} requests in ${seconds.toFixed(1)} seconds, ${rate} a second`,
  ].join("\n");
}

function flagsOf(flagged: FlaggedByKind): string {
  const kinds = BOT_KINDS.map(({ name, does }) => `  ${name}: ${does}`);
  return [
    "flagged, of those who sent:",
    flaggedTable(flagged, [HONEST, ...BOT_KINDS.map(({ name }) => name)]),
    ...kinds,
  ].join("\n");
}
