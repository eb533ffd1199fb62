/** The first administrator comes in by a link that the server's start prints. It works once, and only while there is no staff. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Random } from "../records/world.ts";
import type { Staff } from "../storage/storage.ts";
import { seeOther } from "../web/reply.ts";
import { accountPage, chosenIn } from "./account-form.ts";
import { openSession } from "./session.ts";
import { refuse, type StaffHandler, type StaffVisit } from "./world.ts";

/**
 * Makes a new link for the first administrator and voids the one before; undefined once there is staff. Returned is its
 * path: 192 bits of chance, of which only the SHA-256 is stored.
 */
export async function inviteFirst(staff: Staff, random: Random): Promise<string | undefined> {
  if ((await staff.count()) > 0) return undefined;
  const token = Buffer.from(random.bytes(24)).toString("base64url");
  await staff.setInvitation(sha256(token));
  return `/admin/first/${token}`;
}

export const showFirst: StaffHandler = async (visit, world) => {
  if (!(await isInvited(visit.params.token ?? "", world.storage.staff))) return refuse("not-found");
  return accountPage(visit, world, firstForm(visit), "", []);
};

export const createFirst: StaffHandler = async (visit, world) => {
  const { staff } = world.storage;
  if (!world.signIn.passwords || !(await isInvited(visit.params.token ?? "", staff))) return refuse("not-found");
  const { name, password, errors } = chosenIn(visit, firstForm(visit));
  if (errors.length > 0) return accountPage(visit, world, firstForm(visit), name, errors);
  const passwordHash = await world.passwords.hash(password);
  const added = await staff.addFirst({ name, role: "administrator", passwordHash, disabled: false });
  if (added === "not-first") return refuse("not-found");
  await world.note(visit, "first-administrator", "", name);
  visit.carry(await openSession(staff, name, visit.now, world.random));
  return seeOther("/admin");
};

export function firstForm(visit: StaffVisit) {
  return { action: `/admin/first/${visit.params.token}`, words: "first", name: null } as const;
}

export async function isInvited(token: string, staff: Staff): Promise<boolean> {
  const expected = await staff.invitation();
  if (!expected || (await staff.count()) > 0) return false;
  return timingSafeEqual(sha256(token), expected);
}

function sha256(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
