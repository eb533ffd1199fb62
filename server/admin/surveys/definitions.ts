/** Definitions in the making: uploaded or typed, checked in place, kept as drafts, proposed for publishing. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import type { Definition } from "../../survey/definition.ts";
import { placeWords, reasonWords } from "../../survey/fault-words.ts";
import { type DefinitionFault, readDefinition } from "../../survey/reading.ts";
import { writtenAsYaml } from "../../survey/source.ts";
import { page, seeOther } from "../../web/reply.ts";
import { dayWritten } from "../../web/written.ts";
import { figuresIn } from "../figures.ts";
import { propose } from "../proposals/proposing.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { differenceView, previewed } from "./versions.ts";

export const showDefinitions: StaffHandler = async (visit, world) => {
  const begun = await begunWith(visit.query.survey, world);
  return definitionsPage(visit, world, { ...begun, faults: [], other: "" });
};

/** A survey's draft; where there is none its newest version, to make the next one of. */
async function begunWith(survey: string | undefined, { storage }: StaffWorld): Promise<Pick<Typed, "source" | "from">> {
  if (survey === undefined) return { source: "" };
  const draft = await storage.definitionDrafts.find(survey);
  if (draft) return { source: draft.source };
  const published = (await storage.surveys.all()).find(({ id }) => id === survey);
  return published ? { source: writtenAsYaml(newestOf(published).definition), from: survey } : { source: "" };
}

/** Checks what was uploaded or typed; without faults it is kept as a draft. A file goes before the text field. */
export const saveDefinition: StaffHandler = async (visit, world) => {
  if (!visit.member) return refuse("not-signed-in");
  const file = visit.fields.file?.[0] ?? "";
  const source = (file.trim() === "" ? (visit.fields.source?.[0] ?? "") : file).replace(/\r\n?/g, "\n");
  if (source.length > LONGEST)
    return definitionsPage(visit, world, { source: "", faults: [], other: "admin.definitions.tooLong" });
  // What no file has that was saved as UTF-8.
  if (source.includes("\ufffd"))
    return definitionsPage(visit, world, { source: "", faults: [], other: "admin.definitions.notUtf8" });
  const read = readDefinition("", source);
  if ("faults" in read) return definitionsPage(visit, world, { source, faults: read.faults, other: "" });
  const { id } = read.definition;
  const now = visit.now.getTime();
  await world.storage.definitionDrafts.save({ survey: id, source, savedBy: visit.member.name, savedAt: now });
  await world.note(visit, "draft-saved", id, visit.member.name);
  return seeOther(`/admin/definitions/${id}`);
};

/** As the column of the database has it. */
const LONGEST = 500_000;

export const showDraft: StaffHandler = async (visit, world) => {
  const found = await draftIn(visit, world);
  if (!found) return refuse("not-found");
  const { draft, definition } = found;
  const survey = (await world.storage.surveys.all()).find(({ id }) => id === draft.survey);
  const newest = survey?.versions.at(-1);
  const heading = visit.translate("admin.definitions.draftTitle", { survey: draft.survey });
  const saved = visit.translate("admin.definitions.saved", {
    name: draft.savedBy,
    at: dayWritten(new Date(draft.savedAt).toISOString().slice(0, 10), visit.language),
  });
  return page("admin/surveys/draft", heading, {
    heading,
    survey: draft.survey,
    saved,
    facts: factsOf(definition, visit),
    isNew: newest === undefined,
    refusal: refusalOf(definition, survey, visit),
    ...(newest
      ? differenceView(newest.definition, definition, visit)
      : { same: false, questions: [], others: [], anyOthers: false }),
  });
};

export const decideDraft: StaffHandler = async (visit, world) => {
  const found = await draftIn(visit, world);
  if (!found || !visit.member) return refuse("not-found");
  const { draft, definition } = found;
  if (visit.fields.go?.[0] === "remove") {
    await world.storage.definitionDrafts.remove(draft.survey);
    await world.note(visit, "draft-removed", draft.survey, visit.member.name);
    return seeOther("/admin/definitions");
  }
  const survey = (await world.storage.surveys.all()).find(({ id }) => id === draft.survey);
  if (refusalOf(definition, survey, visit) !== "") return seeOther(`/admin/definitions/${draft.survey}`);
  const payload = JSON.stringify(definition);
  return propose({ kind: "publish-version", survey: draft.survey, payload }, visit, world, "/admin/proposals");
};

