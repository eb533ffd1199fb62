/** The door of the citizen's path: a request becomes a visit, a reply becomes an answer, and nothing else is known inside. */

import { parseCookie, stringifySetCookie } from "cookie";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { type Fault, Refusal } from "../records/fault.ts";
import {
  type CitizenSession,
  citizenSessionShape,
  freshSession,
  hasEnded,
  isKiosk,
  withoutOldReceipt,
} from "../records/session.ts";
import { newestOf } from "../records/survey.ts";
import type { Clock, Random } from "../records/world.ts";
import type { Assets } from "../web/assets.ts";
import { sendCompressed, sendSeeOther } from "../web/compressed.ts";
import type { FormFields } from "../web/form.ts";
import { allowPolicy } from "../web/headers.ts";
import { chooseLanguage, type Languages, languageLinks } from "../web/languages.ts";
import type { Counted } from "../web/limits.ts";
import { networkOf } from "../web/network.ts";
import { refusalPage } from "../web/refusals.ts";
import { type Reply, refused } from "../web/reply.ts";
import { formToken, isCrossSite, isFormToken } from "../web/same-site.ts";
import { seal, unseal } from "../web/sealed.ts";
import type { Views } from "../web/views.ts";
import type { Visit } from "../web/visit.ts";
import { dayWritten } from "../web/written.ts";
import { memoryOf } from "./memory.ts";
import { type CitizenWorld, expired, type Handler } from "./world.ts";

export interface Door {
  readonly world: CitizenWorld;
  readonly clock: Clock;
  readonly random: Random;
  readonly publicUrl: URL;
  readonly sessionKey: Uint8Array;
  readonly tokenKey: Uint8Array;
  /** Of withdrawal codes. */
  readonly guessing: Counted;
  readonly invitationGuessing: Counted;
  readonly posting: Counted;
  readonly languages: Languages;
  readonly views: Views;
  readonly assets: Assets;
}

/** What scripts kept; the cookie is replaced, and no page is in a cache. */
const LEFT_BEHIND = '"storage"';

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

