/** Further staff come in by one-time links that an administrator or the operator gives them. */
import type { StaffInvitation } from "../records/staff.ts";
import { tokenHash } from "../records/staff-link.ts";
import { seeOther } from "../web/reply.ts";
import { accountPage, chosenIn } from "./account-form.ts";
import { openSession } from "./session.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "./world.ts";

export const showJoin: StaffHandler = async (visit, world) => {
  const invitation = await invitationOf(visit, world);
  return invitation ? accountPage(visit, world, joinForm(visit, invitation), "", []) : refuse("not-found");
};

export const join: StaffHandler = async (visit, world) => {
  const invitation = await invitationOf(visit, world);
  if (!invitation || !world.signIn.passwords) return refuse("not-found");
  const form = joinForm(visit, invitation);
  const { name, password, errors } = chosenIn(visit, form);
  if (errors.length > 0) return accountPage(visit, world, form, name, errors);
  const passwordHash = await world.passwords.hash(password);
  const member = { name, role: invitation.role, passwordHash, disabled: false };
  const outcome = await world.storage.staff.join(tokenHash(visit.params.token ?? ""), member);
  if (outcome === "not-invited") return refuse("not-found");
  if (outcome === "name-taken")
    return accountPage(visit, world, form, name, [{ field: "name", message: visit.translate("admin.join.taken") }]);
  await world.note(visit, "joined", invitation.role, name);
  visit.carry(await openSession(world.storage.staff, name, visit.now, world.random));
  return seeOther("/admin");
};

export async function invitationOf(visit: StaffVisit, world: StaffWorld): Promise<StaffInvitation | undefined> {
  const invitation = await world.storage.staff.invited(tokenHash(visit.params.token ?? ""));
  return invitation && invitation.until > visit.now.getTime() ? invitation : undefined;
}

export function joinForm(visit: StaffVisit, { name }: StaffInvitation) {
  return { action: `/admin/join/${visit.params.token}`, words: "join", name } as const;
}
