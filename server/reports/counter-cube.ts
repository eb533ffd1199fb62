/**
 * The counters of days that are over, folded small: a row for every count, its words as places in lists. One pass of it answers
 * what a table by day, language or place asks, and what a choice of some of them asks; and it goes from thread to thread at once.
 */
import type { CodesMade } from "../records/code-batch.ts";
import type { Count, Stage } from "../records/funnel.ts";

export interface CounterCube {
  readonly days: readonly string[];
  readonly languages: readonly string[];
  readonly places: readonly string[];
  readonly stages: readonly CountedStage[];
  /** Of each count: where its day, language, place and stage stand in the lists above. */
  readonly at: Readonly<Record<Dimension | "stage", Uint16Array>>;
  readonly counts: Float64Array;
  /** Where people come with codes: what may be told of a place depends on them (`records/code-batch.ts`). */
  readonly codes?: CodesMade;
}

export type CountedStage = Pick<Count, "stage" | "page">;
export type Dimension = "day" | "language" | "place";

/** `before`: a day; counts of it and of later ones are left out. All are taken where it is not said. */
export function cubeOf(all: readonly Count[], before?: string): CounterCube {
  const counts = before === undefined ? all : all.filter(({ day }) => day < before);
  const [days, languages, places, stages] = [wordList(), wordList(), wordList(), wordList()];
  const places16 = () => new Uint16Array(counts.length);
  const at = { day: places16(), language: places16(), place: places16(), stage: places16() };
  const numbers = new Float64Array(counts.length);
  counts.forEach(({ day, language, place, stage, page, count }, row) => {
    at.day[row] = days.at(day);
    at.language[row] = languages.at(language);
    at.place[row] = places.at(place);
    at.stage[row] = stages.at(page === "" ? stage : `${stage} ${page}`);
    numbers[row] = count;
  });
  const told = stages.words.map((word): CountedStage => {
    const [stage = "", page = ""] = word.split(" ");
    return { stage: stage as Stage, page };
  });
  return { days: days.words, languages: languages.words, places: places.words, stages: told, at, counts: numbers };
}

function wordList() {
  const words: string[] = [];
  const known = new Map<string, number>();
  const at = (word: string): number => {
    const place = known.get(word);
    if (place !== undefined) return place;
    known.set(word, words.length);
    words.push(word);
    return words.length - 1;
  };
  return { words, at };
}

const WORDS = { day: "days", language: "languages", place: "places" } as const;

/** Sums by stage for every word of one dimension. `chosen`: of each count, whether it is taken; all without it. */
export function sumsBy(cube: CounterCube, by: Dimension, chosen?: (row: number) => boolean): SumsBy {
  const width = cube.stages.length;
  const words = cube[WORDS[by]];
  const sums = new Float64Array(words.length * width);
  const [word, stage] = [cube.at[by], cube.at.stage];
  cube.counts.forEach((count, row) => {
    if (chosen && !chosen(row)) return;
    const cell = (word[row] ?? 0) * width + (stage[row] ?? 0);
    sums[cell] = (sums[cell] ?? 0) + count;
  });
  const placeOf = (name: string, page: string) =>
    cube.stages.findIndex((each) => each.stage === name && each.page === page);
  return {
    words,
    of: (name, stageName, page = "") => {
      const [row, column] = [words.indexOf(name), placeOf(stageName, page)];
      return row < 0 || column < 0 ? 0 : (sums[row * width + column] ?? 0);
    },
  };
}

export interface SumsBy {
  readonly words: readonly string[];
  of(word: string, stage: Stage, page?: string): number;
}
