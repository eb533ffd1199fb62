/**
 * An attacker with a linear programming solver (yalps), who has what is published of a table and nothing of how it was hidden: every
 * hidden number becomes an unknown that is not negative, every total an equation, and each unknown is driven as low and as high as the
 * equations let it go. Nothing here is shared with the gate.
 */
import { equalTo, type Model, solve } from "yalps";

export interface Published {
  /** With those in it that are hidden: the attacker looks only at the others. */
  readonly cells: readonly (readonly number[])[];
  readonly hiding: readonly (readonly boolean[])[];
  /** By row and column: totals; undefined where they are hidden. */
  readonly rows: readonly (number | undefined)[];
  readonly columns: readonly (number | undefined)[];
  readonly all: number;
}

export interface Interval {
  readonly row: number;
  readonly column: number;
  readonly low: number;
  readonly high: number;
}

/** What each hidden cell can be. */
export function intervalsOf(published: Published): readonly Interval[] {
  const model = modelOf(published);
  return published.hiding.flatMap((cells, row) =>
    cells.flatMap((hidden, column) =>
      hidden ? [{ row, column, ...rangeOf(model, published, `${row},${column}`) }] : [],
    ),
  );
}

/** What each hidden total can be. */
export function totalsOf(
  published: Published,
): readonly (Omit<Interval, "row" | "column"> & { readonly total: string })[] {
  const model = modelOf(published);
  const names = Object.keys(model.variables).filter((name) => /^(row|column) /.test(name));
  return names.map((total) => ({ total, ...rangeOf(model, published, total) }));
}

type Coefficients = Record<string, number>;

interface Equations {
  readonly constraints: Record<string, ReturnType<typeof equalTo>>;
  readonly variables: Record<string, Coefficients>;
}

function modelOf({ cells, hiding, rows, columns, all }: Published): Equations {
  const variables: Record<string, Coefficients> = {};
  const right: Record<string, number> = { rows: all, columns: all };
  const term = (variable: string, equation: string, sign: number) => {
    variables[variable] = { ...variables[variable], [equation]: sign };
  };
  for (const [row, counts] of cells.entries())
    for (const [column, count] of counts.entries())
      for (const line of [`row ${row}`, `column ${column}`]) {
        if (hiding[row]?.[column]) term(`${row},${column}`, line, 1);
        else right[line] = (right[line] ?? 0) - count;
      }
  const totals = [
    ...rows.map((total, row) => ["row", total, row] as const),
    ...columns.map((total, column) => ["column", total, column] as const),
  ];
  for (const [line, total, at] of totals) {
    const own = `${line} ${at}`;
    right[own] = (right[own] ?? 0) + (total ?? 0);
    if (total === undefined) {
      term(own, own, -1);
      term(own, `${line}s`, 1);
    } else right[`${line}s`] = (right[`${line}s`] ?? 0) - total;
  }
  return {
    variables,
    constraints: Object.fromEntries(Object.entries(right).map(([name, value]) => [name, equalTo(value)])),
  };
}

function rangeOf({ constraints, variables }: Equations, { all }: Published, name: string) {
  const at = (direction: "minimize" | "maximize") => {
    const aimed = { ...variables, [name]: { ...variables[name], aim: 1 } };
    const model: Model = { direction, objective: "aim", constraints, variables: aimed };
    const { status, result } = solve(model);
    if (status === "unbounded") return all;
    if (status !== "optimal") throw new Error(`what is published contradicts itself: ${status}`);
    return Math.round(result * 1e6) / 1e6;
  };
  return { low: at("minimize"), high: at("maximize") };
}
