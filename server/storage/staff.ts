/** The staff's part of the port: who may do what, and what was done. Citizens are in none of it. */
import type { AuditSearch, Deed, Entry } from "../records/audit.ts";
import type { Role, StaffFactor, StaffInvitation, StaffMember, StaffSession } from "../records/staff.ts";

export interface Staff {
  count(): Promise<number>;
  add(member: StaffMember): Promise<"added" | "name-taken">;
  /** Adds the member only while there is no staff at all. `identity`: by which they sign in at a provider (`StaffIdentities`). */
  addFirst(member: StaffMember, identity?: Uint8Array): Promise<"added" | "not-first">;
  find(name: string): Promise<StaffMember | undefined>;
  list(): Promise<readonly StaffMember[]>;
  /** Their sessions end with it, and all links for further staff: some may be theirs. The last administrator stays: nobody could let in another. */
  disable(name: string): Promise<"disabled" | "unknown" | "last-administrator">;
  /** Sessions and links end as with `disable`: none keeps the rights of before. */
  setRole(name: string, role: Role): Promise<"changed" | "unknown" | "last-administrator">;
  /** A one-time link, by the SHA-256 of what stands in it. */
  invite(hash: Uint8Array, invitation: StaffInvitation): Promise<void>;
  invited(hash: Uint8Array): Promise<StaffInvitation | undefined>;
  /** The link is used up by it, unless the name is taken, or the identity that is given belongs to another account. */
  join(
    hash: Uint8Array,
    member: StaffMember,
    identity?: Uint8Array,
  ): Promise<"added" | "name-taken" | "identity-taken" | "not-invited">;
  setPassword(name: string, passwordHash: string): Promise<void>;
  /** Undefined until it has been set up. */
  factor(name: string): Promise<StaffFactor | undefined>;
  /** Sets up the second factor with its recovery codes, in place of earlier ones. `recovery`: SHA-256 of each. */
  enrol(name: string, factor: StaffFactor, recovery: readonly Uint8Array[]): Promise<void>;
  /** Takes the code of a step of time; each later than the one before. */
  useStep(name: string, step: number): Promise<"used" | "used-before">;
  useRecovery(name: string, hash: Uint8Array): Promise<"used" | "unknown">;
  countRecovery(name: string): Promise<number>;
  /** `id`: SHA-256 of the cookie's value; the value itself is stored nowhere. */
  openSession(id: Uint8Array, session: StaffSession): Promise<void>;
  findSession(id: Uint8Array): Promise<StaffSession | undefined>;
  touchSession(id: Uint8Array, seenAt: number): Promise<void>;
  closeSession(id: Uint8Array): Promise<void>;
  /** Newest first. */
  sessionsOf(name: string): Promise<readonly (StaffSession & { readonly id: Uint8Array })[]>;
  /** Removes sessions last seen before, or begun before, the given times. */
  sweepSessions(seenBefore: number, startedBefore: number): Promise<void>;
  /** The hash of the one-time link for the first administrator; replaces an earlier one. */
  setInvitation(hash: Uint8Array): Promise<void>;
  invitation(): Promise<Uint8Array | undefined>;
}

export interface Audit {
  /** Adds one to the end, bound to what was last, durably. */
  add(deed: Deed): Promise<void>;
  /** The newest first; `before`: only with smaller numbers. `words` have to stand in who, act or about, whatever their case. */
  page(
    words: readonly string[],
    before: number | undefined,
    most: number,
    search?: AuditSearch,
  ): Promise<readonly Entry[]>;
  /** From the first, a page at a time. */
  each(): AsyncIterable<Entry>;
}
