/**
 * Where the provider sends a browser of the staff back to. It says who somebody is, and never who may come in: that does an
 * invitation, by which they were bound to an account. The second factor is asked for afterwards, as after a password.
 */
import { NOBODY } from "../../records/audit.ts";
import { tokenHash } from "../../records/staff-link.ts";
import { page } from "../../web/reply.ts";
import { enrolmentPage } from "../enrolment.ts";
import { isInvited } from "../first.ts";
import { NO_PASSWORD } from "../password.ts";
import { secondStep, signInPage } from "../sign-in.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { attemptIn, type Connecting, type Joining, type Purpose } from "./attempt.ts";

export const finishAtProvider: StaffHandler = async (visit, world) => {
  const begun = attemptIn(visit, world);
  if (!world.signIn.provider || !begun) return signInPage(visit, world, "lost");
  const ending = await world.signIn.provider.finish(visit.search, begun.attempt);
  // Somebody else's end; the attempt of this browser may still be under way.
  if (ending.kind === "other") return signInPage(visit, world, "lost");
  visit.carryAttempt(null);
  if (ending.kind === "signed-in") return ended(visit, world, begun.purpose, ending.identity);
  if (ending.kind === "refused" || ending.kind === "too-weak")
    await world.note(visit, "sign-in-failed", `provider: ${ending.kind}`, NOBODY);
  return signInPage(visit, world, ending.kind);
};

function ended(visit: StaffVisit, world: StaffWorld, purpose: Purpose, identity: Uint8Array): Promise<StaffReply> {
  switch (purpose.kind) {
    case "sign-in":
      return signedIn(visit, world, identity);
    case "first":
    case "join":
      return joined(visit, world, purpose, identity);
    case "connect":
      return connected(visit, world, purpose, identity);
  }
}

async function signedIn(visit: StaffVisit, world: StaffWorld, identity: Uint8Array): Promise<StaffReply> {
  const name = await world.storage.identities.accountOf(identity);
  const member = name === undefined ? undefined : await world.storage.staff.find(name);
  if (member && !member.disabled) return secondStep(visit, world, member.name, "provider");
  await world.note(visit, "sign-in-failed", "provider: not invited", member?.name ?? NOBODY);
  return signInPage(visit, world, "not-invited");
}

/** The account has no password. Whoever may join by the link is looked at once more: it may have been used meanwhile. */
async function joined(visit: StaffVisit, world: StaffWorld, joining: Joining, identity: Uint8Array) {
  const { staff } = world.storage;
  const role = await roleBy(joining, visit, world);
  if (!role) return refuse("not-found");
  const { kind, token, name } = joining;
  const member = { name, role, passwordHash: NO_PASSWORD, disabled: false };
  const outcome = await (kind === "first"
    ? staff.addFirst(member, identity)
    : staff.join(tokenHash(token), member, identity));
  switch (outcome) {
    case "added":
      await (kind === "first"
        ? world.note(visit, "first-administrator", "provider", name)
        : world.note(visit, "joined", `${role}: provider`, name));
      return enrolmentPage(visit, world, name, "/admin/sign-in/enrol", "nothing", "provider");
    case "identity-taken":
    case "name-taken":
      return signInPage(visit, world, outcome);
    default:
      return refuse("not-found");
  }
}

async function roleBy({ kind, token }: Joining, { now }: StaffVisit, { storage }: StaffWorld) {
  if (kind === "first") return (await isInvited(token, storage.staff)) ? ("administrator" as const) : undefined;
  const invitation = await storage.staff.invited(tokenHash(token));
  return invitation && invitation.until > now.getTime() ? invitation.role : undefined;
}

/** The browser does not bring its session from another site, so a page leads back to it. */
async function connected(visit: StaffVisit, world: StaffWorld, { name, session }: Connecting, identity: Uint8Array) {
  const { staff, identities } = world.storage;
  const member = await staff.find(name);
  const begunIn = await staff.findSession(Buffer.from(session, "base64url"));
  if (!member || member.disabled || begunIn?.name !== name) return signInPage(visit, world, "lost");
  if ((await identities.bind(name, identity)) === "taken") return signInPage(visit, world, "identity-taken");
  await world.note(visit, "provider-connected", "", name);
  const heading = visit.translate("admin.provider.connectedTitle");
  return page("admin/connected", heading, { heading, host: world.signIn.provider?.host ?? "" });
}
