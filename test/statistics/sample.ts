/** 3,000 simulated people with an urban bias, as R weighed them: the sample that the reference figures are of. */
import { type Weighed, weighed } from "../../server/statistics/weighed.ts";
import { golden, numberIn, textIn } from "./golden.ts";

export const VARIABLES = ["region", "settlement", "sex", "age", "education", "obstacle"] as const;
export type Variable = (typeof VARIABLES)[number];

export interface Person {
  /** By variable, a number from 0 in the order of `golden-margins.csv`. */
  readonly codes: Readonly<Record<Variable, number>>;
  /** By item of the grid, 1 to 5; null where it was skipped. */
  readonly scales: readonly (number | null)[];
  /** By channel, whether it was chosen. */
  readonly channels: readonly boolean[];
  /** Raked by R to region, settlement, sex and age. */
  readonly weight: number;
}

export const MARGINS = ["region", "settlement", "sex", "age"] as const satisfies readonly Variable[];

export function people(): readonly Person[] {
  const weights = new Map(golden("weights").map((row) => [textIn(row, "cell"), numberIn(row, "weight")]));
  return golden("sample").map((row) => {
    const person = textIn(row, "person");
    const codes = Object.fromEntries(
      VARIABLES.map((variable, at) => [variable, at === 0 ? person.charCodeAt(0) - 97 : Number(person[at])]),
    ) as Record<Variable, number>;
    return {
      codes,
      scales: [...textIn(row, "scales")].map((answer) => (answer === "-" ? null : Number(answer))),
      channels: [...textIn(row, "channels")].map((bit) => bit === "1"),
      weight: weights.get(person.slice(0, 4)) ?? Number.NaN,
    };
  });
}

/** The groups of a margin, in the order of their codes. */
export function groupsOf(margin: string): readonly { readonly group: string; readonly share: number }[] {
  return golden("margins")
    .filter((row) => textIn(row, "margin") === margin)
    .map((row) => ({ group: textIn(row, "group"), share: numberIn(row, "share") }));
}

export function weighedOf(persons: readonly Person[]): Weighed {
  return weighed(persons.map(({ weight }) => weight));
}

/** By code of one variable and code of another: the people there. */
export function crossed(
  persons: readonly Person[],
  rows: Variable,
  columns: Variable,
): readonly (readonly Weighed[])[] {
  const size = (variable: Variable) => Math.max(...persons.map(({ codes }) => codes[variable])) + 1;
  return Array.from({ length: size(rows) }, (_, row) =>
    Array.from({ length: size(columns) }, (_none, column) =>
      weighedOf(persons.filter(({ codes }) => codes[rows] === row && codes[columns] === column)),
    ),
  );
}
