/** The file that answers on paper are typed into: the columns that `import` takes, and a row as an example. */
import { stringify } from "csv-stringify/sync";
import { type Answer, fieldNames, fieldsOf } from "../../server/survey/answer.ts";
import { type Definition, type Question, questionsOf } from "../../server/survey/definition.ts";
import { journeyOf } from "../../server/survey/journey.ts";

export type EntryRow = Readonly<Record<string, string>>;

/** How long it took nobody measures on paper, and a flag is what a computer found: those two columns are left out. */
export function entryColumns(definition: Definition): readonly string[] {
  return [...questionsOf(definition).flatMap(fieldNames), "language", "sent_on"];
}

/**
 * The file: semicolons and a byte order mark, because a spreadsheet set to Kazakh or Russian opens that as a table with its
 * letters whole. A column that a row does not name is an empty cell.
 */
export function entryFile(definition: Definition, rows: readonly EntryRow[]): string {
  const columns = [...entryColumns(definition)];
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ""));
  return stringify([columns, ...cells], { bom: true, delimiter: ";", record_delimiter: "windows" });
}

/** A row with an answer to every question that is asked on the way of the first answers. `day`: like `2024-10-05`. */
export function exampleRow(definition: Definition, language: string, day: string): EntryRow {
  const answers: Record<string, Answer> = {};
  for (const question of questionsOf(definition)) {
    const asked = journeyOf(definition, answers, []).steps.flatMap((step) => step.questions);
    if (asked.includes(question)) answers[question.id] = exampleOf(question);
  }
  const cells = Object.entries(fieldsOf(questionsOf(definition), answers)).map(([name, values]) => [
    name,
    values.join("|"),
  ]);
  return { ...Object.fromEntries(cells), language, sent_on: day };
}

function exampleOf(question: Question): Answer {
  switch (question.kind) {
    case "one":
      return question.options[0]?.id ?? "";
    case "several":
      return question.options
        .filter(({ excludes }) => !excludes)
        .slice(0, 2)
        .map(({ id }) => id);
    case "scale":
      return question.from;
    case "grid":
      return Object.fromEntries(question.rows.map(({ id }) => [id, question.to]));
    case "number":
      return question.whole ? Math.ceil(question.min) : question.min;
    case "text":
      return "…";
  }
}
