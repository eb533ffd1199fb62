/** What questions, answers and pages are called in a methods report: in its language, an id beside the words where files know the thing by it. */
import { newestOf } from "../../records/survey.ts";
import { itemsOf } from "../items.ts";
import type { MethodsFacts } from "./facts.ts";
import type { Writing } from "./writing.ts";

export function questionWords({ survey }: MethodsFacts, id: string, { text }: Pick<Writing, "text">): string {
  const item = itemsOf(survey).find((each) => each.id === id);
  if (!item) return id;
  const words = item.rowText ? `${text(item.text)} – ${text(item.rowText)}` : text(item.text);
  return `${words} (${id})`;
}

/** A single answer by its words; anything else by its id. */
export function answerWords(
  { survey }: MethodsFacts,
  question: string,
  option: string,
  { text }: Pick<Writing, "text">,
): string {
  const label = itemsOf(survey)
    .find(({ id }) => id === question)
    ?.options.find(({ id }) => id === option)?.label;
  return label ? text(label) : option;
}

export function pageWords({ survey }: MethodsFacts, id: string, { text }: Pick<Writing, "text">): string {
  const page = newestOf(survey).definition.pages.find((each) => each.id === id);
  return page ? `${text(page.title)} (${id})` : id;
}
