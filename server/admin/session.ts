/** Staff sessions: kept on the server, so that they can be ended there. The cookie's value itself is stored nowhere. */
import { createHash } from "node:crypto";
import type { Role, StaffSession } from "../records/staff.ts";
import type { Random } from "../records/world.ts";
import type { Staff } from "../storage/storage.ts";
import { newValue } from "./cookies.ts";
import type { Member } from "./world.ts";

const MINUTE = 60_000;
/** OWASP ASVS 5.0, 7.3.1 and 7.3.2: so long without a request, and so long altogether. */
const IDLE_LIMIT = 30 * MINUTE;
const ABSOLUTE_LIMIT = 12 * 60 * MINUTE;
/** When a session was last seen is written at most so often. */
const RENEW = MINUTE;

/** Begins a session; returns the new value that the browser is to carry. */
export async function openSession(staff: Staff, name: string, now: Date, random: Random): Promise<string> {
  const value = newValue(random);
  await staff.openSession(idOf(value), { name, startedAt: now.getTime(), seenAt: now.getTime() });
  return value;
}

/** Who is signed in by this value; nobody once the session's time is over or the account is disabled. `now`: milliseconds. */
export async function signedInBy(staff: Staff, value: string | undefined, now: number): Promise<Member | undefined> {
  if (value === undefined) return undefined;
  const session = await staff.findSession(idOf(value));
  if (!session) return undefined;
  if (hasEnded(session, now)) {
    await staff.closeSession(idOf(value));
    return undefined;
  }
  const member = await staff.find(session.name);
  if (!member || member.disabled) return undefined;
  if (session.seenAt + RENEW < now) await staff.touchSession(idOf(value), now);
  return { name: member.name, role: member.role, enrolled: (await staff.factor(member.name)) !== undefined };
}

/** The role in which this value is signed in now. A page that only stays open is no use of it: the session's time runs on. */
export async function roleWithoutUse(staff: Staff, value: string, now: number): Promise<Role | undefined> {
  const session = await staff.findSession(idOf(value));
  if (!session || hasEnded(session, now)) return undefined;
  const member = await staff.find(session.name);
  return member && !member.disabled ? member.role : undefined;
}

export async function closeSession(staff: Staff, value: string): Promise<void> {
  await staff.closeSession(idOf(value));
}

/** Ends all of a member's sessions but the one of this value. */
export async function closeOthers(staff: Staff, name: string, value: string): Promise<void> {
  const own = Buffer.from(idOf(value));
  for (const { id } of await staff.sessionsOf(name)) if (!own.equals(id)) await staff.closeSession(id);
}

/** Removes the sessions whose time is over. */
export async function sweepSessions(staff: Staff, now: Date): Promise<void> {
  await staff.sweepSessions(now.getTime() - IDLE_LIMIT, now.getTime() - ABSOLUTE_LIMIT);
}

/** A clock set back is no reason to sign anybody out. */
function hasEnded({ seenAt, startedAt }: StaffSession, now: number): boolean {
  return now - seenAt > IDLE_LIMIT || now - startedAt > ABSOLUTE_LIMIT;
}

/** What a session is stored under: SHA-256 of the value that the browser carries. */
export function idOf(value: string): Uint8Array {
  return createHash("sha256").update(value).digest();
}
