/** Tokens by which scripts of staff read releases: 256 bits of chance, shown once, of which only the SHA-256 is kept. */
import { createHash } from "node:crypto";
import type { ReleaseKind } from "../survey/disclosure.ts";
import type { Role } from "./staff.ts";
import type { Random } from "./world.ts";

export interface ApiToken {
  /** What lists and the audit log call it: 12 hexadecimal digits that tell nothing of it. */
  readonly id: string;
  /** Whose it is. */
  readonly name: string;
  /** In its owner's words. */
  readonly label: string;
  /** Of one survey alone; null: of every. */
  readonly survey: string | null;
  readonly kinds: readonly ReleaseKind[];
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** A token with its owner's account as it is now. */
export interface HeldToken extends ApiToken {
  readonly role: Role;
  readonly disabled: boolean;
}

/** By which scanners of published code know one. */
const PREFIX = "pikir_";

export function newApiToken(random: Random) {
  const token = `${PREFIX}${Buffer.from(random.bytes(32)).toString("base64url")}`;
  return { token, hash: apiTokenHash(token), id: Buffer.from(random.bytes(6)).toString("hex") };
}

export function apiTokenHash(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}

/** Whether it opens releases now: in time, and of an account that may still read them. */
export function isGood({ until, role, disabled }: HeldToken, now: number): boolean {
  return now < until && !disabled && role !== "auditor";
}
