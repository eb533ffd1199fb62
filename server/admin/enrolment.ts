/** Setting up the second factor: the QR code for the application, the first code as proof, and the recovery codes, shown once. */
import { WRONG } from "../web/limits.ts";
import { qrPath } from "../web/qr.ts";
import { page, seeOther } from "../web/reply.ts";
import { hasPassword } from "./password.ts";
import { addressOf, newRecovery, newSecret, proveFactor, sealedFactor, stepOf } from "./second-factor.ts";
import { closeOthers } from "./session.ts";
import { type Ticket, ticketFor, ticketIn } from "./ticket.ts";
import { type Member, refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "./world.ts";

const ACCOUNT = "/admin/account/second-factor";

export const showSecondFactor: StaffHandler = async (visit, world) => {
  if (!visit.member) return refuse("not-signed-in");
  return enrolmentPage(visit, world, visit.member.name, ACCOUNT, await proofAsked(visit.member, world));
};

/** What is asked for besides the new application's digits: `before` is a code of the one before, or a recovery code. */
type Proof = "nothing" | "password" | "before";

/** In place of an earlier one only with the password, or without one with the factor itself: a session left open is not enough. */
async function proofAsked({ name, enrolled }: Member, { signIn, storage }: StaffWorld): Promise<Proof> {
  if (!enrolled) return "nothing";
  return signIn.passwords && hasPassword(await storage.staff.find(name)) ? "password" : "before";
}

async function isProven(proof: Proof, name: string, visit: StaffVisit, world: StaffWorld): Promise<boolean> {
  const { staff } = world.storage;
  const typed = visit.fields[proof]?.[0] ?? "";
  if (proof === "nothing") return true;
  if (proof === "before") return (await proveFactor(staff, name, typed, world.factorKey, visit.now)) !== "wrong";
  return world.passwords.matches(typed, (await staff.find(name))?.passwordHash);
}

export const setSecondFactor: StaffHandler = async (visit, world) => {
  const { member } = visit;
  if (!member) return refuse("not-signed-in");
  const ticket = ticketIn(visit.fields.ticket?.[0] ?? "", "enrol", world.factorKey, visit.now);
  if (ticket?.name !== member.name) return seeOther(ACCOUNT);
  const proof = await proofAsked(member, world);
  if (!(await isProven(proof, member.name, visit, world)))
    return enrolling(visit, world, ticket, ACCOUNT, proof, proof);
  const { reply, enrolled } = await enrol(visit, world, ticket, ACCOUNT, proof);
  if (enrolled && visit.session !== undefined) await closeOthers(world.storage.staff, member.name, visit.session);
  return reply;
};

export function enrolmentPage(
  visit: StaffVisit,
  world: StaffWorld,
  name: string,
  action: string,
  proof: Proof = "nothing",
  by: Ticket["by"] = "password",
): StaffReply {
  const ticket: Ticket = { kind: "enrol", name, secret: newSecret(world.random), at: visit.now.getTime(), by };
  return enrolling(visit, world, ticket, action, proof, undefined);
}

/** `enrolled`: the code was right, and the reply shows the recovery codes. */
export async function enrol(
  visit: StaffVisit,
  world: StaffWorld,
  ticket: Ticket,
  action: string,
  proof: Proof = "nothing",
): Promise<{ readonly reply: StaffReply; readonly enrolled: boolean }> {
  const step = stepOf(visit.fields.code?.[0] ?? "", ticket.secret, visit.now);
  if (step === undefined) return { reply: enrolling(visit, world, ticket, action, proof, "code"), enrolled: false };
  const { codes, hashes } = newRecovery(world.random);
  const secret = sealedFactor(ticket.secret, ticket.name, world.factorKey, world.random);
  await world.storage.staff.enrol(ticket.name, { secret, step }, hashes);
  await world.note(visit, "second-factor-set", "", ticket.name);
  const heading = visit.translate("admin.recovery.title");
  return { reply: page("admin/recovery", heading, { heading, codes }), enrolled: true };
}

const WRONG_WORDS = {
  code: "admin.enrol.wrong",
  nothing: "admin.enrol.wrong",
  password: "admin.enrol.passwordWrong",
  before: "admin.code.wrong",
} as const;

function enrolling(
  visit: StaffVisit,
  world: StaffWorld,
  ticket: Ticket,
  action: string,
  proof: Proof,
  wrong: "code" | Proof | undefined,
): StaffReply {
  const heading = visit.translate("admin.enrol.title");
  const errors = wrong ? [{ field: wrong, message: visit.translate(WRONG_WORDS[wrong]) }] : [];
  const view = {
    heading,
    action,
    asksPassword: proof === "password",
    asksBefore: proof === "before",
    ticket: ticketFor(ticket, world.factorKey, world.random),
    secret: ticket.secret.match(/.{1,4}/g)?.join(" ") ?? "",
    qr: qrPath(addressOf(ticket.secret, ticket.name)),
    failed: errors.length > 0,
    errors,
    codeMessage: wrong === "code" ? (errors[0]?.message ?? "") : "",
    passwordMessage: wrong === "password" ? (errors[0]?.message ?? "") : "",
    beforeMessage: wrong === "before" ? (errors[0]?.message ?? "") : "",
  };
  const title = wrong ? visit.translate("error.titled", { title: heading }) : heading;
  return page("admin/enrol", title, view, wrong ? WRONG : 200);
}
