/**
 * What may be shown of a table that crosses two questions, where each question's own table is shown as well. Whoever reads the one has
 * the other: the totals of a crossing are the cells of the questions' own tables, some of which are hidden there. So totals are cells
 * here, shown or hidden as they are there, and the audit (`table-audit.ts`) bounds them with the rest.
 *
 * Rows are the answers to the question that breaks down, and whoever did not answer it; columns those to the question that is broken
 * down. Of several answers each is a table of its own: who gave it, and who did not.
 */
import { placesToHide, SMALL } from "../reports/small-cells.ts";
import { type Bounds, boundsOf, type Counts, type Hiding } from "./table-audit.ts";
import { hideMore, isOneSided } from "./table-suppression.ts";

export interface CrossingCounts {
  /** By row and option: people; the last row is of whoever did not answer the question that breaks down. */
  readonly cells: Counts;
  /** By row: who answered the question that is broken down. Of single answers the sum of the row. */
  readonly bases: readonly number[];
  /** People may be in several columns. */
  readonly several: boolean;
  /** By row but the last: the question's own table of the question that breaks down. */
  readonly by: readonly number[];
}

export interface GatedCrossing {
  /** By row and option. */
  readonly hiding: Hiding;
  /** By row: its base is hidden, as the answer is in its question's own table. */
  readonly bases: readonly boolean[];
  /** How many cells are hidden because they are small or all that their row has, and how many beside those. */
  readonly primary: number;
  readonly secondary: number;
  /** The least distance between what a hidden small count might be at least and at most; null where none is hidden. */
  readonly narrowest: number | null;
}

/** Counts from 1 to under `least` are hidden, rows of so few, rows that all answered alike, and what would give them away. */
export function gateCrossing(crossing: CrossingCounts, least = SMALL): GatedCrossing {
  const { cells, bases, several, by } = crossing;
  const hiddenRows = placesToHide(by, least);
  const base = bases.reduce((sum, count) => sum + count, 0);
  const hideBase = bases.map((_, row) => row < by.length && (hiddenRows.has(row) || base < least));
  const tables = several
    ? (cells[0] ?? []).map((_, option) => cells.map((row, at) => splitOf(row[option] ?? 0, bases[at] ?? 0)))
    : [cells];
  const gated = tables.map((table) => gateTable(table, { hideBase, least, several }));
  const hiding = several
    ? cells.map((row, at) => row.map((_, option) => rowHides(gated[option]?.hiding[at])))
    : gated[0]?.hiding;
  const narrow = gated.flatMap(({ narrowest }) => (narrowest === null ? [] : [narrowest]));
  const halve = several ? 2 : 1;
  return {
    hiding: hiding ?? [],
    bases: hideBase,
    primary: sumOf(gated.map(({ primary }) => primary)) / halve,
    secondary: sumOf(gated.map(({ secondary }) => secondary)) / halve,
    narrowest: narrow.length === 0 ? null : Math.min(...narrow),
  };
}

interface GateRule {
  readonly hideBase: readonly boolean[];
  readonly least: number;
  readonly several: boolean;
}

function gateTable(table: Counts, { hideBase, least, several }: GateRule) {
  const columns = table[0]?.map((_, column) => sumOf(table.map((row) => row[column] ?? 0))) ?? [];
  const hiddenColumns = columnsHidden(columns, least);
  const isSmall = (count: number) => count > 0 && count < least;
  const inner = table.map((row, at) => {
    const alike = several ? sumOf(row) > 0 && row[1] === 0 : isOneSided(row);
    const whole = hideBase[at] === true || isSmall(sumOf(row)) || alike || sumOf(columns) < least;
    return row.map((count) => whole || isSmall(count) || (several && row.some(isSmall)));
  });
  const { counts, hidden, must, may } = withTotals(table, inner, { rows: hideBase, columns: hiddenColumns, least });
  const found = hideMore(counts, least, { hidden, must, may });
  const hiding = table.map((row, at) => row.map((_, column) => found.hiding[at]?.[column] === true));
  // Of two columns, one tells the other of whoever knows the base.
  const both = several ? hiding.map((row) => row.map(() => row.some(Boolean))) : hiding;
  const all = counts.map((row, at) => row.map((_, column) => both[at]?.[column] ?? hidden[at]?.[column] === true));
  return {
    hiding: both,
    primary: placesIn(inner),
    secondary: placesIn(both) - placesIn(inner),
    narrowest: narrowestOf(boundsOf(counts, all, must)),
  };
}

/**
 * The table with its totals as one more column and row, so that they can be hidden: what is left of `most` when a total is taken from it
 * adds up to `most` with the cells that it is the total of. The corner is nothing, for how many there are is told.
 */
function withTotals(
  table: Counts,
  inner: Hiding,
  {
    rows,
    columns,
    least,
  }: { readonly rows: readonly boolean[]; readonly columns: ReadonlySet<number>; readonly least: number },
) {
  const most = sumOf(table.map(sumOf));
  const width = table[0]?.length ?? 0;
  const totals = Array.from({ length: width }, (_, column) => sumOf(table.map((row) => row[column] ?? 0)));
  const isSmall = (count: number) => count > 0 && count < least;
  const bottom = <Value>(of: (column: number) => Value, corner: Value) => [
    ...totals.map((_, column) => of(column)),
    corner,
  ];
  return {
    counts: [...table.map((row) => [...row, most - sumOf(row)]), bottom((column) => most - (totals[column] ?? 0), 0)],
    hidden: [...inner.map((row, at) => [...row, rows[at] === true]), bottom((column) => columns.has(column), false)],
    must: [
      ...inner.map((row, at) => {
        const cells = table[at] ?? [];
        return [
          ...row.map((is, column) => is && isSmall(cells[column] ?? 0)),
          rows[at] === true && isSmall(sumOf(cells)),
        ];
      }),
      bottom((column) => columns.has(column) && isSmall(totals[column] ?? 0), false),
    ],
    may: [...inner.map((row) => [...row.map(() => true), false]), bottom(() => false, false)],
  };
}

/** As in the question's own table. The two columns of one of several answers are hidden where either is small. */
function columnsHidden(columns: readonly number[], least: number): ReadonlySet<number> {
  if (sumOf(columns) < least) return new Set(columns.keys());
  return placesToHide(columns, least);
}

function narrowestOf(bounds: readonly Bounds[]): number | null {
  return bounds.length === 0 ? null : Math.min(...bounds.map(({ low, high }) => high - low));
}

function splitOf(chosen: number, base: number): readonly number[] {
  return [chosen, base - chosen];
}

function rowHides(row: readonly boolean[] | undefined): boolean {
  return row?.some(Boolean) ?? false;
}

function placesIn(hiding: Hiding): number {
  return hiding.flat().filter(Boolean).length;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
