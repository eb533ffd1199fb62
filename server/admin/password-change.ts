/** Changing one's password: with the one before and a code, so that a session left open is not enough. All other sessions end. */
import { WRONG } from "../web/limits.ts";
import { page, seeOther } from "../web/reply.ts";
import { whyNot } from "./account-form.ts";
import { hasPassword, SHORTEST } from "./password.ts";
import { proveFactor } from "./second-factor.ts";
import { closeOthers } from "./session.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "./world.ts";

type Field = "current" | "password" | "code";

export const showPassword: StaffHandler = async (visit, world) =>
  (await mayChange(visit, world)) ? passwordPage(visit, undefined) : refuse("not-found");

/** The new one is looked at first: a code that was typed is used up. */
export const changePassword: StaffHandler = async (visit, world) => {
  const { member, session, fields, now } = visit;
  const { staff } = world.storage;
  if (!member || session === undefined || !(await mayChange(visit, world))) return refuse("not-found");
  const [current = "", password = "", code = ""] = [fields.current, fields.password, fields.code].map(
    (all) => all?.[0],
  );
  const fault = whyNot(visit, password, member.name);
  if (fault !== undefined) return passwordPage(visit, { field: "password", message: fault });
  const stored = (await staff.find(member.name))?.passwordHash;
  if (!(await world.passwords.matches(current, stored))) return wrong(visit, world, "current");
  if ((await proveFactor(staff, member.name, code, world.factorKey, now)) === "wrong")
    return wrong(visit, world, "code");
  await staff.setPassword(member.name, await world.passwords.hash(password));
  await closeOthers(staff, member.name, session);
  await world.note(visit, "password-changed", "", member.name);
  return seeOther("/admin/account");
};

/** Whoever signs in at the provider alone has none, and where passwords are switched off nobody needs one. */
async function mayChange({ member }: StaffVisit, { signIn, storage }: StaffWorld): Promise<boolean> {
  return signIn.passwords && member !== undefined && hasPassword(await storage.staff.find(member.name));
}

async function wrong(visit: StaffVisit, world: StaffWorld, field: "current" | "code"): Promise<StaffReply> {
  await world.note(visit, "sign-in-failed", `password change: ${field}`, visit.member?.name ?? "");
  const message = visit.translate(field === "code" ? "admin.code.wrong" : "admin.enrol.passwordWrong");
  return passwordPage(visit, { field, message });
}

function passwordPage(
  { member, translate }: StaffVisit,
  error: { readonly field: Field; readonly message: string } | undefined,
): StaffReply {
  const heading = translate("admin.passwordChange.title");
  const messageOf = (field: Field) => (error?.field === field ? error.message : "");
  const view = {
    heading,
    account: member?.name ?? "",
    min: SHORTEST,
    failed: error !== undefined,
    errors: error ? [error] : [],
    currentMessage: messageOf("current"),
    passwordMessage: messageOf("password"),
    codeMessage: messageOf("code"),
  };
  const title = error ? translate("error.titled", { title: heading }) : heading;
  return page("admin/password-change", title, view, error ? WRONG : 200);
}
