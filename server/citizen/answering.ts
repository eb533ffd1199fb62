/** How a reply becomes an answer: its status, its headers, its cookie, and its page in the citizen's language. */
import type { Response } from "express";
import type { Fault } from "../records/fault.ts";
import { type CitizenSession, isKiosk } from "../records/session.ts";
import type { Random } from "../records/world.ts";
import type { Assets } from "../web/assets.ts";
import { sendCompressed, sendSeeOther, sendSheet } from "../web/compressed.ts";
import { allowPolicy } from "../web/headers.ts";
import { type Languages, languageLinks } from "../web/languages.ts";
import { refusalPage } from "../web/refusals.ts";
import type { Reply } from "../web/reply.ts";
import { formSecret, formToken } from "../web/same-site.ts";
import { blank, type Sheets, type Words } from "../web/sheets.ts";
import type { View, Views } from "../web/views.ts";
import type { Visit } from "../web/visit.ts";
import { dayWritten } from "../web/written.ts";
import { type Sealing, sessionCookie } from "./cookie.ts";
import { derivedOnce } from "./derived.ts";
import { memoryOf } from "./memory.ts";
import type { Sessions } from "./sessions.ts";

export interface Answering extends Sealing {
  readonly random: Random;
  readonly tokenKey: Uint8Array;
  /** Keys what opens the typed answers in a citizen's own browser. */
  readonly typedKey: Uint8Array;
  readonly views: Views;
  readonly sheets: Sheets;
  readonly sessions: Sessions;
  readonly assets: Assets;
}

export interface OpenVisit extends Visit {
  readonly path: string;
  /** The cookie to set; undefined while it stays as it is. */
  changed(): CitizenSession | undefined;
}

/** What scripts kept; the cookie is replaced, and no page is in a cache. */
const LEFT_BEHIND = '"storage"';

