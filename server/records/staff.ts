/** People who sign in to the admin area. */
export const ROLES = ["administrator", "analyst", "auditor"] as const;
export type Role = (typeof ROLES)[number];

export interface StaffMember {
  readonly name: string;
  readonly role: Role;
  /** argon2id, encoded with its parameters. */
  readonly passwordHash: string;
  readonly disabled: boolean;
}

/** What the second factor of a member is made of. */
export interface StaffFactor {
  /** Sealed: the store cannot read it. */
  readonly secret: Uint8Array;
  /** The last step of time whose code was taken (RFC 6238). */
  readonly step: number;
}

export interface StaffInvitation {
  /** Whom it is for; null where whoever opens it chooses a name. */
  readonly name: string | null;
  readonly role: Role;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface StaffSession {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seenAt: number;
}
