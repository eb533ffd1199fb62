/** The audit log: what staff and operators did, each entry bound to the one before by its hash. No citizen is ever in it. */
import { createHash } from "node:crypto";

export const ACTS = [
  "signed-in",
  "sign-in-failed",
  "signed-out",
  "second-factor-set",
  "password-changed",
  "provider-connected",
  "provider-removed",
  "recovery-code-used",
  "sessions-ended",
  "first-administrator",
  "invited",
  "joined",
  "staff-added",
  "role-changed",
  "disabled",
  "downloaded",
  "published",
  "closed",
  "imported",
  "codes-made",
  "restored",
  "frame-changed",
  "texts-read",
  "coding-settled",
  "released",
  "problem-added",
  "problem-changed",
  "agreement-changed",
  "note-published",
  "note-taken-back",
  "results-published",
  "token-made",
  "token-revoked",
  "proposed",
  "confirmed",
  "declined",
  "withdrawn",
  "paused",
  "resumed",
  "extended",
  "draft-saved",
  "draft-removed",
  "kiosk-opened",
] as const;

export type Act = (typeof ACTS)[number];

export interface Deed {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A member of staff, or `operator` for the command line. */
  readonly who: string;
  readonly act: Act;
  /** What it was done to: a survey, a member of staff, a role. */
  readonly about: string;
}

/** What is looked for in the log; whatever is not said does not matter. */
export interface AuditSearch {
  /** A part of the name, whatever its case. */
  readonly who?: string | undefined;
  readonly act?: Act | undefined;
  /** Milliseconds since 1970: not before, and before. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
}

export interface Entry extends Deed {
  /** From 1 without a gap. */
  readonly number: number;
  /** SHA-256 of the hash before and of this entry. */
  readonly hash: Uint8Array;
}

/** The command line. */
export const OPERATOR = "operator";
/** Whoever tried a name that no account has: the name itself may be a password in the wrong field. */
export const NOBODY = "nobody";

/** What stands before the first entry. */
export const BEGINNING: Uint8Array = new Uint8Array(32);

/** 32 bytes. Each part is preceded by its length, so that no two different entries read the same. */
export function entryHash(previous: Uint8Array, number: number, { at, who, act, about }: Deed): Uint8Array {
  const hash = createHash("sha256").update(previous);
  for (const part of [String(number), String(at), who, act, about]) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest();
}

/** The number of the first entry that does not follow from the one before; undefined where all do. */
export async function firstBroken(entries: AsyncIterable<Entry>): Promise<number | undefined> {
  let previous = BEGINNING;
  let expected = 1;
  for await (const entry of entries) {
    const hash = entryHash(previous, expected, entry);
    if (entry.number !== expected || Buffer.compare(hash, entry.hash) !== 0) return expected;
    previous = entry.hash;
    expected += 1;
  }
  return undefined;
}
