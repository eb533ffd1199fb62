/** Ranges judged for somebody who is not told of all of them. */
import { holm } from "../statistics/holm.ts";
import type { Report } from "./report.ts";
import type { SegmentSight } from "./segment-sight.ts";
import { isBeyond, type RangeTest, type Segmentation } from "./segments.ts";

/**
 * How exactly a page may tell a range's weighted figures. They are sums of people times weights, so they tell of the margins' questions,
 * too: exactly only where these are the two whose table is told exactly. A third question's would give the table of all three.
 */
export function weightedSight(
  { sight, question, by }: Pick<Segmentation, "sight" | "question" | "by">,
  { weights }: Pick<Report, "weights">,
): SegmentSight {
  const isOfTwo = (weights?.margins ?? []).every((margin) => [question, by].includes(margin.question));
  return sight === "exact" && !isOfTwo ? "rounded" : sight;
}

/**
 * Adjusted and judged anew, by nothing but what is told. Holm's factor for a range is how many of all ranges have no smaller p, and where
 * a smaller p with its own factor comes to more, that is told in its place: so the report's own adjusted values give places and now and then
 * the very p of ranges that are hidden. Here each of those, and each that is told without a p, counts as one that found nothing (p = 1).
 * The family is as large as before, so the level holds for all ranges together: no value is below the report's own, a verdict can only be
 * more cautious. A rounded range is judged by its own p times all of them (Bonferroni), which tells of no other either. Weighted
 * ranges are a family of their own.
 */
export function judgedByThemselves(told: readonly Segmentation[], report: Report): readonly Segmentation[] {
  const family = report.segments.length;
  const plain = adjusting(
    told.map(({ sight, test }) => (sight === "exact" ? test : null)),
    family,
  );
  const weighted = adjusting(
    told.map((row) => (weightedSight(row, report) === "exact" ? (row.weighted?.test ?? null) : null)),
    family,
  );
  return told.map((row, at) => ({
    ...judged(row, plain(at, row.test)),
    weighted: row.weighted && judged(row.weighted, weighted(at, row.weighted.test)),
  }));
}

/** Of the row at a place: its test, adjusted with the others that are told exactly, or else alone. */
function adjusting(exact: readonly (RangeTest | null)[], family: number) {
  const places = [...exact.keys()].filter((at) => exact[at] !== null);
  const ps = places.map((at) => exact[at]?.p ?? 1);
  const values = holm([...ps, ...Array.from({ length: family - ps.length }, () => 1)]);
  const found = new Map(places.map((at, place) => [at, values[place] ?? 1]));
  return (at: number, test: RangeTest | null): RangeTest | null =>
    test && { ...test, p_adjusted: found.get(at) ?? Math.min(1, family * test.p) };
}

function judged<Row extends Pick<Segmentation, "range" | "noise" | "test">>(row: Row, test: RangeTest | null) {
  return { ...row, test, beyond_noise: isBeyond(row.range, row.noise, test) };
}
