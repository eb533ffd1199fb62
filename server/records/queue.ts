/**
 * The waiting line in front of the surveys, for when more people come than can be served at once: those inside finish
 * first, those outside keep their place. It is counts alone, by minute: who waits carries the number of their ticket in
 * their own sealed cookie, and who is inside the minute in which they came in.
 */
import { z } from "zod";

const minuteShape = z.strictObject({
  minute: z.number().int(),
  /** Came in during this minute and have not left. */
  inside: z.number().int().min(0),
  /** Were called during this minute and have not come yet. */
  expected: z.number().int().min(0),
  /** Were called during this minute at all. A line that stood before this was counted has none. */
  called: z.number().int().min(0).default(0),
});

export const queueShape = z.strictObject({
  /** The last ticket given; tickets count from 1. */
  issued: z.number().int().min(0),
  /** Tickets up to this one may come in. */
  called: z.number().int().min(0),
  minutes: z.array(minuteShape).readonly(),
});

export type Queue = Readonly<z.infer<typeof queueShape>>;
type Minute = Queue["minutes"][number];

export type Turn =
  | { readonly kind: "inside"; readonly minute: number }
  | {
      readonly kind: "waiting";
      readonly ticket: number;
      readonly before: number;
      /** How many were called a minute lately; undefined where nobody has been. */
      readonly perMinute?: number | undefined;
    };

/** With its work, how far a server is behind. `somewhat`: nobody new is let in; `far`: nobody new is shown the first pages even. */
export type Behind = "no" | "somewhat" | "far";

export interface Standing {
  readonly inside: number;
  readonly waiting: number;
}

export const NOBODY_WAITS: Queue = { issued: 0, called: 0, minutes: [] };

/** Minutes: whoever has not left by then has forgotten to: a journey takes minutes. */
export const STAYS = 30;
/** Minutes: whoever is called and does not come gives the place to the next; pages of waiting ask every few seconds. */
const IS_EXPECTED = 2;
/** Minutes that are over: from so many of them is told how fast the line moves. */
const WATCHED = 5;

export function minuteOf(now: Date): number {
  return Math.floor(now.getTime() / 60_000);
}

/**
 * Somebody asks to come in, with the ticket they hold or without. They come in while fewer than `limit` are inside or
 * expected and nobody stands before them; else they wait, with `before` people before them. A ticket of an earlier line
 * (the server has begun anew since) goes to the end of this one.
 */
export function askedToComeIn(
  queue: Queue,
  ticket: number | undefined,
  limit: number,
  minute: number,
): { readonly queue: Queue; readonly turn: Turn } {
  const now = calledUp(withoutPast(queue, minute), limit, minute);
  if (ticket !== undefined && ticket <= now.called)
    return { queue: comeIn(fulfilled(now), minute), turn: { kind: "inside", minute } };
  if (ticket !== undefined && ticket <= now.issued) return { queue: now, turn: waiting(ticket, now, minute) };
  if (now.issued === now.called && roomIn(now, limit) > 0)
    return { queue: comeIn(now, minute), turn: { kind: "inside", minute } };
  const issued = now.issued + 1;
  return { queue: { ...now, issued }, turn: waiting(issued, now, minute) };
}

/** The turn of who asks with a ticket and goes on waiting, where asking changes nothing; undefined where it does. */
export function stillWaits(queue: Queue, ticket: number | undefined, limit: number, minute: number): Turn | undefined {
  if (ticket === undefined || ticket <= queue.called || ticket > queue.issued) return undefined;
  if (roomIn(withoutPast(queue, minute), limit) > 0) return undefined;
  return waiting(ticket, queue, minute);
}

/** Somebody who came in during the minute `since` has sent, stopped, declined or signed out. */
export function left(queue: Queue, since: number): Queue {
  const leaveOne = (each: Minute) => (each.minute === since ? { ...each, inside: Math.max(0, each.inside - 1) } : each);
  return { ...queue, minutes: queue.minutes.map(leaveOne) };
}

