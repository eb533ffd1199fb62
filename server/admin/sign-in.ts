/**
 * Signing in with name, password and second factor, and out again; in place of name and password the provider's word will do
 * (`provider/`). A wrong name and a wrong password get the same answer in the same time. Whoever has no second factor yet sets
 * one up before anything else.
 */
import { NOBODY } from "../records/audit.ts";
import { WRONG } from "../web/limits.ts";
import { page, seeOther } from "../web/reply.ts";
import { canonicalName } from "./account-form.ts";
import { enrol, enrolmentPage } from "./enrolment.ts";
import { proveFactor } from "./second-factor.ts";
import { closeSession, openSession } from "./session.ts";
import { type Ticket, ticketFor, ticketIn } from "./ticket.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "./world.ts";

/** Why the way over the provider led to nobody. */
const PROVIDER_FAULTS = [
  "lost",
  "cancelled",
  "unreachable",
  "too-weak",
  "refused",
  "not-invited",
  "identity-taken",
  "name-taken",
] as const;
type ProviderFault = (typeof PROVIDER_FAULTS)[number];

export const showSignIn: StaffHandler = async (visit, world) =>
  visit.member ? seeOther("/admin") : signInPage(visit, world, undefined);

export const signIn: StaffHandler = async (visit, world) => {
  const { staff } = world.storage;
  if (!world.signIn.passwords) return refuse("not-found");
  const name = canonicalName(visit.fields.name?.[0] ?? "");
  const member = await staff.find(name);
  const stored = member?.disabled ? undefined : member?.passwordHash;
  const right = await world.passwords.matches(visit.fields.password?.[0] ?? "", stored);
  if (!member || !right) {
    // For nobody's name as well: what is written takes time, by which a known name could be told.
    await world.note(visit, "sign-in-failed", "password", member?.name ?? NOBODY);
    return notLetIn(visit, world, name);
  }
  return secondStep(visit, world, member.name, "password");
};

/** For whoever has proven a first time that the account is theirs. */
export async function secondStep(
  visit: StaffVisit,
  world: StaffWorld,
  name: string,
  by: Ticket["by"],
): Promise<StaffReply> {
  const factor = await world.storage.staff.factor(name);
  if (!factor) return enrolmentPage(visit, world, name, "/admin/sign-in/enrol", "nothing", by);
  const ticket = { kind: "code", name, secret: "", at: visit.now.getTime(), by } as const;
  return codePage(visit, ticketFor(ticket, world.factorKey, world.random), false);
}

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
  await letIn(visit, world, member.name, ticket.by);
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
  if (outcome.enrolled) await letIn(visit, world, member.name, ticket.by);
  return outcome.reply;
};

export const signOut: StaffHandler = async (visit, world) => {
  if (visit.session !== undefined) await closeSession(world.storage.staff, visit.session);
  if (visit.member) await world.note(visit, "signed-out", "", visit.member.name);
  visit.carry(null);
  return { ...seeOther("/admin/sign-in"), leaves: true };
};

async function letIn(visit: StaffVisit, world: StaffWorld, name: string, by: Ticket["by"]): Promise<void> {
  const { staff } = world.storage;
  if (visit.session !== undefined) await closeSession(staff, visit.session);
  visit.carry(await openSession(staff, name, visit.now, world.random));
  await world.note(visit, "signed-in", by === "provider" ? by : "", name);
}

function notLetIn(visit: StaffVisit, world: StaffWorld, name: string): StaffReply {
  const view = signInView(visit, world, [{ field: "name", message: visit.translate("admin.signIn.wrong") }]);
  return page("admin/sign-in", visit.translate("error.titled", { title: view.heading }), { ...view, name }, WRONG);
}

/** `fault`: why the last attempt over the provider led to nobody. */
export async function signInPage(
  visit: StaffVisit,
  world: StaffWorld,
  fault: ProviderFault | undefined,
): Promise<StaffReply> {
  const host = world.signIn.provider?.host ?? "";
  const errors = fault ? [{ field: "main", message: visit.translate(`admin.provider.fault.${fault}`, { host }) }] : [];
  const view = { ...signInView(visit, world, errors), anybody: (await world.storage.staff.count()) > 0 };
  if (!fault) return page("admin/sign-in", view.heading, view);
  return page("admin/sign-in", visit.translate("error.titled", { title: view.heading }), view, STATUS[fault] ?? WRONG);
}

/** Of what nobody tried by guessing: a whole office behind one address must not be slowed down when the provider is away. */
const STATUS: Readonly<Partial<Record<ProviderFault, number>>> = { lost: 400, cancelled: 200, unreachable: 503 };

function signInView(
  { translate }: StaffVisit,
  { signIn }: StaffWorld,
  errors: readonly { readonly field: string; readonly message: string }[],
) {
  return {
    heading: translate("admin.signIn.title"),
    name: "",
    anybody: true,
    failed: errors.length > 0,
    wrong: errors.some(({ field }) => field === "name"),
    errors,
    passwords: signIn.passwords,
    provider: signIn.provider ? { host: signIn.provider.host } : null,
  };
}

function codePage(visit: StaffVisit, ticket: string, failed: boolean): StaffReply {
  const heading = visit.translate("admin.code.title");
  const errors = failed ? [{ field: "code", message: visit.translate("admin.code.wrong") }] : [];
  const title = failed ? visit.translate("error.titled", { title: heading }) : heading;
  return page("admin/code", title, { heading, ticket, failed, errors }, failed ? WRONG : 200);
}
