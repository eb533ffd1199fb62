/** What we promise, in words: what is stored, who can learn what from it, what nobody is protected from, and how to check. */
import { dayOf } from "../records/month.ts";
import { isSigned, type SignedProtocol } from "../records/protocol.ts";
import { stateOf } from "../records/survey.ts";
import type { Translate } from "../web/languages.ts";
import { page } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import { dayWritten } from "../web/written.ts";
import type { Listed } from "./catalogue.ts";
import { words } from "./start.ts";
import { ABOUT_CITIZENS, IN_COOKIE, IN_DRAFT, NOT_ABOUT_CITIZENS, REASONS, type StoredTable } from "./stored.ts";
import type { Handler } from "./world.ts";

/** Who could come to hold what: from the least to the most, then those who need hold nothing. */
const HOLDERS = [
  "phone",
  "code",
  "database",
  "copies",
  "logs",
  "keys",
  "mixer",
  "administrator",
  "operator",
  "network",
  "court",
] as const;

const PROMISES = ["unlinked", "taking-part", "drafts", "once", "destroyed", "program"] as const;
const LIMITS = ["program", "network", "words", "others", "device"] as const;
const SPANS = [
  "drafts",
  "typed",
  "receipt",
  "acknowledgement",
  "participation",
  "waiting",
  "responses",
  "withdrawals",
  "counts",
  "backups",
  "logs",
] as const;

export const showPrivacy: Handler = async (visit, world) => {
  const t = visit.translate;
  const listed = await world.catalogue.all();
  const protocols = await world.storage.surveys.protocols();
  const open = listed.filter(({ survey }) => !survey.simulated && stateOf(survey, dayOf(visit.now)).state === "open");
  return page("citizen/privacy", t("privacy.title"), {
    ...promise(t, world.pool),
    stored: [cookie(t), ...ABOUT_CITIZENS.map((table) => described(t, table))],
    others: REASONS.map((reason) => ({ tables: tablesFor(reason), why: t(`privacy.others.${reason}`) })),
    ...honesty(t, world.pool),
    limits: LIMITS.map((each) => pair(t, `privacy.limits.${each}`)),
    protocols: protocols.filter(({ protocol }) => !protocol.simulated).map((signed) => closing(signed, listed, visit)),
    spans: SPANS.map((each) => pair(t, `privacy.spans.${each}`)),
    surveys: open.map((each) => responsible(each, visit)),
  });
};

/** A response is one of 2K that waited when its batch was drawn. Where nothing is pooled it is hidden among none. */
function hiddenAmong(pool: number): number {
  return pool === 1 ? 1 : 2 * pool;
}

function promise(t: Translate, pool: number) {
  const numbers = { group: hiddenAmong(pool), released: pool };
  return {
    pooled: pool > 1,
    text: pool > 1 ? t("privacy.promise.text", numbers) : t("privacy.promise.notPooled"),
    how: t("privacy.promise.how", numbers),
  };
}

/** Who learns what, and on whose honesty it rests. Where nothing is pooled, three of the answers are others. */
function honesty(t: Translate, pool: number) {
  const said = (key: string, unpooled: string, differs: boolean) =>
    pool === 1 && differs ? t(`privacy.unpooled.${unpooled}`) : t(key, { group: hiddenAmong(pool) });
  return {
    holders: HOLDERS.map((holder) => ({
      who: t(`privacy.who.${holder}.who`),
      learns: t(`privacy.who.${holder}.learns`),
      not: said(`privacy.who.${holder}.not`, holder, holder === "copies" || holder === "keys"),
    })),
    promises: PROMISES.map((each) => ({
      title: t(`privacy.honest.${each}.title`),
      text: said(`privacy.honest.${each}.text`, each, each === "unlinked"),
    })),
  };
}

function cookie(t: Translate) {
  const name = "privacy.stored.cookie";
  const fields = IN_COOKIE.map((field) => ({ name: field, words: t(`${name}.${field}`) }));
  return { title: t(`${name}.title`), text: t(`${name}.text`), where: "", columns: fields };
}

function described(t: Translate, { file, table, columns }: StoredTable) {
  const name = `privacy.stored.${table}`;
  const inside = table === "draft" ? IN_DRAFT.map((field) => t(`privacy.inside.${field}`)) : [];
  return {
    title: t(`${name}.title`),
    text: t(`${name}.text`),
    where: `${file}: ${table}`,
    columns: columns.map((column) => ({
      name: column,
      words: [t(`${name}.${column}`), ...(column === "sealed" ? inside : [])].join(" "),
    })),
  };
}

function tablesFor(reason: (typeof REASONS)[number]): string {
  const tables = NOT_ABOUT_CITIZENS.filter((each) => each.reason === reason).map(({ table }) => table);
  return [...new Set(tables)].join(", ");
}

function pair(t: Translate, name: string) {
  return { title: t(`${name}.title`), text: t(`${name}.text`) };
}

/** The protocol in words, whether its signature holds, and the very text that `survey verify` takes. */
function closing(signed: SignedProtocol, listed: readonly Listed[], { language, translate }: Visit) {
  const { survey, closedOn, counts } = signed.protocol;
  const definition = listed.find((each) => each.survey.id === survey)?.newest.definition;
  const date = dayWritten(closedOn, language);
  const { participations, released, withdrawn } = counts;
  return {
    name: definition ? words(definition.title, { language }) : survey,
    text: translate("privacy.protocol.closed", { date, participations, released, withdrawn }),
    verdict: translate(isSigned(signed) ? "privacy.protocol.signed" : "privacy.protocol.unsigned"),
    json: JSON.stringify(signed, undefined, 2),
  };
}

function responsible(listed: Listed, visit: Visit) {
  const { controller, retention, title } = listed.newest.definition;
  return {
    name: words(title, visit),
    contact: [words(controller.name, visit), controller.address && words(controller.address, visit), controller.phone]
      .filter((each) => each !== undefined)
      .join(", "),
    email: controller.email,
    kept: visit.translate("privacy.responsible.kept", { count: retention.responses }),
  };
}
