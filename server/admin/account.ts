/** One's own account: the second factor, and where one is signed in. */
import { page, seeOther } from "../web/reply.ts";
import { dayWritten } from "../web/written.ts";
import { hasPassword } from "./password.ts";
import { closeOthers, idOf } from "./session.ts";
import { refuse, type StaffHandler } from "./world.ts";

export const showAccount: StaffHandler = async (visit, world) => {
  const { member, session } = visit;
  if (!member || session === undefined) return refuse("not-signed-in");
  const { staff } = world.storage;
  const sessions = await staff.sessionsOf(member.name);
  const written = (at: number) =>
    `${dayWritten(new Date(at).toISOString().slice(0, 10), visit.language)}, ${new Date(at).toISOString().slice(11, 16)} UTC`;
  const own = hex(idOf(session));
  const heading = visit.translate("admin.account.title");
  return page("admin/account", heading, {
    heading,
    enrolled: member.enrolled,
    tokens: member.role !== "auditor",
    password: world.signIn.passwords && hasPassword(await staff.find(member.name)),
    provider: world.signIn.provider
      ? {
          host: world.signIn.provider.host,
          connected: await world.storage.identities.has(member.name),
        }
      : null,
    recovery: visit.translate("admin.account.recovery", { count: await staff.countRecovery(member.name) }),
    severalSessions: sessions.length > 1,
    sessions: sessions.map(({ id, startedAt, seenAt }) => ({
      id: hex(id),
      isThis: hex(id) === own,
      began: written(startedAt),
      seen: written(seenAt),
    })),
  });
};

/** One of one's own, or all but this one. Another's is not found here. */
export const endSessions: StaffHandler = async (visit, world) => {
  const { member, session } = visit;
  if (!member || session === undefined) return refuse("not-signed-in");
  const { staff } = world.storage;
  const asked = visit.fields.session?.[0] ?? "";
  if (asked === "others") await closeOthers(staff, member.name, session);
  else {
    const found = (await staff.sessionsOf(member.name)).find(({ id }) => hex(id) === asked);
    if (!found) return refuse("not-found");
    await staff.closeSession(found.id);
  }
  await world.note(visit, "sessions-ended", asked === "others" ? "all others" : "one", member.name);
  return seeOther("/admin/account");
};

function hex(id: Uint8Array): string {
  return Buffer.from(id).toString("hex");
}
