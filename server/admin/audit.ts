/** The audit log, for auditors: newest first, found by words, by who, by act and by days. */
import { ACTS, type AuditSearch } from "../records/audit.ts";
import { page } from "../web/reply.ts";
import { aboutWords, whoWords } from "./audit-words.ts";
import type { StaffHandler, StaffVisit } from "./world.ts";

const A_PAGE = 100;
const A_DAY = 86_400_000;

export const showAudit: StaffHandler = async (visit, world) => {
  const asked = askedIn(visit);
  const words = asked.q.split(/\s+/).filter((word) => word !== "");
  const before = /^\d{1,15}$/.test(visit.query.before ?? "") ? Number(visit.query.before) : undefined;
  const found = await world.storage.audit.page(words, before, A_PAGE + 1, searchOf(asked));
  const shown = found.slice(0, A_PAGE);
  const entries = shown.map(({ number, at, who, act, about }) => ({
    number,
    at: new Date(at).toISOString().slice(0, 19).replace("T", " "),
    who: whoWords(who, visit.translate),
    act: visit.translate(`admin.act.${act}`),
    about: aboutWords(act, about, visit.translate),
  }));
  if (visit.wantsJson)
    return {
      kind: "json",
      value: { entries: shown.map(({ hash, ...entry }) => ({ ...entry, hash: Buffer.from(hash).toString("hex") })) },
    };
  const heading = visit.translate("admin.audit.title");
  const said = Object.entries(asked).filter(([, value]) => value !== "");
  const older = new URLSearchParams([...said, ["before", String(shown.at(-1)?.number ?? 0)]]);
  return page("admin/audit", heading, {
    heading,
    asked,
    acts: ACTS.map((id) => ({ id, words: visit.translate(`admin.act.${id}`), chosen: id === asked.act })),
    searched: said.length > 0,
    entries,
    none: entries.length === 0,
    older: found.length > A_PAGE ? `/admin/audit?${older}` : "",
  });
};

/** What the form holds, as it stands in the address; a day or an act that is none is left out. */
function askedIn({ query }: StaffVisit) {
  const day = (typed: string | undefined) => (typed !== undefined && !Number.isNaN(dayAt(typed)) ? typed : "");
  return {
    q: query.q ?? "",
    who: (query.who ?? "").normalize("NFC").trim(),
    act: ACTS.find((act) => act === query.act) ?? ("" as const),
    from: day(query.from),
    to: day(query.to),
  };
}

/** The last day is searched to its end. */
function searchOf({ who, act, from, to }: ReturnType<typeof askedIn>): AuditSearch {
  return {
    who,
    act: act === "" ? undefined : act,
    from: from === "" ? undefined : dayAt(from),
    until: to === "" ? undefined : dayAt(to) + A_DAY,
  };
}

/** When a day begins, in UTC; NaN for what is none. */
function dayAt(typed: string): number {
  return /^\d{4}-\d\d-\d\d$/.test(typed) ? Date.parse(typed) : Number.NaN;
}
