/** The coding frame of an open question: its codes, and how they came to be. Every change is a new version; a code's id never comes to mean something else. */
import { type Code, codeIds, type Frame, nextCodeId } from "../../records/coding.ts";
import type { Text } from "../../survey/definition.ts";
import type { FormFields } from "../../web/form.ts";
import { page, seeOther } from "../../web/reply.ts";
import { inLanguage } from "../figures.ts";
import { itemWords } from "../report/question-table.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { addressOf, languagesOf, type Standing, standingOf } from "./standing.ts";

const FIELD_WORDS = { label: "admin.coding.labelIn", definition: "admin.coding.definitionIn" } as const;
const MOST_CODES = 60;
const MOST_LABEL = 120;
const MOST_DEFINITION = 600;
const MOST_KEYWORDS = 40;

export const showFrame: StaffHandler = async (visit, world) => {
  const standing = await standingOf(visit, world);
  if (!standing) return refuse("not-found");
  const changing = standing.frame?.codes.find(({ id }) => id === visit.query.code);
  return framePage(standing, changing ? typedOf(changing) : EMPTY, changing?.id ?? "", [], visit);
};

export const changeFrame: StaffHandler = async (visit, world) => {
  const standing = await standingOf(visit, world);
  if (!standing) return refuse("not-found");
  switch (visit.fields.act?.[0]) {
    case "keep":
      return keepCode(standing, visit, world);
    case "retire":
      return kept(standing, visit, world, (codes) => codes.filter(({ id }) => id !== visit.fields.code?.[0]));
    case "coders":
      return kept(standing, visit, world, (codes) => codes, visit.fields.coders?.[0] === "1" ? 1 : 2);
    default:
      return refuse("malformed");
  }
};

/** Adds the code that the form holds, or changes the one that it is about. */
async function keepCode(standing: Standing, visit: StaffVisit, world: StaffWorld): Promise<StaffReply> {
  const typed = typedIn(visit.fields, languagesOf(standing));
  const id = visit.fields.code?.[0] ?? "";
  const faults = faultsOf(typed, languagesOf(standing), visit);
  const codes = standing.frame?.codes ?? [];
  if (id === "" && codes.length >= MOST_CODES)
    faults.push({ field: "main", message: visit.translate("admin.coding.tooMany", { most: MOST_CODES }) });
  if (faults.length > 0) return framePage(standing, typed, id, faults, visit, 422);
  const { label, definition } = typed;
  const code: Code = {
    id: id === "" ? nextCodeId(standing.versions) : id,
    label,
    definition,
    keywords: keywordsIn(typed.keywords),
  };
  if (id !== "" && !codes.some((known) => known.id === id)) return stalePage(standing, visit, typed);
  return kept(
    standing,
    visit,
    world,
    (known) => (id === "" ? [...known, code] : known.map((old) => (old.id === id ? code : old))),
    undefined,
    typed,
  );
}

/** Keeps the next version, unless somebody else was first: then nothing that was typed is lost. */
async function kept(
  standing: Standing,
  visit: StaffVisit,
  world: StaffWorld,
  change: (codes: readonly Code[]) => readonly Code[],
  coders: 1 | 2 = standing.frame?.coders ?? 2,
  typed: Typed = EMPTY,
): Promise<StaffReply> {
  const { survey, item, frame } = standing;
  const seen = frame?.number ?? 0;
  if (!visit.member) return refuse("not-signed-in");
  if (visit.fields.number?.[0] !== String(seen)) return stalePage(standing, visit, typed);
  const next = { survey: survey.id, question: item.id, number: seen + 1, codes: change(frame?.codes ?? []), coders };
  if (JSON.stringify([next.codes, coders]) === JSON.stringify([frame?.codes ?? [], frame?.coders]))
    return seeOther(addressOf(standing));
  if ((await world.storage.codings.keepFrame(next)) === "stale") return stalePage(standing, visit, typed);
  await world.note(visit, "frame-changed", `${survey.id} ${item.id} ${next.number}`, visit.member.name);
  return seeOther(addressOf(standing));
}

function stalePage(standing: Standing, visit: StaffVisit, typed: Typed): StaffReply {
  const faults = [{ field: "main", message: visit.translate("admin.coding.stale") }];
  return framePage(standing, typed, "", faults, visit, 422);
}

/** What the form of a code holds. */
interface Typed {
  readonly label: Text;
  readonly definition: Text;
  readonly keywords: string;
}

interface FieldFault {
  readonly field: string;
  readonly message: string;
}

const EMPTY: Typed = { label: {}, definition: {}, keywords: "" };

function typedOf({ label, definition, keywords }: Code): Typed {
  return { label, definition, keywords: keywords.join(", ") };
}

