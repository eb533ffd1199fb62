/**
 * An attacker with a linear programming solver (yalps), who has what is published of a table and nothing of how it was hidden: every
 * number that is not in sight becomes an unknown that is not negative, every sum that is in sight an equation, and what is looked for
 * is driven as low and as high as the equations let it go. Nothing here is shared with the gate.
 */
import { equalTo, type Model, solve } from "yalps";

export interface Published {
  /** By row and column; undefined where it is not in sight. */
  readonly cells: readonly (readonly (number | undefined)[])[];
  /** Bases and totals in sight, on whichever page. */
  readonly sums: readonly Sum[];
}

export interface Sum {
  readonly of: readonly Place[];
  readonly count: number;
}

/** Row and column. */
export type Place = readonly [number, number];

export interface Range {
  readonly low: number;
  readonly high: number;
}

export type Attack = (places: readonly Place[]) => Range;

/** What the counts at some places can add up to. Throws where what is published contradicts itself. */
export function attackOn({ cells, sums }: Published): Attack {
  const unknown: Record<string, Record<string, number>> = {};
  const constraints: Record<string, ReturnType<typeof equalTo>> = {};
  for (const [row, counts] of cells.entries())
    for (const [column, count] of counts.entries()) if (count === undefined) unknown[`${row},${column}`] = {};
  const knownIn = (places: readonly Place[]) =>
    places.reduce((sum, [row, column]) => sum + (cells[row]?.[column] ?? 0), 0);
  for (const [at, { of, count }] of sums.entries()) {
    const left = of.map((place) => unknown[place.join()]).filter((terms) => terms !== undefined);
    for (const terms of left) terms[`sum ${at}`] = 1;
    const right = count - knownIn(of);
    if (left.length > 0) constraints[`sum ${at}`] = equalTo(right);
    else if (right !== 0) throw new Error(`what is published contradicts itself: ${of.join(" ")} is not ${count}`);
  }
  const end = (direction: "minimize" | "maximize", places: readonly Place[]) => {
    const aimed = new Set(places.map((place) => place.join()));
    const variables = Object.fromEntries(
      Object.entries(unknown).map(([name, terms]) => [name, aimed.has(name) ? { ...terms, aim: 1 } : terms]),
    );
    const model: Model = { direction, objective: "aim", constraints, variables };
    const { status, result } = solve(model);
    if (status === "unbounded") return Infinity;
    if (status !== "optimal") throw new Error(`what is published contradicts itself: ${status}`);
    return knownIn(places) + Math.round(result * 1e6) / 1e6;
  };
  return (places) => ({ low: end("minimize", places), high: end("maximize", places) });
}
