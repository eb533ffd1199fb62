/** The door of the staff's path: it lets in whom the route names, and makes a visit of a request. */
import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { Refusal } from "../records/fault.ts";
import type { Clock } from "../records/world.ts";
import type { FormFields } from "../web/form.ts";
import { chooseLanguage } from "../web/languages.ts";
import type { Counted } from "../web/limits.ts";
import type { Log } from "../web/log.ts";
import { seeOther } from "../web/reply.ts";
import { formSecret, isCrossSite, isFormToken } from "../web/same-site.ts";
import { type Carried, carriedBy, newValue } from "./cookies.ts";
import { type StaffFault, staffFaultOf } from "./refusals.ts";
import { type OpenVisit, type Sending, sendReply } from "./sending.ts";
import { signedInBy } from "./session.ts";
import { type Member, type Route, refuse, type StaffReply, type StaffWorld } from "./world.ts";

export interface StaffDoor extends Sending {
  readonly world: StaffWorld;
  readonly clock: Clock;
  readonly guessing: Counted;
  /** Calls by tokens of scripts, and by none. */
  readonly calls: Counted;
  readonly tokenGuessing: Counted;
  readonly log: Log;
}

/** Makes an Express handler of a route. What it throws goes to `answerFailure`. */
export function answered(door: StaffDoor, route: Route): RequestHandler {
  return async (request: Request, response: Response) => {
    const visit = await visitOf(door, request);
    const reply = turnedAway(door, route, request, visit) ?? (await route.handler(visit, door.world));
    await noteDownload(door, visit, reply);
    sendReply(door, visit, response, reply);
  };
}

/** Whatever leaves as data is on record before it leaves, by whichever route. */
async function noteDownload({ world }: StaffDoor, visit: OpenVisit, reply: StaffReply): Promise<void> {
  const about = dataIn(visit, reply);
  if (visit.member && about !== undefined) await world.note(visit, "downloaded", about, visit.member.name);
}

/** What of a reply leaves as data, as the audit log calls it; undefined for a page. */
function dataIn({ path }: OpenVisit, reply: StaffReply): string | undefined {
  if (reply.kind === "json") return reply.looking ? undefined : `${path} as JSON`;
  if (reply.kind === "file") return reply.about;
  return "content" in reply ? reply.name : undefined;
}

/** Answers what came up outside a handler. `reference`: what the log calls it. */
export async function answerFault(
  door: StaffDoor,
  request: Request,
  response: Response,
  fault: StaffFault,
  reference = "",
) {
  const visit = await visitOf(door, request).catch(() => visitOfNobody(door, request));
  sendReply(door, visit, response, refuse(fault), reference);
}

/** Refusals from deep inside get their page. Anything else is a bug: logged under a reference that the page shows. */
export function answerFailure(door: StaffDoor): ErrorRequestHandler {
  return async (error, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof Refusal) return answerFault(door, request, response, staffFaultOf(error.fault));
    if (error instanceof URIError) return answerFault(door, request, response, "malformed");
    const reference = randomUUID().slice(0, 8);
    door.log.failed(reference, request.route?.path ?? "", error, door.clock());
    return answerFault(door, request, response, "unavailable", reference);
  };
}

async function visitOf(door: StaffDoor, request: Request): Promise<OpenVisit> {
  const { session } = carriedBy(request, door.publicUrl);
  return visitIn(door, request, await signedInBy(door.world.storage.staff, session, door.clock().getTime()));
}

function visitOfNobody(door: StaffDoor, request: Request): OpenVisit {
  return visitIn(door, request, undefined);
}

function visitIn(door: StaffDoor, request: Request, member: Member | undefined): OpenVisit {
  const carried = carriedBy(request, door.publicUrl);
  const changed: { -readonly [Name in keyof Carried]: Carried[Name] } = {};
  const { codes } = door.languages;
  const asked = codes.find((code) => code === request.query.lang);
  if (asked !== undefined && asked !== carried.language) changed.language = asked;
  const chosen = carried.language ?? null;
  const language = chooseLanguage(codes, { asked, chosen, accepted: request.get("accept-language") });
  const bond = (member ? carried.session : carried.form) ?? newValue(door.random);
  if (!member && bond !== carried.form) changed.form = bond;
  const fields: FormFields = request.method === "POST" && typeof request.body === "object" ? request.body : {};
  return {
    // Of our own origin whatever was asked for: two slashes in front would name a host.
    path: `${request.baseUrl}${request.path}`.replace(/^\/+/, "/"),
    params: stringsOf(request.params),
    query: stringsOf(request.query),
    fields,
    now: door.clock(),
    language,
    translate: door.languages.translator(language),
    member,
    session: member ? carried.session : undefined,
    search: new URL(request.url, door.publicUrl).search,
    attempt: carried.attempt,
    wantsJson: request.accepts(["html", "json"]) === "json",
    bond,
    proven: isFormToken(fields.token?.[0] ?? "", formSecret(door.tokenKey, bond)),
    carry: (session) => {
      changed.session = session;
    },
    carryAttempt: (attempt) => {
      changed.attempt = attempt;
    },
    changed: () => changed,
  };
}

/** Why this visit is not let in: not from our own page, not signed in, without permission, or without the form's token. */
function turnedAway(
  door: StaffDoor,
  { who, needsFactor }: Route,
  request: Request,
  visit: OpenVisit,
): StaffReply | undefined {
  const posted = request.method === "POST";
  const provenance = { fetchSite: request.get("sec-fetch-site"), origin: request.get("origin") };
  if (posted && isCrossSite(provenance, door.publicUrl.origin)) return refuse("cross-site");
  if (who !== "anyone") {
    if (!visit.member) return posted || visit.wantsJson ? refuse("not-signed-in") : seeOther("/admin/sign-in");
    if (!who.includes(visit.member.role)) return refuse("not-permitted");
    if (needsFactor && !visit.member.enrolled) return seeOther("/admin/account/second-factor");
  }
  return posted && !visit.proven ? refuse("form-expired") : undefined;
}

function stringsOf(given: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
