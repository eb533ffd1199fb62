/** The waiting line, for when more citizens come than `PIKIR_QUEUE` lets in at once: one's place in it, and the way in. */
import type { Person } from "../records/person.ts";
import { asksAgainAfter, minuteOf, minutesToWait, STAYS, type Turn } from "../records/queue.ts";
import type { CitizenSession } from "../records/session.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import { words } from "./start.ts";
import { type Admitted, admit, type CitizenWorld, freshId, type Handler, isReply } from "./world.ts";

type Waiting = Extract<Turn, { kind: "waiting" }>;
type Inside = Extract<NonNullable<CitizenSession["turn"]>, { inside: number }>;
type Refused = Extract<Reply, { kind: "refused" }>;

const TOO_MANY: Refused = { kind: "refused", fault: { kind: "too-many" } };

/**
 * How often one person may take a place, in line or inside, in the last half hour to hour; a journey takes two. An old cookie played
 * back a thousand times would else fill the line with people who are not there.
 */
const MOST_PLACES = 20;

export const showQueue: Handler = async (visit, world) => {
  const admitted = await admit(visit, world);
  if (isReply(admitted)) return admitted;
  const { survey, newest } = admitted.listed;
  const turn = await turnOf(visit, world, admitted.person);
  if (turn?.kind === "refused") return turn;
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
  return {
    ...page("citizen/queue", visit.translate("queue.title"), view),
    refresh: asksAgainAfter(turn, world.mostInside, takes),
  };
};

/** In steps that promise no more than is known: minutes up to ten, then fives, then hours. */
function waitTold(minutes: number, visit: Visit): string {
  if (minutes <= 10) return visit.translate("queue.minutes", { count: minutes });
  if (minutes <= 55) return visit.translate("queue.minutes", { count: Math.ceil(minutes / 5) * 5 });
  return visit.translate("queue.hours", { count: Math.ceil(minutes / 60) });
}

/** Where whoever has to wait is led; undefined for whom there is room, and who is inside already. */
export async function wayToQueue(
  visit: Visit,
  world: CitizenWorld,
  { listed, person }: Admitted,
): Promise<Reply | undefined> {
  const turn = await turnOf(visit, world, person);
  return turn?.kind === "waiting" ? seeOther(`/s/${listed.survey.id}/queue`) : turn;
}

/**
 * Gives the place inside to the next, once, however often the cookie that holds it comes back. That it could not be given now must not
 * keep anybody from leaving.
 */
export async function leaveQueue(visit: Visit, world: CitizenWorld): Promise<void> {
  const { turn } = visit.session;
  if (turn === null) return;
  visit.keep({ turn: null });
  if ("inside" in turn) await givePlace(turn, visit, world).catch(() => undefined);
}

/** Which places have been given is known in memory alone: written down, it would lie beside what is sent at the same moment. */
async function givePlace({ inside, place }: Inside, { now }: Visit, { storage, today }: CitizenWorld): Promise<void> {
  if (await today.leaves(place, now)) await storage.queue.leave(inside);
}

/** Undefined for whom there is room, and who is inside already. */
async function turnOf(visit: Visit, world: CitizenWorld, person: Person): Promise<Waiting | Refused | undefined> {
  const { mostInside } = world;
  if (mostInside === undefined) return undefined;
  const held = visit.session.turn;
  const minute = minuteOf(visit.now);
  if (held !== null && "inside" in held && minute - held.inside < STAYS) return undefined;
  const ticket = held !== null && "ticket" in held ? held.ticket : undefined;
  const { queue } = world.storage;
  if (ticket === undefined && (await wantsTooMuch(person, visit, world))) return TOO_MANY;
  const turn = await queue.ask(ticket, world.behind() === "no" ? mostInside : 0, minute);
  if (turn.kind === "waiting") {
    visit.keep({ turn: { ticket: turn.ticket } });
    return turn;
  }
  if (ticket !== undefined && (await wantsTooMuch(person, visit, world))) {
    await queue.leave(turn.minute);
    return TOO_MANY;
  }
  visit.keep({ turn: { inside: turn.minute, place: freshId(world) } });
  return undefined;
}

async function wantsTooMuch(person: Person, { now }: Visit, { today }: CitizenWorld): Promise<boolean> {
  return (await today.wantsIn(person, now)) > MOST_PLACES;
}
