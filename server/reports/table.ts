/** A tidy table: what a CSV file holds. */
import type { Item } from "./items.ts";

export type Cell = string | number | null;

export interface Table {
  /** The file's name without its ending. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A scale's point goes out as the number it is: as text, -2 would look like a formula. */
export function optionCell(item: Item | undefined, id: string): Cell {
  return item?.kind === "scale" ? Number(id) : id;
}
