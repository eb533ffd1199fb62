/** The first administrator comes in by a link that the server's start prints. It works once, and only while there is no staff. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Random } from "../records/world.ts";
import type { Staff } from "../storage/storage.ts";
import { page, seeOther } from "../web/reply.ts";
import { LONGEST, type PasswordFault, passwordFault, SHORTEST } from "./password.ts";
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
  if (!(await isInvited(visit, world.storage.staff))) return refuse("not-found");
  return page("admin/first", titleOf(visit, []), firstView(visit, "", []));
};

export const createFirst: StaffHandler = async (visit, world) => {
  const { staff } = world.storage;
  if (!(await isInvited(visit, staff))) return refuse("not-found");
  const name = canonicalName(visit.fields.name?.[0] ?? "");
  const password = visit.fields.password?.[0] ?? "";
  const errors = [...nameErrors(visit, name), ...passwordErrors(visit, password, name)];
  if (errors.length > 0) return page("admin/first", titleOf(visit, errors), firstView(visit, name, errors), 422);
  const passwordHash = await world.passwords.hash(password);
  const added = await staff.addFirst({ name, role: "administrator", passwordHash, disabled: false });
  if (added === "not-first") return refuse("not-found");
  visit.carry(await openSession(staff, name, visit.now, world.random));
  return seeOther("/admin");
};

/** A name as it is kept: one spelling, no spaces around it or doubled inside. */
export function canonicalName(typed: string): string {
  return typed.normalize("NFC").trim().replace(/\s+/g, " ");
}

async function isInvited(visit: StaffVisit, staff: Staff): Promise<boolean> {
  const expected = await staff.invitation();
  if (!expected || (await staff.count()) > 0) return false;
  return timingSafeEqual(sha256(visit.params.token ?? ""), expected);
}

interface FieldError {
  readonly field: "name" | "password";
  readonly message: string;
}

const LONGEST_NAME = 60;

function nameErrors(visit: StaffVisit, name: string): readonly FieldError[] {
  // Control characters and marks of direction could make one name look like another.
  const isFit = name !== "" && [...name].length <= LONGEST_NAME && !/\p{C}/u.test(name);
  return isFit ? [] : [{ field: "name", message: visit.translate("admin.first.nameWrong", { max: LONGEST_NAME }) }];
}

const WORDS: Readonly<Record<PasswordFault, string>> = {
  "too-short": "admin.first.tooShort",
  "too-long": "admin.first.tooLong",
  "is-name": "admin.first.isName",
  "too-common": "admin.first.tooCommon",
};

function passwordErrors(visit: StaffVisit, password: string, name: string): readonly FieldError[] {
  const fault = passwordFault(password, name);
  if (!fault) return [];
  return [{ field: "password", message: visit.translate(WORDS[fault], { min: SHORTEST, max: LONGEST }) }];
}

function titleOf(visit: StaffVisit, errors: readonly FieldError[]): string {
  const title = visit.translate("admin.first.title");
  return errors.length > 0 ? visit.translate("error.titled", { title }) : title;
}

function firstView(visit: StaffVisit, name: string, errors: readonly FieldError[]) {
  const messageOf = (field: FieldError["field"]) => errors.find((error) => error.field === field)?.message ?? "";
  return {
    action: `/admin/first/${visit.params.token}`,
    name,
    heading: visit.translate("admin.first.title"),
    failed: errors.length > 0,
    errors,
    nameMessage: messageOf("name"),
    passwordMessage: messageOf("password"),
    min: SHORTEST,
  };
}

function sha256(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
