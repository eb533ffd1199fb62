/** The waiting line, for when more citizens come than `PIKIR_QUEUE` lets in at once: one's place in it, and the way in. */
import { minuteOf, STAYS } from "../records/queue.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import { words } from "./start.ts";
import { admit, type CitizenWorld, type Handler, isReply } from "./world.ts";

/** Seconds after which the page asks again by itself, with JavaScript off, too. */
const ASKS_AGAIN = 15;

export const showQueue: Handler = async (visit, world) => {
  const admitted = await admit(visit, world);
  if (isReply(admitted)) return admitted;
  const { survey, newest } = admitted.listed;
  const before = await peopleBefore(visit, world);
  if (before === undefined) return seeOther(`/s/${survey.id}/consent`);
  const view = {
    surveyName: words(newest.definition.title, visit),
    place: before === 0 ? visit.translate("queue.next") : visit.translate("queue.before", { count: before }),
    again: `/s/${survey.id}/queue`,
  };
  return { ...page("citizen/queue", visit.translate("queue.title"), view), refresh: ASKS_AGAIN };
};

/** Where whoever has to wait is led; undefined for whom there is room, and who is inside already. */
export async function wayToQueue(visit: Visit, world: CitizenWorld, survey: string): Promise<Reply | undefined> {
  return (await peopleBefore(visit, world)) === undefined ? undefined : seeOther(`/s/${survey}/queue`);
}

/** Gives the place inside to the next. That it could not be given now must not keep anybody from leaving. */
export async function leaveQueue(visit: Visit, world: CitizenWorld): Promise<void> {
  const { turn } = visit.session;
  if (turn === null) return;
  visit.keep({ turn: null });
  if ("inside" in turn) await world.storage.queue.leave(turn.inside).catch(() => undefined);
}

async function peopleBefore(visit: Visit, world: CitizenWorld): Promise<number | undefined> {
  const { mostInside } = world;
  if (mostInside === undefined) return undefined;
  const held = visit.session.turn;
  const minute = minuteOf(visit.now);
  if (held !== null && "inside" in held && minute - held.inside < STAYS) return undefined;
  const ticket = held !== null && "ticket" in held ? held.ticket : undefined;
  const turn = await world.storage.queue.ask(ticket, mostInside, minute);
  visit.keep({ turn: turn.kind === "inside" ? { inside: turn.minute } : { ticket: turn.ticket } });
  return turn.kind === "inside" ? undefined : turn.before;
}
