/**
 * Signing in with name, password and second factor, and out again. A wrong name and a wrong password get the same answer in the
 * same time. Whoever has no second factor yet sets one up before anything else.
 */
import { NOBODY } from "../records/audit.ts";
import { WRONG } from "../web/limits.ts";
import { page, seeOther } from "../web/reply.ts";
import { canonicalName } from "./account-form.ts";
import { enrol, enrolmentPage } from "./enrolment.ts";
import { proveFactor } from "./second-factor.ts";
import { closeSession, openSession } from "./session.ts";
import { ticketFor, ticketIn } from "./ticket.ts";
import type { StaffHandler, StaffReply, StaffVisit, StaffWorld } from "./world.ts";

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
  if (!member || !right) {
    // For nobody's name as well: what is written takes time, by which a known name could be told.
    await world.note(visit, "sign-in-failed", "password", member?.name ?? NOBODY);
    return notLetIn(visit, name);
  }
  const factor = await staff.factor(member.name);
  if (!factor) return enrolmentPage(visit, world, member.name, "/admin/sign-in/enrol");
  const ticket = { kind: "code", name: member.name, secret: "", at: visit.now.getTime() } as const;
  return codePage(visit, ticketFor(ticket, world.factorKey, world.random), false);
};

export const proveSignIn: StaffHandler = async (visit, world) => {
  const { staff } = world.storage;
  const given = visit.fields.ticket?.[0] ?? "";
  const ticket = ticketIn(given, "code", world.factorKey, visit.now);
  const member = ticket && (await staff.find(ticket.name));
  if (!member || member.disabled) return seeOther("/admin/sign-in");
  const proof = await proveFactor(staff, member.name, visit.fields.code?.[0] ?? "", world.factorKey, visit.now);
  if (proof === "wrong") {
    await world.note(visit, "sign-in-failed", "second factor", member.name);
    return codePage(visit, given, true);
  }
  await letIn(visit, world, member.name);
  if (proof === "digits") return seeOther("/admin");
  await world.note(visit, "recovery-code-used", "", member.name);
  return seeOther("/admin/account");
};

/** Only where there is none yet: another's ticket replaces nobody's. */
export const enrolAtSignIn: StaffHandler = async (visit, world) => {
  const { staff } = world.storage;
  const ticket = ticketIn(visit.fields.ticket?.[0] ?? "", "enrol", world.factorKey, visit.now);
  const member = ticket && (await staff.find(ticket.name));
  if (!member || member.disabled || (await staff.factor(member.name))) return seeOther("/admin/sign-in");
  const outcome = await enrol(visit, world, ticket, "/admin/sign-in/enrol");
  if (outcome.enrolled) await letIn(visit, world, member.name);
  return outcome.reply;
};

export const signOut: StaffHandler = async (visit, world) => {
  if (visit.session !== undefined) await closeSession(world.storage.staff, visit.session);
  if (visit.member) await world.note(visit, "signed-out", "", visit.member.name);
  visit.carry(null);
  return { ...seeOther("/admin/sign-in"), leaves: true };
};

async function letIn(visit: StaffVisit, world: StaffWorld, name: string): Promise<void> {
  const { staff } = world.storage;
  if (visit.session !== undefined) await closeSession(staff, visit.session);
  visit.carry(await openSession(staff, name, visit.now, world.random));
  await world.note(visit, "signed-in", "", name);
}

function notLetIn(visit: StaffVisit, name: string): StaffReply {
  const errors = [{ field: "name", message: visit.translate("admin.signIn.wrong") }];
  const heading = visit.translate("admin.signIn.title");
  const title = visit.translate("error.titled", { title: heading });
  return page("admin/sign-in", title, { heading, name, failed: true, errors, anybody: true }, WRONG);
}

function codePage(visit: StaffVisit, ticket: string, failed: boolean): StaffReply {
  const heading = visit.translate("admin.code.title");
  const errors = failed ? [{ field: "code", message: visit.translate("admin.code.wrong") }] : [];
  const title = failed ? visit.translate("error.titled", { title: heading }) : heading;
  return page("admin/code", title, { heading, ticket, failed, errors }, failed ? WRONG : 200);
}