export const previewDraft: StaffHandler = async (visit, world) => {
  const found = await draftIn(visit, world);
  if (!found) return refuse("not-found");
  const address = `/admin/definitions/${found.draft.survey}`;
  return previewed(found.definition, visit, world, { address: `${address}/preview`, query: {}, back: address });
};

/** A draft was without faults when it was saved; the program may have grown stricter since. */
async function draftIn(visit: StaffVisit, world: StaffWorld) {
  const draft = await world.storage.definitionDrafts.find(visit.params.survey ?? "");
  if (!draft) return undefined;
  const read = readDefinition("", draft.source);
  return "definition" in read ? { draft, definition: read.definition } : undefined;
}

/** What publishing would refuse, told before anybody is asked to confirm it. */
function refusalOf({ access }: Definition, survey: PublishedSurvey | undefined, { translate }: StaffVisit): string {
  if (!survey) return "";
  if (survey.simulated) return translate("admin.definitions.simulated");
  if (survey.closedOn !== undefined) return translate("admin.definitions.closed");
  const before = newestOf(survey).definition.access;
  return access === before ? "" : translate("admin.definitions.otherAccess", { before });
}

function factsOf({ pages, languages }: Definition, { translate, language }: StaffVisit): string {
  const questions = pages.reduce((sum, each) => sum + each.questions.length, 0);
  const { whole } = figuresIn(language);
  return translate("admin.definitions.facts", {
    pages: whole(pages.length),
    questions: whole(questions),
    languages: languages.join(", "),
  });
}

/** Enough to mend before checking again; a file that is no survey at all has thousands. */
const MOST_SHOWN = 100;

/** A reason's words apart from those of the file, which are code, and from a parser's, which are English. */
function partsOf(words: string): readonly { readonly code: string; readonly english: string; readonly text: string }[] {
  return words.split(/(`[^`]*`|“[^”]*”)/).map((part) => ({
    code: part.startsWith("`") ? part.slice(1, -1) : "",
    english: part.startsWith("“") ? part : "",
    text: /^[`“]/.test(part) ? "" : part,
  }));
}

interface Typed {
  readonly source: string;
  /** The survey whose newest version it is. */
  readonly from?: string;
  readonly faults: readonly DefinitionFault[];
  readonly other: "" | "admin.definitions.tooLong" | "admin.definitions.notUtf8";
}

async function definitionsPage(
  visit: StaffVisit,
  world: StaffWorld,
  { source, from, faults, other }: Typed,
): Promise<StaffReply> {
  const heading = visit.translate("admin.definitions.title");
  const lines = source.split("\n");
  const drafts = await world.storage.definitionDrafts.list();
  const wrong = faults.length > 0 || other !== "";
  const view = {
    heading,
    wrong,
    other: other === "" ? "" : visit.translate(other),
    faults: faults.slice(0, MOST_SHOWN).map(({ line, column, place, reason }, at) => ({
      where: visit.translate("admin.definitions.line", { line, column }),
      place: placeWords(place, visit.translate),
      reason: partsOf(reasonWords(reason, visit.translate)),
      excerpt: line === faults[at - 1]?.line ? "" : (lines[line - 1] ?? "").slice(0, 200),
    })),
    first: faults.length > MOST_SHOWN ? visit.translate("admin.definitions.first", { most: MOST_SHOWN }) : "",
    faultCount: visit.translate("admin.definitions.faults", { count: faults.length }),
    source,
    from: from === undefined ? "" : visit.translate("admin.definitions.from", { survey: from }),
    drafts: drafts.map(({ survey, savedBy }) => ({ survey, savedBy })),
    anyDrafts: drafts.length > 0,
  };
  return page(
    "admin/surveys/definitions",
    wrong ? visit.translate("error.titled", { title: heading }) : heading,
    view,
    wrong ? 422 : 200,
  );
}
