/**
 * Of data whose shape may be wrong in places, what the checks of consistency need: so that a fault on the first page
 * does not hide those on the last.
 */
import { conditionShape } from "./condition-shape.ts";
import { type Condition, definitionShape, type Question } from "./definition.ts";
import type { Path } from "./finding.ts";
import { entriesOf, isMap, type RawMap, textAt, valueAt } from "./raw.ts";

export interface Outline {
  readonly pages: readonly OutlinedPage[];
  /** All questions by id; of two with the same id the first. */
  readonly questions: ReadonlyMap<string, OutlinedQuestion>;
}

interface Part {
  readonly path: Path;
  /** Undefined where it is missing or no text. */
  readonly id: string | undefined;
}

interface Conditional extends Part {
  /** As written, for checks of its parts; undefined where there is none. */
  readonly rawWhen: unknown;
  /** Undefined where there is none, or one of the wrong shape. */
  readonly when: Condition | undefined;
}

export interface OutlinedPage extends Conditional {
  readonly index: number;
  readonly questions: readonly OutlinedQuestion[];
}

export interface OutlinedQuestion extends Conditional {
  /** Counted over the whole survey. */
  readonly index: number;
  readonly page: Omit<OutlinedPage, "questions">;
  readonly raw: RawMap;
  readonly kind: string | undefined;
  readonly options: readonly Part[];
  readonly rows: readonly Part[];
  /** Undefined where its shape is wrong. */
  readonly sound: Question | undefined;
}

const questionShape = definitionShape.shape.pages.element.shape.questions.element;

export function outlineOf(value: unknown): Outline {
  const questions = new Map<string, OutlinedQuestion>();
  let asked = 0;
  const pages = entriesOf(valueAt(value, ["pages"]), ["pages"]).map(({ entry, path }, index) => {
    const page = { ...conditional(entry, path), index };
    const outlined = entriesOf(valueAt(entry, ["questions"]), [...path, "questions"]).map((question) =>
      questionOf(question.entry, question.path, page, asked++),
    );
    for (const question of outlined)
      if (question.id !== undefined && !questions.has(question.id)) questions.set(question.id, question);
    return { ...page, questions: outlined };
  });
  return { pages, questions };
}

function questionOf(value: unknown, path: Path, page: OutlinedQuestion["page"], index: number): OutlinedQuestion {
  const parts = (list: string) =>
    entriesOf(valueAt(value, [list]), [...path, list]).map((part) => ({
      path: part.path,
      id: textAt(part.entry, ["id"]),
    }));
  return {
    ...conditional(value, path),
    index,
    page,
    raw: isMap(value) ? value : {},
    kind: textAt(value, ["kind"]),
    options: parts("options"),
    rows: parts("rows"),
    sound: questionShape.safeParse(value).data,
  };
}

function conditional(value: unknown, path: Path): Conditional {
  const rawWhen = valueAt(value, ["when"]);
  return { path, id: textAt(value, ["id"]), rawWhen, when: conditionShape.safeParse(rawWhen).data };
}
