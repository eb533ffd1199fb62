/** Words beside the ids of a tidy table: after each column of ids one with the words that the page uses for them. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import type { Cell, Table } from "../../reports/table.ts";
import { inLanguage } from "../figures.ts";
import { originWords } from "../report/origin-words.ts";
import { itemWords, optionWords } from "../report/question-table.ts";
import type { StaffVisit } from "../world.ts";

/** What a cell is called, where the page has words for it; null elsewhere. `of`: another cell of its row, by column. */
type Words = (cell: string, of: (column: string) => string) => string | null;

/** `more`: items beside the survey's own. */
export function withWords(
  { name, columns, rows }: Table,
  survey: PublishedSurvey,
  more: readonly Item[],
  visit: StaffVisit,
): Table {
  const words = wordsOf(survey, [...itemsOf(survey), ...more], visit);
  const width = columns.flatMap((column) => (words[column] ? [column, `${column}_text`] : [column]));
  return {
    name,
    columns: width,
    rows: rows.map((row) => {
      const of = (column: string) => String(row[columns.indexOf(column)] ?? "");
      return columns.flatMap((column, at): readonly Cell[] => {
        const cell = row[at] ?? null;
        const told = words[column];
        return told ? [cell, cell === null ? null : told(String(cell), of)] : [cell];
      });
    }),
  };
}

function wordsOf(survey: PublishedSurvey, items: readonly Item[], visit: StaffVisit): Readonly<Record<string, Words>> {
  const { pages } = newestOf(survey).definition;
  const { language, translate } = visit;
  const item = (id: string) => items.find((each) => each.id === id);
  const question: Words = (id) => wordsOfItem(item(id), language);
  const option =
    (column: string): Words =>
    (id, of) =>
      wordsOfOption(item(of(column)), id, language);
  return {
    question,
    ...originWords(visit),
    by: question,
    option: option("question"),
    group: (id, of) => wordsOfOption(item(of("question")) ?? item(of("by")), id, language),
    highest_segment: option("by"),
    lowest_segment: option("by"),
    page: (id) => {
      const found = pages.find((page) => page.id === id);
      return found ? inLanguage(found.title, language) : null;
    },
    stage: (stage, of) => {
      if (stage !== "reached") return translate(`admin.stage.${stage}`);
      const found = pages.find((page) => page.id === of("page"));
      return translate("admin.stage.reached", { page: found ? inLanguage(found.title, language) : of("page") });
    },
    flag: (flag) => translate(`admin.flag.${flag}`),
  };
}

function wordsOfItem(item: Item | undefined, language: string): string | null {
  return item ? itemWords(item, language) : null;
}

function wordsOfOption(item: Item | undefined, id: string, language: string): string | null {
  const found = item?.options.find((option) => option.id === id);
  return item && found ? optionWords(found, item, language) : null;
}