export function sendReply(door: Answering, visit: OpenVisit, response: Response, reply: Reply, reference = ""): void {
  const session = visit.changed();
  if (session) {
    const cookie = sessionCookie(door, session, door.random);
    door.sessions.made(cookie, visit.now.getTime(), session);
    response.append("Set-Cookie", cookie);
  }
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
      sendPage(door, visit, response, reply);
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

/** What is alike for everybody is rendered once, and each answer fills in its blanks; any other page is made anew. */
function sendPage(
  door: Answering,
  visit: OpenVisit,
  response: Response,
  reply: Extract<Reply, { kind: "page" }>,
): void {
  const { name, title, view, status, blanks } = reply;
  // With what is this request's own, nothing goes that somebody else has written into the address: it would be compressed beside it.
  if (blanks && !isOurs(visit) && Object.keys(blanks).length > 0) return sendSeeOther(response, ourAddress(visit));
  if (!blanks || !isOurs(visit)) return sendCompressed(response, status, rendered(door, visit, name, title, view));
  const words: Words = { ...ownWords(door, visit), ...blanks };
  // Where there is no word, the template may leave out more than the word.
  const marks = Object.fromEntries(
    Object.entries(words).map(([field, word]) => [field, word === "" ? "" : blank(field)]),
  );
  const frame = frameOf(visit, name, title);
  const sheet = door.sheets.of(view, [frame, marks], () => inFrame(door, visit, frame, { ...view, ...marks }));
  sendSheet(response, status, sheet, words);
}

/** Addresses that our own pages lead to; anybody may write any number of others, each of which would be a sheet of its own. */
function isOurs(visit: OpenVisit): boolean {
  const [path, query] = placeOf(visit);
  return OUR_PATH.test(path) && Object.entries(query).every((entry) => isKnown(path, entry));
}

/** The address that our own pages would have led to. */
function ourAddress(visit: OpenVisit): string {
  const [written, query] = placeOf(visit);
  const path = decodeURIComponent(written).toLowerCase();
  const known = Object.entries(query).filter((entry) => isKnown(path, entry));
  const address = known.length === 0 ? path : `${path}?${new URLSearchParams(known)}`;
  return OUR_PATH.test(path) ? address : "/";
}

const OUR_PATH = /^[a-z0-9/._-]*$/;

function isKnown(path: string, [name, value]: readonly [string, string]): boolean {
  return name === "survey" ? path === "/sign-in" : (name === "change" || name === "send") && value === "";
}

/** The page as HTML. */
export function rendered(door: Answering, visit: OpenVisit, name: string, title: string, view: View): string {
  return inFrame(door, visit, frameOf(visit, name, title), { ...ownWords(door, visit), ...view });
}

/** A page that is the same for everybody, with nothing in it of whoever asks, or of what they asked for. `title`: a key. */
export function pageForAll(
  door: Answering & { readonly languages: Languages },
  language: string,
  name: string,
  title: string,
  view: View,
): string {
  const translate = door.languages.translator(language);
  const nobody = { path: "", query: {}, kiosk: false, quiet: false, signedIn: false };
  return inFrame(
    door,
    { translate },
    { name, title: translate(title), language, offered: [language], ...nobody },
    view,
  );
}

/** The words of a page that are this request's and nobody else's. */
function ownWords(door: Answering, { session }: OpenVisit): Words {
  return {
    token: formToken(secretOf(session, door), door.random),
    memory: memoryOf(session, door.typedKey),
  };
}

/** What the forms of this session show that they know. */
export function secretOf(session: CitizenSession, { tokenKey }: Pick<Answering, "tokenKey">): Uint8Array {
  return derivedOnce(session, tokenKey, "forms", () => formSecret(tokenKey, session.id));
}

/** All that what stands around a view depends on. */
function frameOf(visit: OpenVisit, name: string, title: string) {
  const { language, offered, session } = visit;
  const [path, query] = placeOf(visit);
  const [kiosk, signedIn] = [isKiosk(session), session.person !== null];
  return { name, title, language, offered, path, query, kiosk, quiet: isQuiet(visit, name), signedIn };
}

function inFrame(
  door: Answering,
  { translate }: Pick<OpenVisit, "translate">,
  { name, title, language, offered, path, query, kiosk, quiet, signedIn }: ReturnType<typeof frameOf>,
  view: View,
): string {
  const frame = {
    lang: language,
    preview: null,
    quiet,
    ...quietness(door, name),
    title,
    icon: door.assets.address("icon.svg"),
    stylesheet: door.assets.address("pikir.css"),
    script: door.assets.address("pikir.js"),
    kiosk,
    codeScript: door.assets.address("code.js"),
    challengeScript: door.assets.address("challenge.js"),
    challengeWorker: door.assets.address("challenge-worker.js"),
    deviceScript: door.assets.address("device.js"),
    fingerprintScript: door.assets.address("fingerprint.js"),
    languages: languageLinks(offered, language, translate, path, query),
    severalLanguages: offered.length > 1,
    signedIn,
    // A page that can be typed on has its languages in the form, so that nothing is lost; its header names the survey.
    languagesInForm: name === "citizen/question" || name === "citizen/check",
    shared: null,
    withdrawAddress: new URL("/withdraw", door.publicUrl).href,
  };
  return door.views.render(name, { ...frame, ...view }, translate);
}

/** Ends a kiosk's visit, by a post. */
export const KIOSK_END = "/kiosk/end";
/** Where a browser without a script comes by itself once a kiosk's visit has run out. */
export const KIOSK_OVER = "/kiosk/over";

/** On a kiosk every page but the first of somebody new ends by itself. */
function isQuiet({ session }: OpenVisit, name: string): boolean {
  const { person, guests, receipt } = session;
  const somebody = person !== null || receipt !== null || Object.keys(guests).length > 0;
  return isKiosk(session) && (somebody || name !== "citizen/start");
}

/** What the page, with a script or without, needs for its end. */
function quietness(door: Answering, name: string) {
  const asks = name === "citizen/quiet";
  return {
    quietEnd: KIOSK_END,
    quietNext: asks ? `30; url=${KIOSK_OVER}` : "60; url=/kiosk/quiet",
    kioskScript: door.assets.address("kiosk.js"),
  };
}

/**
 * What a reading in another language leads to, which the link adds. The end of a sign-in is nothing to be read again: its address holds
 * a code. Where the invitation hung is in the session by now.
 */
function placeOf({
  path,
  query: { from: _kept, lang: _added, ...query },
}: OpenVisit): readonly [string, OpenVisit["query"]] {
  return path === "/sign-in/callback" ? ["/", {}] : [path, query];
}

function dateIn(fault: Fault, language: string): Record<string, string> {
  if (fault.kind !== "not-yet-open") return {};
  return { date: dayWritten(fault.opens, language) };
}