/** How many are inside or expected, and how many wait. */
export function standing(queue: Queue, minute: number): Standing {
  const now = withoutPast(queue, minute);
  return { inside: inOf(now), waiting: now.issued - now.called };
}

function waiting(ticket: number, queue: Queue, minute: number): Turn {
  return { kind: "waiting", ticket, before: ticket - queue.called - 1, perMinute: pace(queue, minute) };
}

/** From the first of the watched minutes in which somebody was called: before it there may have been no line. */
function pace({ minutes }: Queue, now: number): number | undefined {
  const watched = minutes.filter(({ minute, called }) => called > 0 && minute < now && minute >= now - WATCHED);
  if (watched.length === 0) return undefined;
  const since = Math.min(...watched.map(({ minute }) => minute));
  return watched.reduce((sum, { called }) => sum + called, 0) / (now - since);
}

/**
 * Minutes until whoever has `before` people before them is called, from 1 on. Where nobody has been called lately: as if each
 * place inside became free once in the time that the survey takes.
 */
export function minutesToWait(
  { before, perMinute }: Pick<Extract<Turn, { kind: "waiting" }>, "before" | "perMinute">,
  limit: number,
  takes: number,
): number {
  return Math.max(1, Math.ceil((before + 1) / (perMinute ?? limit / takes)));
}

/**
 * Seconds after which a page of waiting asks again: a third of the time until whoever has `before` people before them could be called
 * at the soonest, so that a long line is no load of its own. Should all inside leave at once, as many as there is room for are called,
 * and find it out soon. Always often enough to come while one is expected.
 */
export function asksAgainAfter(
  { before, perMinute = 0 }: Pick<Extract<Turn, { kind: "waiting" }>, "before" | "perMinute">,
  limit: number,
  takes: number,
): number {
  const soonest = (before / Math.max(perMinute, limit / takes)) * 60;
  const most = before < limit ? MOST_SECONDS / 2 : MOST_SECONDS;
  return Math.round(Math.min(most, Math.max(FEWEST_SECONDS, soonest / 3)));
}

const FEWEST_SECONDS = 6;
const MOST_SECONDS = 60;

function withoutPast(queue: Queue, minute: number): Queue {
  const kept = queue.minutes.filter((each) => minute - each.minute < STAYS);
  const expected = (each: Minute) => (minute - each.minute < IS_EXPECTED ? each.expected : 0);
  return { ...queue, minutes: kept.map((each) => ({ ...each, expected: expected(each) })) };
}

function roomIn(queue: Queue, limit: number): number {
  return limit - inOf(queue);
}

function inOf({ minutes }: Queue): number {
  return minutes.reduce((sum, { inside, expected }) => sum + inside + expected, 0);
}

/** Calls as many of those who wait as there is room for. */
function calledUp(queue: Queue, limit: number, minute: number): Queue {
  const more = Math.min(roomIn(queue, limit), queue.issued - queue.called);
  if (more <= 0) return queue;
  const expecting = changed(queue, minute, (each) => ({
    ...each,
    expected: each.expected + more,
    called: each.called + more,
  }));
  return { ...expecting, called: queue.called + more };
}

/** One of those who were called has come: nobody knows which minute's, so it is the earliest one's. */
function fulfilled(queue: Queue): Queue {
  const earliest = queue.minutes.find(({ expected }) => expected > 0);
  if (!earliest) return queue;
  return changed(queue, earliest.minute, (each) => ({ ...each, expected: each.expected - 1 }));
}

function comeIn(queue: Queue, minute: number): Queue {
  return changed(queue, minute, (each) => ({ ...each, inside: each.inside + 1 }));
}

function changed(queue: Queue, minute: number, change: (each: Minute) => Minute): Queue {
  const known = queue.minutes.some((each) => each.minute === minute);
  const minutes = known ? queue.minutes : [...queue.minutes, { minute, inside: 0, expected: 0, called: 0 }];
  return { ...queue, minutes: minutes.map((each) => (each.minute === minute ? change(each) : each)) };
}
