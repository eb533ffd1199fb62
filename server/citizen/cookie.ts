/** The cookie that carries a citizen's session: sealed, so that the browser that holds it can neither read nor change it. */
import { parseCookie, stringifySetCookie } from "cookie";
import { type CitizenSession, citizenSessionShape } from "../records/session.ts";
import type { Random } from "../records/world.ts";
import { seal, unseal } from "../web/sealed.ts";

export interface Sealing {
  readonly publicUrl: URL;
  readonly sessionKey: Uint8Array;
}

/** What `Set-Cookie` says. Over https the cookie is tied to this host and to https. */
export function sessionCookie({ publicUrl, sessionKey }: Sealing, session: CitizenSession, random: Random): string {
  const value = seal(JSON.stringify(session), sessionKey, random).toString("base64url");
  const secure = publicUrl.protocol === "https:";
  return stringifySetCookie({ name: nameOf(publicUrl), value, httpOnly: true, sameSite: "lax", path: "/", secure });
}

/** The session in what `Cookie` says; undefined without one, and for one that is not ours. */
export function sessionIn({ publicUrl, sessionKey }: Sealing, header: string | undefined): CitizenSession | undefined {
  const sealed = parseCookie(header ?? "")[nameOf(publicUrl)];
  const plain = sealed === undefined ? undefined : unseal(Buffer.from(sealed, "base64url"), sessionKey);
  if (plain === undefined) return undefined;
  const parsed = citizenSessionShape.safeParse(JSON.parse(plain));
  return parsed.success ? parsed.data : undefined;
}

function nameOf({ protocol }: URL): string {
  return protocol === "https:" ? "__Host-pikir" : "pikir";
}
