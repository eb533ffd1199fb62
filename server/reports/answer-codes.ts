/** Writing what a response answered to an item as the code of an option, into a row of a data matrix. */
import type { Answers } from "../survey/answer.ts";
import { answerTo, type Item } from "./items.ts";

export interface CellWriter {
  /** The item was answered, by this option where it takes one. */
  answer(option: number): void;
  /** One of several. */
  choose(option: number): void;
  value(number: number): void;
}

/** Writes what was answered to an item; what is no option of it counts as no answer. */
export function answerWriter(item: Item, writer: CellWriter): (answers: Answers) => void {
  const places = new Map<string | number, number>(
    item.options.map(({ id }, at) => [item.kind === "scale" ? Number(id) : id, at]),
  );
  const write = (to: (option: number) => void, option: string | number | undefined) => {
    const place = option === undefined ? undefined : places.get(option);
    if (place !== undefined) to(place);
  };
  return (answers) => {
    const answer = answerTo(item, answers);
    if (answer === undefined) return;
    if (item.kind === "text") writer.answer(0);
    else if (item.kind === "number") writer.value(typeof answer === "number" ? answer : Number.NaN);
    else if (item.kind !== "several") write(writer.answer, typeof answer === "object" ? answer[0] : answer);
    else for (const option of typeof answer === "object" ? answer : [String(answer)]) write(writer.choose, option);
  };
}
