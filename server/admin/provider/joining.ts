/** Whoever joins by a one-time link may do so at the provider: they choose a name, and no password. */
import { accountPage, chosenIn } from "../account-form.ts";
import { firstForm, isInvited } from "../first.ts";
import { invitationOf, joinForm } from "../join.ts";
import { refuse, type StaffHandler } from "../world.ts";
import { beginAtProvider } from "./attempt.ts";

export const firstAtProvider: StaffHandler = async (visit, world) => {
  const token = visit.params.token ?? "";
  if (!(await isInvited(token, world.storage.staff))) return refuse("not-found");
  const form = firstForm(visit);
  const { name, errors } = chosenIn(visit, form, false);
  if (errors.length > 0) return accountPage(visit, world, form, name, errors);
  return beginAtProvider(visit, world, { kind: "first", token, name });
};

export const joinAtProvider: StaffHandler = async (visit, world) => {
  const invitation = await invitationOf(visit, world);
  if (!invitation) return refuse("not-found");
  const form = joinForm(visit, invitation);
  const { name, errors } = chosenIn(visit, form, false);
  if (errors.length > 0) return accountPage(visit, world, form, name, errors);
  if (await world.storage.staff.find(name))
    return accountPage(visit, world, form, name, [{ field: "name", message: visit.translate("admin.join.taken") }]);
  return beginAtProvider(visit, world, { kind: "join", token: visit.params.token ?? "", name });
};
