/**
 * Reading a form's body, strictly: bytes that are no UTF-8 are refused instead of turned into question marks, and no name
 * can nest or reach a prototype. A form has at most 200 fields and 64 KiB.
 */
import type { NextFunction, Request, Response } from "express";
import express from "express";
import { Refusal } from "../records/fault.ts";

export type FormFields = Readonly<Record<string, readonly string[]>>;

const MOST_FIELDS = 200;

// Told by its beginning: asking for a type by name looks it up in the table of all types, for every post.
const readBody = express.raw({
  type: ({ headers }) => /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers["content-type"] ?? ""),
  limit: "64kb",
});

/** Middleware: leaves the fields in `request.body`. */
export function form(request: Request, response: Response, next: NextFunction): void {
  if (request.method !== "POST") return next();
  readBody(request, response, (error?: unknown) => {
    if (error) return next(new Refusal({ kind: isTooLarge(error) ? "too-large" : "malformed" }));
    const fields = Buffer.isBuffer(request.body) ? fieldsIn(request.body) : emptyBody(request);
    if (!fields) return next(new Refusal({ kind: "malformed" }));
    request.body = fields;
    next();
  });
}

const readUpload = express.raw({ type: "multipart/form-data", limit: "1mb" });

/**
 * The same for a form with a file: the file's text is in the place of a field. What of it is no UTF-8 is U+FFFD, so that the
 * page itself can say what to do about the file. Anything else is read as by `form`.
 */
export function upload(request: Request, response: Response, next: NextFunction): void {
  if (request.method !== "POST" || !request.is("multipart/form-data")) return form(request, response, next);
  readUpload(request, response, (error?: unknown) => {
    if (error) return next(new Refusal({ kind: isTooLarge(error) ? "too-large" : "malformed" }));
    partsIn(request).then(
      (fields) => {
        request.body = fields;
        next();
      },
      () => next(new Refusal({ kind: "malformed" })),
    );
  });
}

/** Nobody has signed in yet, and the time to read a body grows with the square of its parts. */
const MOST_PARTS = 10;

/** A file's name is nobody's business: its text alone is a field. Rejects what is no such body, or has more than 10 parts. */
async function partsIn(request: Request): Promise<FormFields> {
  const boundary = /;\s*boundary="?([\w'()+,./:=?-]{1,70})"?\s*$/i.exec(request.get("content-type") ?? "")?.[1];
  if (boundary === undefined || !Buffer.isBuffer(request.body)) throw new Error("no multipart body");
  // What is before the first part and after the last is no part.
  const pieces = request.body.toString("latin1").split(`--${boundary}`);
  if (pieces.length - 2 > MOST_PARTS) throw new Error("too many parts");
  // Told by the boundary that was counted, and by no other.
  const headers = { "Content-Type": `multipart/form-data; boundary="${boundary}"` };
  const parts = await new globalThis.Response(new Uint8Array(request.body), { headers }).formData();
  const fields: Record<string, string[]> = Object.create(null);
  for (const [name, value] of parts) {
    const text = typeof value === "string" ? value : await value.text();
    fields[name] = [...(fields[name] ?? []), text];
  }
  return fields;
}

/** The fields of an urlencoded body; undefined where it is not one: broken escapes, broken UTF-8, too many fields. */
function fieldsIn(body: Uint8Array): FormFields | undefined {
  const fields: Record<string, string[]> = Object.create(null);
  const pairs = Buffer.from(body).toString("latin1").split("&");
  if (pairs.length > MOST_FIELDS) return undefined;
  for (const pair of pairs.filter((written) => written !== "")) {
    const [name = "", ...rest] = pair.split("=");
    const [key, value] = [decoded(name), decoded(rest.join("="))];
    if (key === undefined || value === undefined) return undefined;
    fields[key] = [...(fields[key] ?? []), value];
  }
  return fields;
}

function decoded(written: string): string | undefined {
  // Bytes above 127 must come escaped; a raw one says the sender is no form.
  if (/[^\u0020-\u007e]/.test(written)) return undefined;
  try {
    return decodeURIComponent(written.replace(/\+/g, " "));
  } catch {
    return undefined;
  }
}

function emptyBody(request: Request): FormFields | undefined {
  return request.get("content-length") === undefined || request.get("content-length") === "0" ? {} : undefined;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && "status" in error && error.status === 413;
}
