/**
 * An item is what a report has one table for: a question, or one row of a grid. A survey's items are those of all its
 * versions, so that no answer given under an older version is lost: first the newest version's, in its order, then what
 * only older versions asked. The same goes for the options of an item.
 */
import type { PublishedSurvey } from "../records/survey.ts";
import type { Answer, Answers } from "../survey/answer.ts";
import { isList } from "../survey/answer.ts";
import { type Definition, type Kind, type Question, questionsOf, type Text } from "../survey/definition.ts";

export interface Item {
  /** The question's id; `id.row` for a row of a grid. */
  readonly id: string;
  readonly question: string;
  readonly row?: string;
  /** A grid's row is a scale. */
  readonly kind: Exclude<Kind, "grid">;
  readonly text: Text;
  /** Of a grid's row: the row's own words; `text` is the whole grid's. */
  readonly rowText?: Text;
  /** Empty for numbers and text. */
  readonly options: readonly ItemOption[];
}

export interface ItemOption {
  /** An option's id, or a point of a scale in digits. */
  readonly id: string;
  /** Absent for a point without words. */
  readonly label?: Text;
}

/** The items of all versions of a survey. Where versions disagree on an item's kind or words, the newest has its way. */
export function itemsOf(survey: PublishedSurvey): readonly Item[] {
  const items = new Map<string, Item>();
  for (const { definition } of survey.versions.toReversed()) {
    for (const item of itemsIn(definition)) {
      const newer = items.get(item.id);
      if (!newer) items.set(item.id, item);
      else if (newer.kind === item.kind) items.set(item.id, { ...newer, options: united(newer.options, item.options) });
    }
  }
  return [...items.values()];
}

/** The items of one definition, in the order they are asked. */
export function itemsIn(definition: Definition): readonly Item[] {
  return questionsOf(definition).flatMap(itemsFrom);
}

/** What was answered to an item: undefined where nothing was, or a question of another kind bore this id then. */
export function answerTo(item: Item, answers: Answers): string | number | readonly string[] | undefined {
  const answer = answers[item.question];
  if (answer === undefined) return undefined;
  if (item.row !== undefined) return isRows(answer) ? answer[item.row] : undefined;
  return isRows(answer) ? undefined : answer;
}

function itemsFrom(question: Question): readonly Item[] {
  const { id, text } = question;
  switch (question.kind) {
    case "one":
    case "several":
      return [{ id, question: id, kind: question.kind, text, options: question.options }];
    case "scale":
      return [{ id, question: id, kind: "scale", text, options: points(question) }];
    case "grid": {
      const options = points(question);
      return question.rows.map((row) => ({
        id: `${id}.${row.id}`,
        question: id,
        row: row.id,
        kind: "scale",
        text,
        rowText: row.label,
        options,
      }));
    }
    case "number":
    case "text":
      return [{ id, question: id, kind: question.kind, text, options: [] }];
  }
}

function points(scale: {
  readonly from: number;
  readonly to: number;
  readonly labels: Record<string, Text>;
}): readonly ItemOption[] {
  return Array.from({ length: scale.to - scale.from + 1 }, (_, at) => {
    const id = String(scale.from + at);
    const label = scale.labels[id];
    return label ? { id, label } : { id };
  });
}

function united(newer: readonly ItemOption[], older: readonly ItemOption[]): readonly ItemOption[] {
  return [...newer, ...older.filter((option) => !newer.some(({ id }) => id === option.id))];
}

function isRows(answer: Answer): answer is Readonly<Record<string, number>> {
  return typeof answer === "object" && !isList(answer);
}
