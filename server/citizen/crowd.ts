/**
 * While this process is far behind with its work, whoever comes new is put off: in the place of the first pages and the sign-in they
 * get one page that was made before, and that asks again by itself. Whoever has signed in, stands in line or is inside goes on, and
 * whoever typed answers after their time was over.
 */
import type { RequestHandler } from "express";
import { type CitizenSession, hasEnded } from "../records/session.ts";
import { sendSheet } from "../web/compressed.ts";
import { chooseLanguage } from "../web/languages.ts";
import { pageForAll } from "./answering.ts";
import { type Door, sessionOf } from "./door.ts";

/** Seconds. Between these each asks again at a time of their own, so that they do not all come back at once. */
const SOONEST = 20;
const LATEST = 40;

/** The page's view, which is nothing but itself. */
const CROWD = {};

/** Middleware of pages that lead in. `putOff` hears of each who is not let through. */
export function puttingOff(door: Door, putOff: () => void): RequestHandler {
  const { world, languages, sheets, random } = door;
  return (request, response, next) => {
    if (world.mostInside === undefined || world.behind() !== "far") return next();
    const session = sessionOf(door, request);
    if (session && isKnown(session) && !hasEnded(session, door.clock().getTime())) return next();
    putOff();
    const { lang } = request.query;
    const language = chooseLanguage(languages.codes, {
      asked: typeof lang === "string" ? lang : undefined,
      chosen: session?.language ?? null,
      accepted: request.get("accept-language"),
    });
    response.setHeader("Refresh", String(SOONEST + random.integer(LATEST - SOONEST + 1)));
    sendSheet(
      response,
      200,
      sheets.of(CROWD, language, () => crowdPage(door, language)),
      {},
    );
  };
}

function isKnown({ person, guests, turn, parked }: CitizenSession): boolean {
  return person !== null || turn !== null || parked !== null || Object.keys(guests).length > 0;
}

/** In one language, and under it what it comes to in the others: links would lose what else stands in the address. */
function crowdPage(door: Door, language: string): string {
  const others = door.languages.codes
    .filter((code) => code !== language)
    .map((code) => ({ code, text: door.languages.translator(code)("crowd.short") }));
  return pageForAll(door, language, "citizen/crowd", "crowd.title", { others });
}
