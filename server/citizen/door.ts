/** The door of the citizen's path: a request becomes a visit, a reply becomes an answer, and nothing else is known inside. */
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { type Fault, Refusal } from "../records/fault.ts";
import { type CitizenSession, freshSession, hasEnded, kioskPlaces, withoutOldReceipt } from "../records/session.ts";
import { newestOf } from "../records/survey.ts";
import type { Clock, Random } from "../records/world.ts";
import type { FormFields } from "../web/form.ts";
import { chooseLanguage, type Languages } from "../web/languages.ts";
import type { Counted } from "../web/limits.ts";
import { networkOf } from "../web/network.ts";
import { type Reply, refused } from "../web/reply.ts";
import { isCrossSite, isFormToken } from "../web/same-site.ts";
import { type Answering, KIOSK_OVER, type OpenVisit, secretOf, sendReply } from "./answering.ts";
import { sessionIn } from "./cookie.ts";
import { type CitizenWorld, expired, type Handler } from "./world.ts";

export interface Door extends Answering {
  readonly world: CitizenWorld;
  readonly clock: Clock;
  /** Of withdrawal codes. */
  readonly guessing: Counted;
  readonly invitationGuessing: Counted;
  /** Of sign-ins that are refused. */
  readonly signingIn: Counted;
  readonly posting: Counted;
  readonly languages: Languages;
}

/** A session's `seen` is renewed at most so often: sealing a cookie for every page would say nothing more. */
const RENEW = 60_000;

/** Makes an Express handler of one of ours. */
export function answered(door: Door, handler: Handler): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction) => {
    const visit = await visitOf(door, request);
    try {
      const reply = (await admitted(door, request, visit)) ?? (await handler(visit, door.world));
      sendReply(door, visit, response, reply);
    } catch (error) {
      if (!(error instanceof Refusal)) return next(error);
      sendReply(door, visit, response, refused(error.fault));
    }
  };
}

export function sessionOf(door: Door, request: Request): CitizenSession | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  return door.sessions.of(cookie, door.clock().getTime(), () => sessionIn(door, cookie));
}

/**
 * Whom posts are counted by: the guest of the survey (one code, on whatever devices), else whoever is signed in, on all their
 * devices, else the session.
 */
export function poster(door: Door, request: Request): string {
  const session = sessionOf(door, request);
  if (!session) return "";
  const { survey } = request.params;
  const guest =
    typeof survey === "string" && Object.hasOwn(session.guests, survey) ? session.guests[survey] : undefined;
  if (guest !== undefined) return `guest ${JSON.stringify([survey, guest])}`;
  const { person } = session;
  return person ? `person ${JSON.stringify([person.issuer, person.subject])}` : `session ${session.id}`;
}

/** Answers a refusal or a fault of ours that came up outside a handler. `reference`: what the log calls it. */
export async function answerFault(
  door: Door,
  request: Request,
  response: Response,
  fault: Fault,
  reference = "",
): Promise<void> {
  const visit = await visitOf(door, request).catch(() => visitWithout(door, request));
  sendReply(door, visit, response, refused(fault), reference);
}

async function visitOf(door: Door, request: Request): Promise<OpenVisit> {
  const survey = typeof request.params.survey === "string" ? request.params.survey : "";
  const listed = survey === "" ? undefined : await door.world.catalogue.find(survey);
  const { codes } = door.languages;
  const spoken = listed ? newestOf(listed.survey).definition.languages.filter((code) => codes.includes(code)) : codes;
  // A survey in none of our languages has its own words in a page of ours.
  return visitIn(door, request, spoken.length > 0 ? spoken : codes);
}

function visitWithout(door: Door, request: Request): OpenVisit {
  return visitIn(door, request, door.languages.codes);
}

function visitIn(door: Door, request: Request, offered: readonly string[]): OpenVisit {
  const now = door.clock();
  const query = firstValues(request);
  const found = sessionOf(door, request);
  const ended = found !== undefined && hasEnded(found, now.getTime());
  const freshId = () => newId(door.random);
  const started =
    found && !ended
      ? withoutOldReceipt(found, now.getTime(), freshId)
      : freshSession(freshId(), now.getTime(), found?.language ?? null, kioskPlaces(found?.places ?? {}));
  const asked = offered.find((code) => code === query.lang);
  const due = started.seen + RENEW < now.getTime() || started !== found;
  let session: CitizenSession = due ? { ...started, seen: now.getTime() } : started;
  if (asked !== undefined && asked !== session.language) session = { ...session, language: asked };
  // Whoever goes on at a kiosk that had asked is there.
  if (session.quietSince !== null && !request.path.startsWith("/kiosk/")) session = { ...session, quietSince: null };
  const language = chooseLanguage(offered, {
    asked,
    chosen: session.language,
    accepted: request.get("accept-language"),
  });
  const fields: FormFields = request.method === "POST" && typeof request.body === "object" ? request.body : {};
  return {
    // Of our own origin whatever was asked for: two slashes in front would name a host.
    path: `${request.baseUrl}${request.path}`.replace(/^\/+/, "/"),
    offered,
    params: stringParams(request),
    query,
    get search() {
      return new URL(request.url, door.publicUrl).search;
    },
    fields,
    proven: fields.token !== undefined && isFormToken(fields.token[0] ?? "", secretOf(session, door)),
    now,
    language,
    translate: door.languages.translator(language),
    sessionEnded: ended,
    latest: found ?? null,
    get network() {
      return networkOf(request.ip);
    },
    get session() {
      return session;
    },
    keep: (changes) => {
      session = { ...session, ...changes };
    },
    changed: () => (session === found ? undefined : session),
  };
}

/** A post must come from a page of ours and carry the session's token. A page of questions keeps what was typed even so. */
async function admitted(door: Door, request: Request, visit: OpenVisit): Promise<Reply | undefined> {
  const posted = request.method === "POST";
  // No other site leads a kiosk to the end of its visit.
  if (!posted && request.path !== KIOSK_OVER) return undefined;
  const provenance = { fetchSite: request.get("sec-fetch-site"), origin: request.get("origin") };
  if (isCrossSite(provenance, door.publicUrl.origin)) return refused({ kind: "cross-site" });
  if (!posted) return undefined;
  if (visit.proven || visit.params.page !== undefined) return undefined;
  const listed = await door.world.catalogue.find(visit.params.survey ?? "");
  return listed ? expired(listed, false) : refused({ kind: "session-expired", typedKept: false });
}

function newId(random: Random): string {
  return Buffer.from(random.bytes(16)).toString("base64url");
}

const NONE: Readonly<Record<string, string>> = {};

function firstValues(request: Request): Readonly<Record<string, string>> {
  // Most addresses have no query, and Express parses it anew each time it is asked for.
  if (!request.url.includes("?")) return NONE;
  const first = Object.entries(request.query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return Object.fromEntries(first.filter(([, value]) => typeof value === "string"));
}

function stringParams(request: Request): Readonly<Record<string, string>> {
  const strings: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.params)) if (typeof value === "string") strings[name] = value;
  return strings;
}
