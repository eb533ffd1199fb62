/** The audit log, for auditors: newest first, found by words. */
import { page } from "../web/reply.ts";
import type { StaffHandler } from "./world.ts";

const A_PAGE = 100;

export const showAudit: StaffHandler = async (visit, world) => {
  const asked = visit.query.q ?? "";
  const words = asked.split(/\s+/).filter((word) => word !== "");
  const before = /^\d{1,15}$/.test(visit.query.before ?? "") ? Number(visit.query.before) : undefined;
  const found = await world.storage.audit.page(words, before, A_PAGE + 1);
  const shown = found.slice(0, A_PAGE);
  const entries = shown.map(({ number, at, who, act, about }) => ({
    number,
    at: new Date(at).toISOString().slice(0, 19).replace("T", " "),
    who,
    act: visit.translate(`admin.act.${act}`),
    about,
  }));
  if (visit.wantsJson)
    return {
      kind: "json",
      value: { entries: shown.map(({ hash, ...entry }) => ({ ...entry, hash: Buffer.from(hash).toString("hex") })) },
    };
  const heading = visit.translate("admin.audit.title");
  const older = new URLSearchParams({
    ...(asked === "" ? {} : { q: asked }),
    before: String(shown.at(-1)?.number ?? 0),
  });
  return page("admin/audit", heading, {
    heading,
    asked,
    entries,
    none: entries.length === 0,
    older: found.length > A_PAGE ? `/admin/audit?${older}` : "",
  });
};
