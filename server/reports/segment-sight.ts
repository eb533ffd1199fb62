/**
 * How exactly a page may tell the ranges of two questions. Beside them stand both questions' own tables: how many gave each answer,
 * and how many none. So from exact shares and their bases follow more things: of each segment how many did not answer the question;
 * how those answered it who are in no segment; how many answered neither; and, with the questions turned, whether all who gave an answer
 * are in one segment. Where one of these is a small number, or says that a group is all alike, shares and bases are rounded so far that
 * it cannot be worked out. Where a count of those who answered both is small, or a segment all alike, no rounding that leaves something
 * to read would do, and nothing is told.
 */
import type { Crossing } from "./crossing.ts";
import { SMALL } from "./small-cells.ts";

export type SegmentSight = "exact" | "rounded" | "hidden";

export interface OwnTables {
  /** People may have given several answers to the question that is broken down. */
  readonly several: boolean;
  /** How many gave each answer to the question that breaks down, in its order. */
  readonly by: readonly number[];
  /** Everybody, whether they answered or not. */
  readonly valid: number;
}

export function segmentSight({ segments, rest }: Crossing, { several, by, valid }: OwnTables): SegmentSight {
  const tells = ({ base, counts }: Crossing["rest"]): boolean => {
    const cells = [base.n, ...counts.map(({ n }) => n)];
    const others = several ? counts.map(({ n }) => base.n - n) : [];
    return [...cells, ...others].some(isSmall) || (base.n > 0 && cells.slice(1).includes(base.n));
  };
  if (segments.some(tells)) return "hidden";
  const segmentsOf = (at: number) => [...segments, rest].filter(({ counts }) => (counts[at]?.n ?? 0) > 0).length;
  // Whose every giver is in one segment: with the questions turned, that is a segment who all answered alike.
  const isOfOne = !several && rest.counts.some((_, at) => segmentsOf(at) === 1);
  const silent = segments.map(({ base }, at) => (by[at] ?? 0) - base.n);
  const inNone = valid - by.reduce((sum, count) => sum + count, 0);
  return isOfOne || tells(rest) || [...silent, inNone - rest.base.n].some(isSmall) ? "rounded" : "exact";
}

function isSmall(count: number): boolean {
  return count > 0 && count < SMALL;
}
