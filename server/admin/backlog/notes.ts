/** "You said, we did": what citizens are told, written by administrators in every language of the survey, public once it is published. */
import type { Note } from "../../records/backlog.ts";
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { dayInKazakhstan } from "../../records/working-days.ts";
import type { Text } from "../../survey/definition.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn, inLanguage } from "../figures.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import type { FieldFault } from "./backlog.ts";

const MOST = 600;
const WORDS = { said: "admin.notes.saidIn", done: "admin.notes.doneIn" } as const;

export const showNotes: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const notes = await world.storage.notes.of(survey.id);
  const changing = notes.find(({ id, publishedOn }) => id === visit.query.note && publishedOn === null);
  const items = await world.storage.backlog.of(survey.id);
  const item = changing ? changing.item : (items.find(({ id }) => id === visit.query.item)?.id ?? null);
  const blank: Typed = { id: "", item: item ?? "", said: {}, done: {} };
  return notesPage(survey, notes, changing ? { ...changing, item: changing.item ?? "" } : blank, [], visit);
};

/** Keeps a draft, publishes a note or takes it back. */
export const changeNotes: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  if (!visit.member) return refuse("not-signed-in");
  const here = `/admin/surveys/${survey.id}/notes`;
  const id = visit.fields.note?.[0] ?? "";
  switch (visit.fields.act?.[0]) {
    case "keep":
      return keepNote(survey, id, visit, world);
    case "publish":
    case "take-back": {
      const isPublishing = visit.fields.act[0] === "publish";
      const day = isPublishing ? dayInKazakhstan(visit.now) : null;
      if ((await world.storage.notes.publish(survey.id, id, day)) === "unknown") return refuse("not-found");
      await world.note(
        visit,
        isPublishing ? "note-published" : "note-taken-back",
        `${survey.id} ${id}`,
        visit.member.name,
      );
      return seeOther(here);
    }
    default:
      return refuse("malformed");
  }
};

interface Typed {
  readonly id: string;
  readonly item: string;
  readonly said: Text;
  readonly done: Text;
}

async function keepNote(
  survey: PublishedSurvey,
  id: string,
  visit: StaffVisit,
  world: StaffWorld,
): Promise<StaffReply> {
  const { languages } = newestOf(survey).definition;
  const text = (name: string): Text =>
    Object.fromEntries(
      languages.map((code) => [code, (visit.fields[`${name}-${code}`]?.[0] ?? "").normalize("NFC").trim()]),
    );
  const typed: Typed = { id, item: visit.fields.item?.[0] ?? "", said: text("said"), done: text("done") };
  const notes = await world.storage.notes.of(survey.id);
  const items = await world.storage.backlog.of(survey.id);
  if (id !== "" && !notes.some((note) => note.id === id)) return refuse("not-found");
  if (typed.item !== "" && !items.some((item) => item.id === typed.item)) return refuse("not-found");
  const errors = faultsOf(typed, languages, visit);
  if (errors.length > 0) return notesPage(survey, notes, typed, errors, visit);
  const kept = {
    survey: survey.id,
    id: id === "" ? Buffer.from(world.random.bytes(8)).toString("hex") : id,
    item: typed.item === "" ? null : typed.item,
    said: typed.said,
    done: typed.done,
  };
  if ((await world.storage.notes.keep(kept)) === "published")
    return notesPage(
      survey,
      notes,
      typed,
      [{ field: "main", message: visit.translate("admin.notes.isPublished") }],
      visit,
    );
  return seeOther(`/admin/surveys/${survey.id}/notes`);
}

function faultsOf(typed: Typed, languages: readonly string[], visit: StaffVisit): readonly FieldFault[] {
  return (["said", "done"] as const).flatMap((name) =>
    languages.flatMap((code) => {
      const { length } = typed[name][code] ?? "";
      if (length > 0 && length <= MOST) return [];
      return [
        {
          field: `${name}-${code}`,
          message: visit.translate("admin.notes.wrong", { which: fieldWords(name, code, visit), most: MOST }),
        },
      ];
    }),
  );
}

function fieldWords(name: "said" | "done", code: string, { language, translate }: StaffVisit): string {
  return translate(WORDS[name], { language: new Intl.DisplayNames([language], { type: "language" }).of(code) ?? code });
}

function notesPage(
  survey: PublishedSurvey,
  notes: readonly Note[],
  typed: Typed,
  errors: readonly FieldFault[],
  visit: StaffVisit,
): StaffReply {
  const { translate, language } = visit;
  const { day } = figuresIn(language);
  const title = translate("admin.notes.title");
  const head = surveyHead(survey, visit, "backlog", title);
  const { languages } = newestOf(survey).definition;
  const view = {
    ...head,
    failed: errors.length > 0,
    errors,
    here: `/admin/surveys/${survey.id}/notes`,
    back: `/admin/surveys/${survey.id}/backlog`,
    link: `/s/${survey.id}/done`,
    changes: visit.member?.role === "administrator",
    none: notes.length === 0,
    notes: notes.map(({ id, said, done, publishedOn }, at) => ({
      id,
      row: at + 1,
      said: inLanguage(said, language),
      done: inLanguage(done, language),
      published: publishedOn !== null,
      when:
        publishedOn === null
          ? translate("admin.notes.draft")
          : translate("admin.notes.publishedOn", { day: day(publishedOn) }),
    })),
    typed: { id: typed.id, item: typed.item },
    formTitle: translate(typed.id === "" ? "admin.notes.write" : "admin.notes.change"),
    fields: (["said", "done"] as const).flatMap((name) =>
      languages.map((code) => ({
        id: `${name}-${code}`,
        words: fieldWords(name, code, visit),
        value: typed[name][code] ?? "",
        spoken: code,
        message: errors.find(({ field }) => field === `${name}-${code}`)?.message ?? "",
      })),
    ),
  };
  const words = `${title} – ${head.name}`;
  const isWrong = errors.length > 0;
  return page(
    "admin/backlog/notes",
    isWrong ? translate("error.titled", { title: words }) : words,
    view,
    isWrong ? 422 : 200,
  );
}
