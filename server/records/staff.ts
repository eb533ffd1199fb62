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

export interface StaffSession {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seenAt: number;
}
