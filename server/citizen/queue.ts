/** The waiting line, for when more citizens come than `PIKIR_QUEUE` lets in at once: one's place in it, and the way in. */
import { asksAgainAfter, minuteOf, minutesToWait, STAYS, type Turn } from "../records/queue.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import { words } from "./start.ts";
import { admit, type CitizenWorld, type Handler, isReply } from "./world.ts";

type Waiting = Extract<Turn, { kind: "waiting" }>;

export const showQueue: Handler = async (visit, world) => {
  const admitted = await admit(visit, world);
  if (isReply(admitted)) return admitted;
  const { survey, newest } = admitted.listed;
  const turn = await turnOf(visit, world);
  if (turn === undefined || world.mostInside === undefined) return seeOther(`/s/${survey.id}/consent`);
  const { title, minutes: takes } = newest.definition;
  const minutes = minutesToWait(turn, world.mostInside, takes);
  const view = {
    surveyName: words(title, visit),
    place: turn.before === 0 ? visit.translate("queue.next") : visit.translate("queue.before", { count: turn.before }),
    wait: waitTold(minutes, visit),
    again: `/s/${survey.id}/queue`,
  };
  // By the answer's head, so with JavaScript off, too.
  return { ...page("citizen/queue", visit.translate("queue.title"), view), refresh: asksAgainAfter(minutes) };
};

/** In steps that promise no more than is known: minutes up to ten, then fives, then hours. */
function waitTold(minutes: number, visit: Visit): string {
  if (minutes <= 10) return visit.translate("queue.minutes", { count: minutes });
  if (minutes <= 55) return visit.translate("queue.minutes", { count: Math.ceil(minutes / 5) * 5 });
  return visit.translate("queue.hours", { count: Math.ceil(minutes / 60) });
}

/** Where whoever has to wait is led; undefined for whom there is room, and who is inside already. */
export async function wayToQueue(visit: Visit, world: CitizenWorld, survey: string): Promise<Reply | undefined> {
  return (await turnOf(visit, world)) === undefined ? undefined : seeOther(`/s/${survey}/queue`);
}

/** Gives the place inside to the next. That it could not be given now must not keep anybody from leaving. */
export async function leaveQueue(visit: Visit, world: CitizenWorld): Promise<void> {
  const { turn } = visit.session;
  if (turn === null) return;
  visit.keep({ turn: null });
  if ("inside" in turn) await world.storage.queue.leave(turn.inside).catch(() => undefined);
}

/** Undefined for whom there is room, and who is inside already. */
async function turnOf(visit: Visit, world: CitizenWorld): Promise<Waiting | undefined> {
  const { mostInside } = world;
  if (mostInside === undefined) return undefined;
  const held = visit.session.turn;
  const minute = minuteOf(visit.now);
  if (held !== null && "inside" in held && minute - held.inside < STAYS) return undefined;
  const ticket = held !== null && "ticket" in held ? held.ticket : undefined;
  const turn = await world.storage.queue.ask(ticket, world.isBehind() ? 0 : mostInside, minute);
  visit.keep({ turn: turn.kind === "inside" ? { inside: turn.minute } : { ticket: turn.ticket } });
  return turn.kind === "inside" ? undefined : turn;
}
