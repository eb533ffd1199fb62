/** Makes an answer of a reply of the staff's path: a page in its frame, data in a file, a stream, a refusal. */
import type { Response } from "express";
import type { Random } from "../records/world.ts";
import type { Assets } from "../web/assets.ts";
import { sendSeeOther } from "../web/compressed.ts";
import { openEventStream } from "../web/event-stream.ts";
import { sendReleaseFile } from "../web/files.ts";
import { allowNothing } from "../web/headers.ts";
import { type Languages, languageLinks } from "../web/languages.ts";
import { formSecret, formToken } from "../web/same-site.ts";
import type { View, Views } from "../web/views.ts";
import { type Carried, setCookie } from "./cookies.ts";
import { type StaffFault, staffRefusal } from "./refusals.ts";
import type { Member, StaffReply, StaffVisit, Streaming } from "./world.ts";

/** What answers are made with. */
export interface Sending {
  readonly random: Random;
  readonly publicUrl: URL;
  readonly tokenKey: Uint8Array;
  readonly languages: Languages;
  readonly views: Views;
  readonly assets: Assets;
}

/** A visit, with what its answer needs to know. */
export interface OpenVisit extends StaffVisit {
  readonly path: string;
  /** What the tokens of this visit's forms are bound to. */
  readonly bond: string;
  /** The post carries such a token. */
  readonly proven: boolean;
  /** What the browser is to carry from now on, where that changes. */
  changed(): Carried;
}

/** `reference`: what the log calls a failure. */
export function sendReply(
  door: Sending,
  visit: OpenVisit,
  response: Response,
  reply: StaffReply,
  reference = "",
): void {
  for (const cookie of setCookie(visit.changed(), door.publicUrl)) response.append("Set-Cookie", cookie);
  switch (reply.kind) {
    case "see-other":
      if (reply.leaves) response.setHeader("Clear-Site-Data", '"storage"');
      sendSeeOther(response, reply.to);
      return;
    case "to-provider":
      sendSeeOther(response, reply.to.href);
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
    case "html":
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
  /** As a file, never as a page of ours. */
  html: "text/html; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

function sendEvents(response: Response, streaming: Streaming): void {
  let gone = () => {};
  gone = streaming(openEventStream(response, () => gone()));
}

function sendRefusal(door: Sending, visit: OpenVisit, response: Response, fault: StaffFault, reference: string): void {
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

/** Pages on which the second factor is being set up, or has been just now. */
const ENROLLING = ["admin/enrol", "admin/recovery"];

function rendered(door: Sending, visit: OpenVisit, { name, title, view }: Finished): string {
  const { translate, language } = visit;
  // Whoever has just been signed out is nobody to the page that says so.
  const member = visit.changed().session === null ? undefined : visit.member;
  const frame = {
    lang: language,
    title,
    icon: door.assets.address("icon.svg"),
    stylesheet: door.assets.address("pikir.css"),
    staffStylesheet: door.assets.address("staff.css"),
    staffScript: door.assets.address("staff.js"),
    token: formToken(formSecret(door.tokenKey, visit.bond), door.random),
    languages: languageLinks(door.languages.codes, language, translate, ...placeOf(visit)),
    severalLanguages: door.languages.codes.length > 1,
    member: member
      ? { name: member.name, role: translate(`admin.role.${member.role}`), places: placesOf(member) }
      : null,
    unprotected: member !== undefined && !member.enrolled && !ENROLLING.includes(name),
  };
  // What a page says of its own would hide a part of the frame in silence.
  const twice = Object.keys(view).filter((field) => Object.hasOwn(frame, field));
  if (twice.length > 0) throw new Error(`${name} has fields of the frame: ${twice.join(", ")}`);
  return door.views.render(name, { ...frame, ...view }, translate);
}

/** What a reading in another language leads to. The end of a sign-in is nothing to be read again: its address holds a code. */
function placeOf({ path, query }: OpenVisit): readonly [path: string, query: OpenVisit["query"]] {
  return path === "/admin/sign-in/callback" ? ["/admin/sign-in", {}] : [path, query];
}

/** Where a role may go, for the row of links at the top. */
function placesOf({ role }: Member) {
  return {
    surveys: role !== "auditor",
    staff: role === "administrator",
    proposals: role !== "auditor",
    audit: role === "auditor",
  };
}
