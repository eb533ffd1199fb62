/**
 * What opens the typed answers that a citizen's own browser keeps, sealed, while they cannot be sent (`static/pikir.js`). It
 * is theirs alone, the same after a new sign-in, comes with the page and is kept nowhere; it says nothing of who they are.
 */
import { personHmac } from "../identity/participation.ts";
import { type CitizenSession, isKiosk } from "../records/session.ts";
import { derivedOnce } from "./derived.ts";

/** 32 bytes as base64url; empty where the browser keeps nothing: nobody is signed in, or it is a kiosk's. */
export function memoryOf(session: CitizenSession, key: Uint8Array): string {
  if (session.person === null || isKiosk(session)) return "";
  const { person } = session;
  const opens = derivedOnce(person, key, "typed answers", () => personHmac(key, "typed answers", person, ""));
  return Buffer.from(opens).toString("base64url");
}
