/**
 * The counters of days that are over, of one language, one place, one period, or of those together: as much of them as may be told.
 *
 * Whoever sets two choices against each other, or one choice of today against the same of yesterday, gets what lies between them.
 * So three rules hold at once. A count from 1 to 9 is hidden. With it goes, along each dimension that was chosen by, as many of the
 * other words' counts as it takes that the whole less those in sight gives no small number back (`placesToHide`). And whatever is
 * told is rounded to tens: a difference of two told counts is off by up to ten, so nothing smaller can be read from any. What is hidden
 * of a word over all time, which the report shows by language and by place, is hidden of it in every period.
 */
import { codesBehind, toldOfCodes } from "../records/code-batch.ts";
import type { Count, Stage } from "../records/funnel.ts";
import { dayBefore } from "../records/month.ts";
import type { CountedStage, CounterCube } from "./counter-cube.ts";
import { placesToHide, SMALL } from "./small-cells.ts";

export const PERIODS = ["7", "28", "all"] as const;
export type Period = (typeof PERIODS)[number];

export interface Choice {
  /** Undefined: all of them. */
  readonly language: string | undefined;
  readonly place: string | undefined;
  /** So many days, the last of which is the one before `today`. */
  readonly period: Period;
}

export interface ChosenCounts {
  /** Null where it is hidden. */
  of(stage: Stage, page?: string): number | null;
  /** Nothing of it may be told: every count that is there is hidden. */
  readonly bare: boolean;
}

/** `today`: a day, which is not over. */
export function chosenCounts(cube: CounterCube, choice: Choice, today: string): ChosenCounts {
  const sums = sumsOfCells(cube, today);
  const told = new Map(cube.stages.map((stage, at) => [nameOf(stage), toldOf(sums[at] ?? [], cube, choice)]));
  const there = [...told.values()].filter((count) => count !== 0);
  return {
    of: (stage, page = "") => {
      const count = told.get(nameOf({ stage, page }));
      return count === undefined ? 0 : count;
    },
    bare: there.length > 0 && there.every((count) => count === null),
  };
}

/** By stage; each as a cell for every language, place and part of time that has a count. */
type Cells = readonly { readonly language: number; readonly place: number; readonly part: number; count: number }[];

/** Parts of time: 0 the last seven days, 1 those up to four weeks, 2 what was before. */
const PARTS: Readonly<Record<Period, readonly number[]>> = { "7": [0], "28": [0, 1], all: [0, 1, 2] };

function sumsOfCells(cube: CounterCube, today: string): readonly Cells[] {
  const [week, month] = [dayBefore(today, 7), dayBefore(today, 28)];
  const parts = cube.days.map((day) => (day >= week ? 0 : day >= month ? 1 : 2));
  const cells = cube.stages.map(() => new Map<string, Cells[number]>());
  cube.counts.forEach((count, row) => {
    const { day, language: languages, place: places, stage } = cube.at;
    const [language, place, part] = [languages[row] ?? 0, places[row] ?? 0, parts[day[row] ?? 0] ?? 2];
    const own = cells[stage[row] ?? 0];
    const name = `${language} ${place} ${part}`;
    const cell = own?.get(name);
    if (cell) cell.count += count;
    else own?.set(name, { language, place, part, count });
  });
  return cells.map((own) => [...own.values()]);
}

function toldOf(cells: Cells, cube: CounterCube, choice: Choice): number | null {
  const own = sumOf(cells, chosenIn(cube, choice));
  const isSmall = own > 0 && own < SMALL;
  if (isSmall || hidesAlongWords(cells, cube, choice) || hidesInTime(cells, cube, choice)) return null;
  const { place } = choice;
  if (cube.codes && place !== undefined) return toldOfCodes(own, codesBehind(cube.codes, place));
  return Math.round(own / SMALL) * SMALL;
}

/** Which cells are taken: words by their places in the cube's lists, undefined for all of them. */
interface Taken {
  readonly language: number | undefined;
  readonly place: number | undefined;
  readonly parts: readonly number[];
}

function chosenIn(cube: CounterCube, { language, place, period }: Choice): Taken {
  return {
    language: language === undefined ? undefined : cube.languages.indexOf(language),
    place: place === undefined ? undefined : cube.places.indexOf(place),
    parts: PARTS[period],
  };
}

function sumOf(cells: Cells, { language, place, parts }: Taken): number {
  return cells.reduce((total, cell) => {
    const isIn = (language ?? cell.language) === cell.language && (place ?? cell.place) === cell.place;
    return isIn && parts.includes(cell.part) ? total + cell.count : total;
  }, 0);
}

/** Beside the other words of a dimension that was chosen by: within the rest of the choice, and over everybody and all time. */
function hidesAlongWords(cells: Cells, cube: CounterCube, choice: Choice): boolean {
  const chosen = chosenIn(cube, choice);
  const ever: Taken = { language: undefined, place: undefined, parts: PARTS.all };
  const dimensions = [
    ["language", cube.languages],
    ["place", cube.places],
  ] as const;
  return dimensions.some(([dimension, words]) => {
    const at = chosen[dimension];
    if (at === undefined) return false;
    const hides = (among: Taken) =>
      placesToHide(words.map((_word, word) => sumOf(cells, { ...among, [dimension]: word }))).has(at);
    return hides(chosen) || hides(ever);
  });
}

/** What each of two periods has more than the other must be no small number, either. */
function hidesInTime(cells: Cells, cube: CounterCube, choice: Choice): boolean {
  if (choice.period === "all") return false;
  const chosen = chosenIn(cube, choice);
  const [, month = 0, before = 0] = PARTS.all.map((part) => sumOf(cells, { ...chosen, parts: [part] }));
  const isSmall = (count: number) => count > 0 && count < SMALL;
  return choice.period === "7" ? isSmall(month) || isSmall(month + before) : isSmall(before);
}

function nameOf({ stage, page }: Pick<Count, "stage" | "page"> | CountedStage): string {
  return page === "" ? stage : `${stage} ${page}`;
}
