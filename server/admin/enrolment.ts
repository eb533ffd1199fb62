/** Setting up the second factor: the QR code for the application, the first code as proof, and the recovery codes, shown once. */
import { WRONG } from "../web/limits.ts";
import { qrPath } from "../web/qr.ts";
import { page, seeOther } from "../web/reply.ts";
import { addressOf, newRecovery, newSecret, sealedFactor, stepOf } from "./second-factor.ts";
import { closeOthers } from "./session.ts";
import { type Ticket, ticketFor, ticketIn } from "./ticket.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "./world.ts";

const ACCOUNT = "/admin/account/second-factor";

export const showSecondFactor: StaffHandler = async (visit, world) => {
  if (!visit.member) return refuse("not-signed-in");
  return enrolmentPage(visit, world, visit.member.name, ACCOUNT, visit.member.enrolled);
};

/** In place of an earlier one only with the password: a session left open is not enough. */
export const setSecondFactor: StaffHandler = async (visit, world) => {
  const { member } = visit;
  if (!member) return refuse("not-signed-in");
  const ticket = ticketIn(visit.fields.ticket?.[0] ?? "", "enrol", world.factorKey, visit.now);
  if (ticket?.name !== member.name) return seeOther(ACCOUNT);
  const stored = (await world.storage.staff.find(member.name))?.passwordHash;
  const may = !member.enrolled || (await world.passwords.matches(visit.fields.password?.[0] ?? "", stored));
  if (!may) return enrolling(visit, world, ticket, ACCOUNT, true, "admin.enrol.passwordWrong");
  const { reply, enrolled } = await enrol(visit, world, ticket, ACCOUNT, member.enrolled);
  if (enrolled && visit.session !== undefined) await closeOthers(world.storage.staff, member.name, visit.session);
  return reply;
};

export function enrolmentPage(
  visit: StaffVisit,
  world: StaffWorld,
  name: string,
  action: string,
  asksPassword = false,
): StaffReply {
  const ticket: Ticket = { kind: "enrol", name, secret: newSecret(world.random), at: visit.now.getTime() };
  return enrolling(visit, world, ticket, action, asksPassword, undefined);
}

/** `enrolled`: the code was right, and the reply shows the recovery codes. */
export async function enrol(
  visit: StaffVisit,
  world: StaffWorld,
  ticket: Ticket,
  action: string,
  asksPassword = false,
): Promise<{ readonly reply: StaffReply; readonly enrolled: boolean }> {
  const step = stepOf(visit.fields.code?.[0] ?? "", ticket.secret, visit.now);
  if (step === undefined)
    return { reply: enrolling(visit, world, ticket, action, asksPassword, "admin.enrol.wrong"), enrolled: false };
  const { codes, hashes } = newRecovery(world.random);
  const secret = sealedFactor(ticket.secret, ticket.name, world.factorKey, world.random);
  await world.storage.staff.enrol(ticket.name, { secret, step }, hashes);
  await world.note(visit, "second-factor-set", "", ticket.name);
  const heading = visit.translate("admin.recovery.title");
  return { reply: page("admin/recovery", heading, { heading, codes }), enrolled: true };
}

function enrolling(
  visit: StaffVisit,
  world: StaffWorld,
  ticket: Ticket,
  action: string,
  asksPassword: boolean,
  fault: "admin.enrol.wrong" | "admin.enrol.passwordWrong" | undefined,
): StaffReply {
  const heading = visit.translate("admin.enrol.title");
  const field = fault === "admin.enrol.wrong" ? "code" : "password";
  const errors = fault ? [{ field, message: visit.translate(fault) }] : [];
  const view = {
    heading,
    action,
    asksPassword,
    ticket: ticketFor(ticket, world.factorKey, world.random),
    secret: ticket.secret.match(/.{1,4}/g)?.join(" ") ?? "",
    qr: qrPath(addressOf(ticket.secret, ticket.name)),
    failed: errors.length > 0,
    errors,
    codeMessage: field === "code" ? (errors[0]?.message ?? "") : "",
    passwordMessage: field === "password" ? (errors[0]?.message ?? "") : "",
  };
  const title = fault ? visit.translate("error.titled", { title: heading }) : heading;
  return page("admin/enrol", title, view, fault ? WRONG : 200);
}
