/** One-time links for further staff: 192 bits of chance, of which only the SHA-256 is kept. */
import { createHash } from "node:crypto";
import type { Random } from "./world.ts";

const WEEK = 7 * 86_400_000;

export interface StaffLink {
  /** The path, for the address of the staff's pages. */
  readonly path: string;
  readonly hash: Uint8Array;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export function newStaffLink(random: Random, now: Date): StaffLink {
  const token = Buffer.from(random.bytes(24)).toString("base64url");
  return { path: `/admin/join/${token}`, hash: tokenHash(token), until: now.getTime() + WEEK };
}

export function tokenHash(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
