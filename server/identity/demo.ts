/** The demo sign-in: any 12 digits are somebody. For trying things out and for simulation; it starts on loopback only. */
import type { Person } from "../records/person.ts";

export const DEMO_ISSUER = "demo";

/** Spaces and hyphens between the digits are forgiven. */
export function demoPerson(identifier: string): Person | undefined {
  const digits = identifier.replace(/[\s-]/g, "");
  return /^\d{12}$/.test(digits) ? { issuer: DEMO_ISSUER, subject: digits } : undefined;
}
