/** The provider of the staff, handed to their path without the people it tells of: those are known there by HMACs alone. */
import { createHmac } from "node:crypto";
import type { StaffProvider } from "./admin/provider/staff-provider.ts";
import { newAttempt, type Provider } from "./identity/provider.ts";
import type { Person } from "./records/person.ts";
import type { Random } from "./records/world.ts";

/** `key`: the staff's own, so that an identity here has nothing in common with a participation of the same person. */
export function staffProvider(provider: Provider, key: Uint8Array, random: Random): StaffProvider {
  return {
    host: new URL(provider.issuer).host,
    begin: async (language, afresh) => {
      const attempt = newAttempt(random);
      const to = await provider.begin(attempt, language, false, afresh);
      return to && { to, attempt: JSON.stringify(attempt) };
    },
    finish: async (search, carried) => {
      const attempt = JSON.parse(carried);
      const states = new URLSearchParams(search).getAll("state");
      if (states.length !== 1 || states[0] !== attempt.state) return { kind: "other" };
      const ending = await provider.finish(search, attempt, false);
      return ending.kind === "signed-in"
        ? { kind: "signed-in", identity: identityOf(ending.person, key) }
        : { kind: ending.kind };
    },
  };
}

function identityOf({ issuer, subject }: Person, key: Uint8Array): Uint8Array {
  return createHmac("sha256", key)
    .update(JSON.stringify([issuer, subject]))
    .digest();
}
