/**
 * What a staff browser carries. With https every name begins with `__Host-`, which ties it to this host: on a domain with
 * many sites a neighbour can neither plant nor overwrite it. The price is `Path=/` instead of `Path=/admin`; a path keeps
 * no script of the same origin out, so little is lost. `SameSite=Strict`: nothing on another site acts as staff. Only what a
 * sign-in at the provider brings back from there is `Lax`, and so is the language.
 */

import { parseCookie, stringifySetCookie } from "cookie";
import type { Request } from "express";
import type { Random } from "../records/world.ts";

export interface Carried {
  /** Names the session on the server; null when it is to be forgotten. */
  readonly session?: string | null;
  /** What the tokens of forms are bound to before anybody has signed in. */
  readonly form?: string;
  readonly language?: string;
  /** A sign-in at the provider that has begun, sealed; null when it is over. */
  readonly attempt?: string | null;
}

const NAMES = {
  session: "pikir-staff",
  form: "pikir-staff-form",
  language: "pikir-staff-language",
  attempt: "pikir-staff-attempt",
} as const;
/** In seconds; what it seals ends by itself as well. */
const ATTEMPT_LASTS = 15 * 60;

/** 32 random bytes as base64url. */
export function newValue(random: Random): string {
  return Buffer.from(random.bytes(32)).toString("base64url");
}

export function carriedBy(request: Request, publicUrl: URL): { readonly [Name in keyof Carried]: string | undefined } {
  const cookies = parseCookie(request.get("cookie") ?? "");
  const carried = (name: keyof Carried) => cookies[fullName(name, publicUrl)] || undefined;
  return {
    session: carried("session"),
    form: carried("form"),
    language: carried("language"),
    attempt: carried("attempt"),
  };
}

/** The `Set-Cookie` lines for what changes. */
export function setCookie(changed: Carried, publicUrl: URL): readonly string[] {
  const secure = publicUrl.protocol === "https:";
  const names = ["session", "form", "language", "attempt"] as const;
  return names.flatMap((name) => {
    const value = changed[name];
    if (value === undefined) return [];
    return [
      stringifySetCookie({
        name: fullName(name, publicUrl),
        value: value ?? "",
        httpOnly: true,
        sameSite: name === "session" || name === "form" ? "strict" : "lax",
        path: "/",
        secure,
        ...(name === "attempt" ? { maxAge: ATTEMPT_LASTS } : {}),
        ...(value === null ? { maxAge: 0 } : {}),
      }),
    ];
  });
}

function fullName(name: keyof Carried, publicUrl: URL): string {
  return publicUrl.protocol === "https:" ? `__Host-${NAMES[name]}` : NAMES[name];
}
