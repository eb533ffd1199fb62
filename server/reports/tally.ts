/**
 * The counting, one response at a time. What it keeps grows with the questionnaire, not with the responses, so that a
 * million of them fit; the one exception is a number question, which keeps a count per distinct value.
 */
import type { Answers } from "../survey/answer.ts";
import { type Crossing, createCrossing } from "./crossing.ts";
import { answerTo, type Item } from "./items.ts";

export interface Tally {
  /** On whose journey the item was. */
  readonly asked: number;
  /** Who answered it. */
  readonly base: number;
  /** How often each option was chosen, in the item's order. */
  readonly counts: readonly number[];
  /** Of a number question: how often each value was given. */
  readonly values: ReadonlyMap<number, number>;
}

export interface Tallies {
  /** Counts one response. `asked`: the positions, among the items, of those on its journey; answers to others are not looked at. */
  add(answers: Answers, asked: readonly number[]): void;
  /** In the order of the items. */
  readonly items: readonly Tally[];
  readonly crossing: Crossing;
}

/** Empty tallies for these items. */
export function createTallies(items: readonly Item[]): Tallies {
  const columns = items.map(createColumn);
  const crossing = createCrossing(items);
  const chosen = columns.map((column) => column.chosen);
  return {
    add(answers, asked) {
      for (const codes of chosen) codes.length = 0;
      for (const at of asked) columns[at]?.add(answers);
      crossing.add(chosen);
    },
    items: columns.map((column) => column.tally),
    crossing: crossing.crossing,
  };
}

interface Column {
  readonly tally: Tally;
  /** The positions of the options the response at hand chose; refilled for each. */
  readonly chosen: number[];
  add(answers: Answers): void;
}

function createColumn(item: Item): Column {
  const tally = { asked: 0, base: 0, counts: item.options.map(() => 0), values: new Map<number, number>() };
  const codes = new Map<string | number, number>();
  for (const [at, option] of item.options.entries())
    codes.set(item.kind === "scale" ? Number(option.id) : option.id, at);
  const chosen: number[] = [];

  function choose(value: string | number): void {
    const code = codes.get(value);
    if (code === undefined || chosen.includes(code)) return;
    chosen.push(code);
    tally.counts[code] = (tally.counts[code] ?? 0) + 1;
  }

  function add(answers: Answers): void {
    tally.asked += 1;
    const answer = answerTo(item, answers);
    if (answer === undefined) return;
    if (codes.size === 0) {
      tally.base += 1;
      if (typeof answer === "number") tally.values.set(answer, (tally.values.get(answer) ?? 0) + 1);
      return;
    }
    if (typeof answer === "object") for (const option of answer) choose(option);
    else choose(answer);
    if (chosen.length > 0) tally.base += 1;
  }

  return { tally, chosen, add };
}
