/** Who is staff: administrators invite, change roles and disable. Nobody changes their own rights. */
import { ROLES, type Role } from "../records/staff.ts";
import { newStaffLink } from "../records/staff-link.ts";
import { page, seeOther } from "../web/reply.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "./world.ts";

export const showStaff: StaffHandler = (visit, world) => staffPage(visit, world, undefined);

export const inviteStaff: StaffHandler = async (visit, world) => {
  const role = roleIn(visit);
  if (!role || !visit.member) return refuse("malformed");
  const { path, hash, until } = newStaffLink(world.random, visit.now);
  await world.storage.staff.invite(hash, { name: null, role, until });
  await world.note(visit, "invited", role, visit.member.name);
  const heading = visit.translate("admin.staff.invitedTitle");
  const link = new URL(path, world.adminUrl).href;
  return page("admin/invited", heading, { heading, link, role: visit.translate(`admin.role.${role}`) });
};

export const changeRole: StaffHandler = async (visit, world) => {
  const role = roleIn(visit);
  if (!role) return refuse("malformed");
  return changed(visit, world, "role-changed", (name) => world.storage.staff.setRole(name, role), role);
};

export const disableStaff: StaffHandler = (visit, world) =>
  changed(visit, world, "disabled", (name) => world.storage.staff.disable(name), "");

async function changed(
  visit: StaffVisit,
  world: StaffWorld,
  act: "role-changed" | "disabled",
  change: (name: string) => Promise<"changed" | "disabled" | "unknown" | "last-administrator">,
  to: Role | "",
): Promise<StaffReply> {
  const name = visit.fields.name?.[0] ?? "";
  if (!visit.member) return refuse("not-signed-in");
  if (name === visit.member.name) return staffPage(visit, world, "admin.staff.oneself");
  const outcome = await change(name);
  if (outcome === "unknown") return refuse("not-found");
  if (outcome === "last-administrator") return staffPage(visit, world, "admin.staff.last");
  await world.note(visit, act, to === "" ? name : `${name}: ${to}`, visit.member.name);
  return seeOther("/admin/staff");
}

async function staffPage(
  visit: StaffVisit,
  world: StaffWorld,
  fault: "admin.staff.oneself" | "admin.staff.last" | undefined,
): Promise<StaffReply> {
  const heading = visit.translate("admin.staff.title");
  const members = await world.storage.staff.list();
  const errors = fault ? [{ field: "main", message: visit.translate(fault) }] : [];
  const roles = (own: Role) =>
    ROLES.map((id) => ({ id, words: visit.translate(`admin.role.${id}`), selected: id === own }));
  const view = {
    heading,
    failed: errors.length > 0,
    errors,
    roles: roles("analyst"),
    members: members.map(({ name, role, disabled }, at) => ({
      name,
      row: at + 1,
      role: visit.translate(`admin.role.${role}`),
      disabled,
      changeable: !disabled && name !== visit.member?.name,
      roles: roles(role),
    })),
  };
  return page(
    "admin/staff",
    fault ? visit.translate("error.titled", { title: heading }) : heading,
    view,
    fault ? 422 : 200,
  );
}

function roleIn({ fields }: StaffVisit): Role | undefined {
  return ROLES.find((role) => role === fields.role?.[0]);
}
