/** How many of each kind were flagged, and by what. */
import { FLAGS, type Flag } from "../../server/records/flag.ts";

export interface Flagged {
  readonly sent: number;
  /** By at least one flag. */
  readonly flagged: number;
  readonly by: Readonly<Partial<Record<Flag, number>>>;
}

export type FlaggedByKind = Readonly<Record<string, Flagged>>;

export const HONEST = "honest";
/** More honest people than this must not be flagged. */
export const MOST_HONEST = 0.005;

const NONE: Flagged = { sent: 0, flagged: 0, by: {} };

export function withSent(known: FlaggedByKind, kind: string, flags: readonly Flag[]): FlaggedByKind {
  const before = known[kind] ?? NONE;
  const by = { ...before.by };
  for (const flag of flags) by[flag] = (by[flag] ?? 0) + 1;
  const flagged = before.flagged + (flags.length > 0 ? 1 : 0);
  return { ...known, [kind]: { sent: before.sent + 1, flagged, by } };
}

export function addedUp(one: FlaggedByKind, other: FlaggedByKind): FlaggedByKind {
  const kinds = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(kinds.map((kind) => [kind, sumOf(one[kind] ?? NONE, other[kind] ?? NONE)]));
}

function sumOf(one: Flagged, other: Flagged): Flagged {
  const by: Partial<Record<Flag, number>> = {};
  for (const flag of FLAGS) {
    const count = (one.by[flag] ?? 0) + (other.by[flag] ?? 0);
    if (count > 0) by[flag] = count;
  }
  return { sent: one.sent + other.sent, flagged: one.flagged + other.flagged, by };
}

/** The share of honest people that were flagged; 0 where none sent. */
export function honestShare(known: FlaggedByKind): number {
  const { sent, flagged } = known[HONEST] ?? NONE;
  return sent === 0 ? 0 : flagged / sent;
}

/** A table for the screen: a line a kind, a column a flag. */
export function flaggedTable(known: FlaggedByKind, kinds: readonly string[]): string {
  const head = ["", "sent", "flagged", "", ...FLAGS];
  const rows = kinds.map((kind) => {
    const { sent, flagged, by } = known[kind] ?? NONE;
    const share = sent === 0 ? "" : `${((100 * flagged) / sent).toFixed(2)}%`;
    return [kind, String(sent), String(flagged), share, ...FLAGS.map((flag) => String(by[flag] ?? 0))];
  });
  const widths = head.map((_name, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  ");
  return [head, ...rows].map((row) => `  ${line(row)}`.trimEnd()).join("\n");
}