/** Whom posts are counted by: whoever is signed in, on all their devices, else the session. */
export function poster(door: Door, request: Request): string {
  const session = cookieOf(door, request);
  if (!session) return "";
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

interface OpenVisit extends Visit {
  readonly path: string;
  /** The cookie to set; undefined while it stays as it is. */
  changed(): CitizenSession | undefined;
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
  const found = cookieOf(door, request);
  const ended = found !== undefined && hasEnded(found, now.getTime());
  const freshId = () => newId(door.random);
  const started =
    found && !ended
      ? withoutOldReceipt(found, now.getTime(), freshId)
      : freshSession(freshId(), now.getTime(), found?.language ?? null);
  const asked = offered.find((code) => code === query.lang);
  const due = started.seen + RENEW < now.getTime() || started !== found;
  let session: CitizenSession = due ? { ...started, seen: now.getTime() } : started;
  if (asked !== undefined && asked !== session.language) session = { ...session, language: asked };
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
    search: new URL(request.url, door.publicUrl).search,
    fields,
    proven: isFormToken(fields.token?.[0] ?? "", door.tokenKey, session.id),
    now,
    language,
    translate: door.languages.translator(language),
    sessionEnded: ended,
    latest: found ?? null,
    network: networkOf(request.ip),
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
  if (request.method !== "POST") return undefined;
  const provenance = { fetchSite: request.get("sec-fetch-site"), origin: request.get("origin") };
  if (isCrossSite(provenance, door.publicUrl.origin)) return refused({ kind: "cross-site" });
  if (visit.proven || visit.params.page !== undefined) return undefined;
  const listed = await door.world.catalogue.find(visit.params.survey ?? "");
  return listed ? expired(listed, false) : refused({ kind: "session-expired", typedKept: false });
}

function sendReply(door: Door, visit: OpenVisit, response: Response, reply: Reply, reference = ""): void {
  const session = visit.changed();
  if (session) response.append("Set-Cookie", sessionCookie(door, session));
  switch (reply.kind) {
    case "see-other":
      if (reply.leaves) response.setHeader("Clear-Site-Data", LEFT_BEHIND);
      sendSeeOther(response, reply.to);
      return;
    case "to-provider":
      if (reply.leaves) response.setHeader("Clear-Site-Data", LEFT_BEHIND);
      sendSeeOther(response, reply.to.href);
      return;
    case "page":
      if (reply.trustedTypes !== undefined) allowPolicy(response, reply.trustedTypes);
      if (reply.refresh !== undefined) response.setHeader("Refresh", String(reply.refresh));
      sendCompressed(response, reply.status, rendered(door, visit, reply.name, reply.title, reply.view));
      return;
    case "refused": {
      const { status, words, onward, retryAfter, leave = false } = refusalPage(reply.fault);
      if (retryAfter !== undefined) response.setHeader("Retry-After", String(retryAfter));
      const title = visit.translate(`fault.${words}.title`);
      const text = visit.translate(`fault.${words}.text`, dateIn(reply.fault, visit.language));
      const onwardWords = visit.translate(`fault.${words}.onward`);
      const view = { text, onward: onward ?? "", onwardWords, reference, leave };
      sendCompressed(response, status, rendered(door, visit, "citizen/refused", title, view));
    }
  }
}

function rendered(
  door: Door,
  visit: OpenVisit,
  name: string,
  title: string,
  view: Readonly<Record<string, unknown>>,
): string {
  const frame = {
    lang: visit.language,
    title,
    icon: door.assets.address("icon.svg"),
    stylesheet: door.assets.address("pikir.css"),
    script: door.assets.address("pikir.js"),
    kiosk: isKiosk(visit.session),
    memory: memoryOf(visit.session, door.world.keys.typed),
    codeScript: door.assets.address("code.js"),
    challengeScript: door.assets.address("challenge.js"),
    challengeWorker: door.assets.address("challenge-worker.js"),
    deviceScript: door.assets.address("device.js"),
    fingerprintScript: door.assets.address("fingerprint.js"),
    token: formToken(door.tokenKey, visit.session.id, door.random),
    languages: languageLinks(visit.offered, visit.language, visit.translate, ...placeOf(visit)),
    severalLanguages: visit.offered.length > 1,
    signedIn: visit.session.person !== null,
    // A page that can be typed on has its languages in the form, so that nothing is lost; its header names the survey.
    languagesInForm: name === "citizen/question" || name === "citizen/check",
    withdrawAddress: new URL("/withdraw", door.publicUrl).href,
  };
  return door.views.render(name, { ...frame, ...view }, visit.translate);
}

/** What a reading in another language leads to. The end of a sign-in is nothing to be read again: its address holds a code. */
function placeOf({ path, query }: OpenVisit): readonly [path: string, query: OpenVisit["query"]] {
  return path === "/sign-in/callback" ? ["/", {}] : [path, query];
}

function dateIn(fault: Fault, language: string): Record<string, string> {
  if (fault.kind !== "not-yet-open") return {};
  return { date: dayWritten(fault.opens, language) };
}

function cookieName(door: Door): string {
  return door.publicUrl.protocol === "https:" ? "__Host-pikir" : "pikir";
}

function sessionCookie(door: Door, session: CitizenSession): string {
  const value = seal(JSON.stringify(session), door.sessionKey, door.random).toString("base64url");
  const secure = door.publicUrl.protocol === "https:";
  return stringifySetCookie({ name: cookieName(door), value, httpOnly: true, sameSite: "lax", path: "/", secure });
}

/** The session a browser carries; undefined without a cookie, and for one that is not ours. */
function cookieOf(door: Door, request: Request): CitizenSession | undefined {
  const sealed = parseCookie(request.get("cookie") ?? "")[cookieName(door)];
  const plain = sealed === undefined ? undefined : unseal(Buffer.from(sealed, "base64url"), door.sessionKey);
  if (plain === undefined) return undefined;
  const parsed = citizenSessionShape.safeParse(JSON.parse(plain));
  return parsed.success ? parsed.data : undefined;
}

function newId(random: Random): string {
  return Buffer.from(random.bytes(16)).toString("base64url");
}

function firstValues(request: Request): Readonly<Record<string, string>> {
  const first = Object.entries(request.query).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return Object.fromEntries(first.filter(([, value]) => typeof value === "string"));
}

function stringParams(request: Request): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(request.params).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
