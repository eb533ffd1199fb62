/** Connecting an account that is there with the provider, and parting them. Both only with a code: a session left open is not enough. */
import { WRONG } from "../../web/limits.ts";
import { page } from "../../web/reply.ts";
import { hasPassword } from "../password.ts";
import { proveFactor } from "../second-factor.ts";
import { idOf } from "../session.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { beginAtProvider } from "./attempt.ts";

export const showProvider: StaffHandler = (visit, world) => providerPage(visit, world, false);

export const changeProvider: StaffHandler = async (visit, world) => {
  const { member, session } = visit;
  if (!member || session === undefined) return refuse("not-signed-in");
  const { name } = member;
  const { staff, identities } = world.storage;
  if (!world.signIn.provider) return refuse("not-found");
  const parting = visit.fields.act?.[0] === "part";
  if (parting && !(await mayPart(name, world))) return refuse("not-found");
  const proof = await proveFactor(staff, name, visit.fields.code?.[0] ?? "", world.factorKey, visit.now);
  if (proof === "wrong") return providerPage(visit, world, true);
  if (!parting) return beginAtProvider(visit, world, { kind: "connect", name, session: sessionId(session) });
  await identities.unbind(name);
  await world.note(visit, "provider-removed", "", name);
  return providerPage(visit, world, false);
};

function sessionId(session: string): string {
  return Buffer.from(idOf(session)).toString("base64url");
}

/** Whoever has no other way in keeps this one. */
async function mayPart(name: string, { signIn, storage }: StaffWorld): Promise<boolean> {
  return signIn.passwords && hasPassword(await storage.staff.find(name));
}

async function providerPage(visit: StaffVisit, world: StaffWorld, wrong: boolean): Promise<StaffReply> {
  const { member, translate } = visit;
  const { provider } = world.signIn;
  if (!member || !provider) return refuse("not-found");
  const heading = translate("admin.provider.title");
  const has = await world.storage.identities.has(member.name);
  const view = {
    heading,
    host: provider.host,
    has,
    changeable: !has || (await mayPart(member.name, world)),
    failed: wrong,
    errors: wrong ? [{ field: "code", message: translate("admin.code.wrong") }] : [],
  };
  const title = wrong ? translate("error.titled", { title: heading }) : heading;
  return page("admin/provider", title, view, wrong ? WRONG : 200);
}
