/** How a reply becomes an answer: its status, its headers, its cookie, and its page in the citizen's language. */
import type { Response } from "express";
import type { Fault } from "../records/fault.ts";
import { type CitizenSession, isKiosk } from "../records/session.ts";
import type { Random } from "../records/world.ts";
import type { Assets } from "../web/assets.ts";
import { sendCompressed, sendSeeOther } from "../web/compressed.ts";
import { allowPolicy } from "../web/headers.ts";
import { languageLinks } from "../web/languages.ts";
import { refusalPage } from "../web/refusals.ts";
import type { Reply } from "../web/reply.ts";
import { formToken } from "../web/same-site.ts";
import type { Views } from "../web/views.ts";
import type { Visit } from "../web/visit.ts";
import { dayWritten } from "../web/written.ts";
import { type Sealing, sessionCookie } from "./cookie.ts";
import { memoryOf } from "./memory.ts";

export interface Answering extends Sealing {
  readonly random: Random;
  readonly tokenKey: Uint8Array;
  /** Keys what opens the typed answers in a citizen's own browser. */
  readonly typedKey: Uint8Array;
  readonly views: Views;
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
  if (session) response.append("Set-Cookie", sessionCookie(door, session, door.random));
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

/** The page as HTML. */
export function rendered(
  door: Answering,
  visit: OpenVisit,
  name: string,
  title: string,
  view: Readonly<Record<string, unknown>>,
): string {
  const frame = {
    lang: visit.language,
    preview: null,
    ...quietness(door, visit, name),
    title,
    icon: door.assets.address("icon.svg"),
    stylesheet: door.assets.address("pikir.css"),
    script: door.assets.address("pikir.js"),
    kiosk: isKiosk(visit.session),
    memory: memoryOf(visit.session, door.typedKey),
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
    shared: null,
    withdrawAddress: new URL("/withdraw", door.publicUrl).href,
  };
  return door.views.render(name, { ...frame, ...view }, visit.translate);
}

/** Ends a kiosk's visit, by a post. */
export const KIOSK_END = "/kiosk/end";
/** Where a browser without a script comes by itself once a kiosk's visit has run out. */
export const KIOSK_OVER = "/kiosk/over";

/** On a kiosk every page but the first of somebody new ends by itself: what the page, with a script or without, needs for it. */
function quietness(door: Answering, { session }: OpenVisit, name: string) {
  const { person, guests, receipt } = session;
  const somebody = person !== null || receipt !== null || Object.keys(guests).length > 0;
  const asks = name === "citizen/quiet";
  return {
    quiet: isKiosk(session) && (somebody || name !== "citizen/start"),
    quietEnd: KIOSK_END,
    quietNext: asks ? `30; url=${KIOSK_OVER}` : "60; url=/kiosk/quiet",
    kioskScript: door.assets.address("kiosk.js"),
  };
}

/** What a reading in another language leads to. The end of a sign-in is nothing to be read again: its address holds a code. */
function placeOf({ path, query }: OpenVisit): readonly [path: string, query: OpenVisit["query"]] {
  return path === "/sign-in/callback" ? ["/", {}] : [path, query];
}

function dateIn(fault: Fault, language: string): Record<string, string> {
  if (fault.kind !== "not-yet-open") return {};
  return { date: dayWritten(fault.opens, language) };
}
