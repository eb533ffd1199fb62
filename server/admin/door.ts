/** The door of the staff's path: it lets in whom the route names, makes a visit of a request and an answer of a reply. */
import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { Refusal } from "../records/fault.ts";
import type { Clock, Random } from "../records/world.ts";
import type { Assets } from "../web/assets.ts";
import { sendSeeOther } from "../web/compressed.ts";
import { openEventStream } from "../web/event-stream.ts";
import { sendReleaseFile } from "../web/files.ts";
import type { FormFields } from "../web/form.ts";
import { allowNothing } from "../web/headers.ts";
import { chooseLanguage, type Languages, languageLinks } from "../web/languages.ts";
import type { Counted } from "../web/limits.ts";
import type { Log } from "../web/log.ts";
import { seeOther } from "../web/reply.ts";
import { formToken, isCrossSite, isFormToken } from "../web/same-site.ts";
import type { View, Views } from "../web/views.ts";
import { type Carried, carriedBy, newValue, setCookie } from "./cookies.ts";
import { type StaffFault, staffFaultOf, staffRefusal } from "./refusals.ts";
import { signedInBy } from "./session.ts";
import {
  type Member,
  type Route,
  refuse,
  type StaffReply,
  type StaffVisit,
  type StaffWorld,
  type Streaming,
} from "./world.ts";

export interface StaffDoor {
  readonly world: StaffWorld;
  readonly clock: Clock;
  readonly random: Random;
  readonly publicUrl: URL;
  readonly tokenKey: Uint8Array;
  readonly guessing: Counted;
  /** Calls by tokens of scripts, and by none. */
  readonly calls: Counted;
  readonly tokenGuessing: Counted;
  readonly languages: Languages;
  readonly views: Views;
  readonly assets: Assets;
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
  if (reply.kind === "json") return `${path} as JSON`;
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

interface OpenVisit extends StaffVisit {
  readonly path: string;
  /** What the tokens of this visit's forms are bound to. */
  readonly bond: string;
  /** The post carries such a token. */
  readonly proven: boolean;
  /** What the browser is to carry from now on, where that changes. */
  changed(): Carried;
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
    wantsJson: request.accepts(["html", "json"]) === "json",
    bond,
    proven: isFormToken(fields.token?.[0] ?? "", door.tokenKey, bond),
    carry: (session) => {
      changed.session = session;
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

function sendReply(door: StaffDoor, visit: OpenVisit, response: Response, reply: StaffReply, reference = ""): void {
  for (const cookie of setCookie(visit.changed(), door.publicUrl)) response.append("Set-Cookie", cookie);
  switch (reply.kind) {
    case "see-other":
      if (reply.leaves) response.setHeader("Clear-Site-Data", '"storage"');
      sendSeeOther(response, reply.to);
      return;
    case "json":
      response.json(reply.value);
      return;
    case "events":
      sendEvents(response, reply.streaming);
      return;
    case "csv":
    case "markdown":
    case "svg":
    case "xlsx":
      response.attachment(reply.name).type(TYPES[reply.kind]).send(reply.content);
      return;
    case "file":
      sendReleaseFile(response, reply);
      return;
    case "preview":
      allowNothing(response);
      response.type("html").send(reply.html);
      return;
    case "page":
      if (reply.refresh !== undefined) response.setHeader("Refresh", String(reply.refresh));
      response
        .status(reply.status)
        .type("html")
        .send(rendered(door, visit, reply));
      return;
    case "refused":
      sendRefusal(door, visit, response, reply.fault, reference);
  }
}

const TYPES = {
  csv: "text/csv; charset=utf-8",
  markdown: "text/markdown; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

function sendEvents(response: Response, streaming: Streaming): void {
  let gone = () => {};
  gone = streaming(openEventStream(response, () => gone()));
}

function sendRefusal(
  door: StaffDoor,
  visit: OpenVisit,
  response: Response,
  fault: StaffFault,
  reference: string,
): void {
  const { status, words, onward, retryAfter } = staffRefusal(fault);
  const title = visit.translate(`admin.fault.${words}.title`);
  const text = visit.translate(`admin.fault.${words}.text`);
  if (retryAfter !== undefined) response.setHeader("Retry-After", String(retryAfter));
  response.status(status);
  if (visit.wantsJson) {
    response.json({ error: fault, message: text, ...(reference === "" ? {} : { reference }) });
    return;
  }
  const onwardWords = visit.translate(`admin.fault.${words}.onward`);
  const view = { text, onward, onwardWords, reference };
  response.type("html").send(rendered(door, visit, { name: "admin/refused", title, view }));
}

interface Finished {
  readonly name: string;
  readonly title: string;
  readonly view: View;
}

function rendered(door: StaffDoor, visit: OpenVisit, { name, title, view }: Finished): string {
  const { member, translate, language } = visit;
  const frame = {
    lang: language,
    title,
    icon: door.assets.address("icon.svg"),
    stylesheet: door.assets.address("pikir.css"),
    staffStylesheet: door.assets.address("staff.css"),
    staffScript: door.assets.address("staff.js"),
    token: formToken(door.tokenKey, visit.bond, door.random),
    languages: languageLinks(door.languages.codes, language, translate, visit.path, visit.query),
    severalLanguages: door.languages.codes.length > 1,
    member: member
      ? { name: member.name, role: translate(`admin.role.${member.role}`), places: placesOf(member) }
      : null,
    unprotected: member !== undefined && !member.enrolled,
  };
  return door.views.render(name, { ...frame, ...view }, translate);
}

/** Where a role may go, for the row of links at the top. */
function placesOf({ role }: Member) {
  return {
    surveys: role !== "auditor",
    staff: role === "administrator",
    proposals: role === "administrator",
    audit: role === "auditor",
  };
}

function stringsOf(given: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