function typedIn(fields: FormFields, languages: readonly string[]): Typed {
  const text = (name: string): Text =>
    Object.fromEntries(languages.map((language) => [language, (fields[`${name}-${language}`]?.[0] ?? "").trim()]));
  return { label: text("label"), definition: text("definition"), keywords: fields.keywords?.[0] ?? "" };
}

function keywordsIn(typed: string): readonly string[] {
  const words = typed.split(/[,;\n]/).map((word) => word.normalize("NFC").trim().toLowerCase());
  return [...new Set(words.filter((word) => word !== ""))];
}

function faultsOf(typed: Typed, languages: readonly string[], visit: StaffVisit): FieldFault[] {
  const { translate } = visit;
  const limits = [
    ["label", MOST_LABEL],
    ["definition", MOST_DEFINITION],
  ] as const;
  const faults: FieldFault[] = limits.flatMap(([name, most]) =>
    languages.flatMap((language) => {
      const length = (typed[name][language] ?? "").length;
      const field = `${name}-${language}`;
      const which = translate(FIELD_WORDS[name], { language: nameOf(language, visit) });
      if (length === 0) return [{ field, message: translate("admin.coding.missing", { which }) }];
      return length > most ? [{ field, message: translate("admin.coding.tooLong", { which, most }) }] : [];
    }),
  );
  const keywords = keywordsIn(typed.keywords);
  if (keywords.length > MOST_KEYWORDS || keywords.some((word) => word.length < 2 || word.length > 40))
    faults.push({ field: "keywords", message: translate("admin.coding.wrongKeywords", { most: MOST_KEYWORDS }) });
  return faults;
}

/** A language's name in the page's language. */
function nameOf(code: string, { language }: StaffVisit): string {
  return new Intl.DisplayNames([language], { type: "language" }).of(code) ?? code;
}

function framePage(
  standing: Standing,
  typed: Typed,
  changing: string,
  errors: readonly FieldFault[],
  visit: StaffVisit,
  status = 200,
): StaffReply {
  const { survey, item, frame, versions } = standing;
  const { language, translate } = visit;
  const title = itemWords(item, language);
  const messageOf = (field: string) => errors.find((error) => error.field === field)?.message ?? "";
  const field = (name: "label" | "definition", code: string) => ({
    id: `${name}-${code}`,
    words: translate(FIELD_WORDS[name], { language: nameOf(code, visit) }),
    value: typed[name][code] ?? "",
    message: messageOf(`${name}-${code}`),
    spoken: code,
  });
  const coders = frame?.coders ?? 2;
  const view = {
    ...surveyHead(survey, visit, "coding", title),
    back: `/admin/surveys/${survey.id}/coding`,
    here: addressOf(standing),
    number: frame?.number ?? 0,
    codes: (frame?.codes ?? []).map((code) => ({
      id: code.id,
      label: inLanguage(code.label, language),
      definition: inLanguage(code.definition, language),
      keywords: code.keywords.join(", "),
    })),
    none: (frame?.codes ?? []).length === 0,
    two: coders === 2,
    changing,
    formTitle: changing === "" ? translate("admin.coding.add") : translate("admin.coding.change", { code: changing }),
    labels: languagesOf(standing).map((code) => field("label", code)),
    definitions: languagesOf(standing).map((code) => field("definition", code)),
    keywords: typed.keywords,
    keywordsMessage: messageOf("keywords"),
    failed: errors.length > 0,
    errors,
    versions: versions.map((version, at) => versionWords(version, versions[at - 1], visit)).toReversed(),
  };
  const words = `${title} – ${translate("admin.coding.frame")}`;
  return page(
    "admin/coding/frame",
    errors.length > 0 ? translate("error.titled", { title: words }) : words,
    view,
    status,
  );
}

/** What a version changed. */
function versionWords(version: Frame, before: Frame | undefined, { translate }: StaffVisit): string {
  const [now, old] = [version.codes, before?.codes ?? []];
  const list = (ids: readonly string[], key: string) =>
    ids.length === 0 ? [] : [translate(key, { codes: ids.join(", ") })];
  const [ids, oldIds] = [codeIds(version), before ? codeIds(before) : []];
  const added = now.filter(({ id }) => !oldIds.includes(id)).map(({ id }) => id);
  const retired = old.filter(({ id }) => !ids.includes(id)).map(({ id }) => id);
  const changed = now
    .filter((code) => old.some((was) => was.id === code.id && JSON.stringify(was) !== JSON.stringify(code)))
    .map(({ id }) => id);
  const said = [
    ...list(added, "admin.coding.added"),
    ...list(changed, "admin.coding.changed"),
    ...list(retired, "admin.coding.retired"),
    ...(before?.coders === version.coders ? [] : [translate("admin.coding.codersAre", { count: version.coders })]),
  ];
  return `${translate("admin.coding.version", { number: version.number })} ${said.join(" ")}`;
}
