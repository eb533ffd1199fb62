/** Invitations by code: the codes, the addresses that carry them, and what the store is told of them. */
import { createHmac } from "node:crypto";
import { stringify } from "csv-stringify/sync";
import { invitationMark, newInvitationCode } from "./identity/guest.ts";
import type { Random } from "./records/world.ts";

export interface Invitation {
  readonly code: string;
  /** Behind the #: browsers keep that to themselves, so it reaches no log. */
  readonly link: string;
}

/** New codes, all different. `place`: counted as where the invitation hung. */
export function newInvitations(
  count: number,
  survey: string,
  publicUrl: URL,
  place: string | undefined,
  random: Pick<Random, "bytes">,
): readonly Invitation[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(newInvitationCode(random));
  const page = new URL(`/s/${survey}/code`, publicUrl);
  if (place !== undefined) page.searchParams.set("from", place);
  return [...codes].map((code) => ({ code, link: `${page.href}#${code}` }));
}

/** In the order of the marks themselves: nothing of the list's order is kept. */
export function marksOf(
  invitations: readonly Invitation[],
  survey: string,
  surveyKey: Uint8Array,
): readonly Uint8Array[] {
  return invitations.map(({ code }) => invitationMark(surveyKey, survey, code)).sort(Buffer.compare);
}

export function csvOf(invitations: readonly Invitation[]): string {
  const rows = invitations.map(({ code, link }) => [code, link]);
  return stringify(rows, { header: true, columns: ["code", "address"], record_delimiter: "windows" });
}

/** The same bytes again for the same seed, and unguessable without it: HMAC-SHA-256 of a counter. `seed`: 32 random bytes. */
export function bytesFrom(seed: Uint8Array): Pick<Random, "bytes"> {
  let blocks = 0;
  return {
    bytes: (size) => {
      const parts: Buffer[] = [];
      for (let made = 0; made < size; made += 32) {
        parts.push(createHmac("sha256", seed).update(String(blocks)).digest());
        blocks += 1;
      }
      return Buffer.concat(parts).subarray(0, size);
    },
  };
}
