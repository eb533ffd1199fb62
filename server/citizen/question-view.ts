/** A page of questions as its template shows it: every text chosen, every choice marked. */
import { type AnswerFault, type Fields, fieldNames } from "../survey/answer.ts";
import type { GridQuestion, Question, ScaleQuestion } from "../survey/definition.ts";
import { type Step, stepBefore } from "../survey/journey.ts";
import { optionsInOrder } from "../survey/order.ts";
import type { Visit } from "../web/visit.ts";
import { paragraphsOf, words } from "./start.ts";
import type { Begun } from "./world.ts";

interface Choice {
  readonly field: string;
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  readonly chosen: boolean;
}

export function questionPageView(
  step: Step,
  current: Begun,
  visit: Visit,
  fields: Fields,
  faults: readonly AnswerFault[],
) {
  const survey = current.listed.survey.id;
  const changing = visit.query.change !== undefined;
  const { steps } = current.journey;
  const number = steps.findIndex((each) => each.page.id === step.page.id) + 1;
  return {
    // Never the page's own address: of a post that fails a browser puts its error page in the place of a page with the same
    // address, and Back would lead past the page and what was typed there.
    action: `/s/${survey}/p/${step.page.id}?${changing ? "change&send" : "send"}`,
    heading: words(step.page.title, visit),
    intro: step.page.intro ? paragraphsOf(words(step.page.intro, visit)) : [],
    progress: visit.translate("question.progress", { number, total: steps.length }),
    surveyName: words(current.edition.definition.title, visit),
    optional: step.page.optional === true,
    changing,
    hasBack: changing || stepBefore(current.journey, step.page.id) !== undefined,
    failed: faults.length > 0,
    errors: faults.map((fault) => ({ field: anchor(fault.field, step), message: messageOf(fault, visit) })),
    questions: step.questions.map((question) => questionView(question, current, visit, fields, faults)),
  };
}

function questionView(
  question: Question,
  { draft: { seed }, edition: { definition } }: Begun,
  visit: Visit,
  fields: Fields,
  faults: readonly AnswerFault[],
) {
  const messages = faults
    .filter((fault) => fieldNames(question).includes(fault.field))
    .map((fault) => messageOf(fault, visit));
  const common = {
    id: question.id,
    text: words(question.text, visit),
    hint: hintOf(question, visit),
    messages,
    described: describedBy(question, messages.length > 0),
  };
  switch (question.kind) {
    case "one":
    case "several": {
      const choices = optionsInOrder(question, seed).map((option, at) =>
        choice(
          question.id,
          at,
          option.id,
          words(option.label, visit),
          option.hint ? words(option.hint, visit) : "",
          fields,
        ),
      );
      return { ...common, partial: question.kind, choices };
    }
    case "scale":
      return { ...common, partial: "one", choices: points(question, question.id, visit, fields) };
    case "grid": {
      const rows = question.rows.map((row) => ({
        id: `${question.id}.${row.id}`,
        label: words(row.label, visit),
        hint: row.hint ? words(row.hint, visit) : "",
        choices: points(question, `${question.id}.${row.id}`, visit, fields),
      }));
      return { ...common, partial: "grid", rows };
    }
    case "number": {
      const unit = question.unit ? words(question.unit, visit) : "";
      return { ...common, partial: "number", value: fields[question.id]?.[0] ?? "", unit };
    }
    case "text": {
      const most = visit.translate("question.textLimit", { max: question.max });
      const leaves = definition.disclosure?.words?.includes(question.id) === true;
      const limit = leaves ? `${visit.translate("question.textReleased")} ${most}` : most;
      return { ...common, partial: "text", value: fields[question.id]?.[0] ?? "", limit };
    }
  }
}

/** Of several answers the hint says so, unless the survey has one of its own. */
function hintOf(question: Question, visit: Visit): string {
  if (question.hint) return words(question.hint, visit);
  return question.kind === "several" ? visit.translate("question.severalHint") : "";
}

/** The ids of what explains a field, for those who hear the page: hint, unit, message. */
function describedBy(question: Question, wrong: boolean): string {
  const { id, kind } = question;
  const hinted = question.hint !== undefined || kind === "several" || kind === "text";
  const measured = kind === "number" && question.unit !== undefined;
  return [hinted && `${id}-hint`, measured && `${id}-unit`, wrong && `${id}-error`].filter((part) => part).join(" ");
}

/** The words of a point on a scale: its number, and its label where it has one. */
export function pointWords(
  question: ScaleQuestion | GridQuestion,
  point: number,
  visit: Pick<Visit, "language">,
): string {
  const label = question.labels[String(point)];
  return label ? `${point} – ${words(label, visit)}` : String(point);
}

function points(
  question: ScaleQuestion | GridQuestion,
  field: string,
  visit: Visit,
  fields: Fields,
): readonly Choice[] {
  const count = question.to - question.from + 1;
  return Array.from({ length: count }, (_, at) => {
    const point = question.from + at;
    return choice(field, at, String(point), pointWords(question, point, visit), "", fields);
  });
}

function choice(field: string, at: number, value: string, label: string, hint: string, fields: Fields): Choice {
  // The first choice carries the field's own name as id: that is where an error's link leads.
  const id = at === 0 ? field : `${field}-${at}`;
  return { field, id, value, label, hint, chosen: fields[field]?.includes(value) ?? false };
}

/** Where an error's link leads: to the field, or to the page's first one if the field is not on the page. */
function anchor(field: string, step: Step): string {
  const names = step.questions.flatMap(fieldNames);
  return names.includes(field) ? field : (names[0] ?? field);
}

function messageOf(fault: AnswerFault, visit: Visit): string {
  return visit.translate(`answerFault.${fault.reason}`, fault.details ?? {});
}
