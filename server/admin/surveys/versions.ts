/** The versions of a survey beside each other, and each as a citizen sees it. */
import type { Definition } from "../../survey/definition.ts";
import { type Change, differenceOf } from "../../survey/difference.ts";
import { page } from "../../web/reply.ts";
import { inLanguage } from "../figures.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";

/** `?version=2`: what the second version changed of the first; without a number the newest of the one before. */
export const showDifference: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  const number = Number(visit.query.version ?? survey?.versions.length);
  const [before, after] = [survey?.versions[number - 2], survey?.versions[number - 1]];
  if (!survey || !before || !after) return refuse("not-found");
  const head = surveyHead(survey, visit, "run", visit.translate("admin.difference.title", { number }));
  const view = { ...head, back: `/admin/surveys/${survey.id}/run` };
  return page("admin/surveys/difference", head.heading, {
    ...view,
    ...differenceView(before.definition, after.definition, visit),
  });
};

/** `?version=2&step=3&in=ru`: a published version, without a number the newest; `lang` would put the staff's own pages into that language. */
export const showPreview: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  const version = visit.query.version ?? String(survey?.versions.length);
  const found = survey?.versions[Number(version) - 1];
  if (!survey || !found) return refuse("not-found");
  const address = `/admin/surveys/${survey.id}/preview`;
  const query = { version };
  return previewed(found.definition, visit, world, { address, query, back: `/admin/surveys/${survey.id}/run` });
};

/** Any definition's step, with the way to the steps before and after it. */
export function previewed(
  definition: Definition,
  visit: StaffVisit,
  world: StaffWorld,
  at: { readonly address: string; readonly query: Readonly<Record<string, string>>; readonly back: string },
): StaffReply {
  const step = Number(visit.query.step ?? "0");
  const { translate } = visit;
  const language = visit.query.in ?? visit.language;
  const last = world.preview.steps(definition) - 1;
  const to = (other: number, words: string) => ({
    address: `${at.address}?${new URLSearchParams({ ...at.query, step: String(other), in: language })}`,
    words,
    here: false,
  });
  const links = [
    ...(step > 0 ? [to(step - 1, translate("admin.preview.before"))] : []),
    ...(step < last ? [to(step + 1, translate("admin.preview.after"))] : []),
    ...definition.languages.map((code) => ({
      address: `${at.address}?${new URLSearchParams({ ...at.query, step: String(step), in: code })}`,
      words: translate(`languages.${code}`),
      here: code === language,
    })),
    { address: at.back, words: translate("admin.preview.back"), here: false },
  ];
  const title = translate("admin.preview.title", { number: step + 1, total: last + 1 });
  const query = { ...at.query, step: String(step) };
  const html = world.preview.page({ definition, step, language, address: at.address, query, bar: { title, links } });
  return html === undefined ? refuse("not-found") : { kind: "preview", html };
}

export function differenceView(before: Definition, after: Definition, visit: StaffVisit) {
  const { questions, others } = differenceOf(before, after);
  const textOf = (id: string) => {
    const all = [...after.pages, ...before.pages].flatMap((each) => each.questions);
    const question = all.find((each) => each.id === id);
    return question ? inLanguage(question.text, visit.language) : "";
  };
  return {
    same: questions.length === 0 && others.length === 0,
    questions: questions.map(({ id, change, changes }) => ({
      id,
      text: textOf(id),
      change: visit.translate(`admin.difference.${change}`),
      changes: change === "added" ? [] : changes.map(changeView),
    })),
    others: others.map(changeView),
    anyOthers: others.length > 0,
  };
}

function changeView({ where, texts, before, after }: Change) {
  const plain = texts.length === 0;
  return { where, texts, plain, before, after };
}
