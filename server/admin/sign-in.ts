/** Signing in with name and password, and out again. A wrong name and a wrong password get the same answer in the same time. */

import { WRONG } from "../web/limits.ts";
import { page, seeOther } from "../web/reply.ts";
import { canonicalName } from "./first.ts";
import { closeSession, openSession } from "./session.ts";
import type { StaffHandler, StaffVisit } from "./world.ts";

export const showSignIn: StaffHandler = async (visit, world) => {
  if (visit.member) return seeOther("/admin");
  const anybody = (await world.storage.staff.count()) > 0;
  const heading = visit.translate("admin.signIn.title");
  return page("admin/sign-in", heading, { heading, name: "", failed: false, errors: [], anybody });
};

export const signIn: StaffHandler = async (visit, world) => {
  const { staff } = world.storage;
  const name = canonicalName(visit.fields.name?.[0] ?? "");
  const member = await staff.find(name);
  const stored = member?.disabled ? undefined : member?.passwordHash;
  const right = await world.passwords.matches(visit.fields.password?.[0] ?? "", stored);
  if (!member || !right) return notLetIn(visit, name);
  if (visit.session !== undefined) await closeSession(staff, visit.session);
  visit.carry(await openSession(staff, member.name, visit.now, world.random));
  return seeOther("/admin");
};

export const signOut: StaffHandler = async (visit, world) => {
  if (visit.session !== undefined) await closeSession(world.storage.staff, visit.session);
  visit.carry(null);
  return { ...seeOther("/admin/sign-in"), leaves: true };
};

function notLetIn(visit: StaffVisit, name: string) {
  const errors = [{ field: "name", message: visit.translate("admin.signIn.wrong") }];
  const heading = visit.translate("admin.signIn.title");
  const title = visit.translate("error.titled", { title: heading });
  return page("admin/sign-in", title, { heading, name, failed: true, errors, anybody: true }, WRONG);
}
