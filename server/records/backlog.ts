/**
 * The feedback loop: what citizens named as problems becomes work with an owner and a due date, and what was done is told to
 * them. All of it is written by staff; of citizens there are sums alone, computed elsewhere. Pure.
 */
import type { Text } from "../survey/definition.ts";

export const BACKLOG_STATUSES = ["reported", "accepted", "in-progress", "fixed", "declined"] as const;

export type BacklogStatus = (typeof BACKLOG_STATUSES)[number];

export interface BacklogChange {
  readonly status: BacklogStatus;
  /** The unit that owns the problem. */
  readonly unit: string;
  readonly on: string;
  readonly who: string;
}

/** One problem category of one service. */
export interface BacklogItem {
  readonly survey: string;
  /** 16 hexadecimal digits, drawn at random. */
  readonly id: string;
  /** An option of the survey's headline question. */
  readonly category: string;
  /** The service, as in `?from=SERVICE`. */
  readonly service: string;
  /** Working days that the agreement gave when the item was made: a later agreement changes no promise. */
  readonly days: number;
  readonly reportedOn: string;
  readonly dueOn: string;
  /** The oldest first; never empty. */
  readonly changes: readonly [BacklogChange, ...BacklogChange[]];
}

/** Working days by problem category. */
export type Agreement = Readonly<Record<string, number>>;

export interface Note {
  readonly survey: string;
  readonly id: string;
  /** The item that it is about, where it is about one. */
  readonly item: string | null;
  /** What citizens said, and what was done, in each language. */
  readonly said: Text;
  readonly done: Text;
  /** Null: not published. */
  readonly publishedOn: string | null;
}

export function currentOf({ changes }: Pick<BacklogItem, "changes">): BacklogChange {
  return changes.at(-1) ?? changes[0];
}

/** Since when it has been fixed; undefined where it is not, or not any more. */
export function fixedOn(item: Pick<BacklogItem, "changes">): string | undefined {
  const { status } = currentOf(item);
  if (status !== "fixed") return undefined;
  const since = item.changes.findLastIndex((change) => change.status !== "fixed") + 1;
  return item.changes[since]?.on;
}

/** `open`: not due yet; `late`: due and not fixed; declined items make no promise. */
export type Kept = "in-time" | "late" | "open" | "declined";

export function keptIn(item: Pick<BacklogItem, "changes" | "dueOn">, today: string): Kept {
  if (currentOf(item).status === "declined") return "declined";
  const fixed = fixedOn(item);
  if (fixed !== undefined) return fixed <= item.dueOn ? "in-time" : "late";
  return today > item.dueOn ? "late" : "open";
}
