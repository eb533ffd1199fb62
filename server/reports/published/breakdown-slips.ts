/**
 * Whether a breakdown and the whole can be the same fact. The whole is a mean of its segments, weighted by how many people
 * each has, so it lies between the lowest and the highest of them; and no segment can hold more people with an answer than
 * the whole sample has.
 */
import type { Slip, Telling } from "./slip.ts";
import type { BreakdownTable } from "./tables.ts";

export function breakdownSlips(table: BreakdownTable, telling: Telling): readonly Slip[] {
  return [
    ...betweenSlips(table, telling),
    ...table.segments.flatMap((segment) => roomSlips(segment, table, telling)),
    ...meanSlip(table, telling),
  ];
}

/** A segment that would have to be smaller than this part of an average one is no segment that anybody would print. */
const TINY = 0.1;

/**
 * The whole lies between the extremes, as far as rounding lets one tell. Where it lies so close to one of them that hardly
 * anybody can be in the other's segment, that is said with how many could be.
 */
function betweenSlips(
  { id, whole, segments, decimals, extremes }: BreakdownTable,
  { say, figure }: Telling,
): readonly Slip[] {
  if (!extremes) return [];
  const half = 0.5 / 10 ** decimals;
  const ascending = segments.toSorted((a, b) => a.percent - b.percent);
  const [lowest, highest] = [ascending[0], ascending.at(-1)];
  if (!lowest || !highest || lowest === highest) return [];
  const { low, high } = rangeOf(whole);
  const [least, most] = [lowest.percent - half, highest.percent + half];
  const slip = (row: string, words: string): Slip => ({ table: id, row, check: "breakdown", words });
  const told = {
    ...{ low: lowest.id, lowest: figure(lowest.percent), high: highest.id, highest: figure(highest.percent) },
    ...{ whole: figure(whole.percent), base: figure(whole.base) },
  };
  if (high < least) return [slip(lowest.id, say("checkTables.belowAll", told))];
  if (low > most) return [slip(highest.id, say("checkTables.aboveAll", told))];
  const rooms = [
    { segment: highest.id, part: (high - least) / (highest.percent - half - least) },
    { segment: lowest.id, part: (most - low) / (most - lowest.percent - half) },
  ];
  return rooms
    .filter(({ part }) => part < TINY / extremes.of)
    .map(({ segment, part }) =>
      slip(segment, say("checkTables.onlyWhere", { ...told, segment, people: figure(Math.floor(part * whole.base)) })),
    );
}

/** The people with the answer are at the most those of the whole sample; so many percent of a segment's people are no more. */
function roomSlips(
  { id: row, percent, share, base }: BreakdownTable["segments"][number],
  { id, whole, decimals }: BreakdownTable,
  { say, figure }: Telling,
): readonly Slip[] {
  const people = Math.floor((rangeOf(whole).high / 100) * whole.base);
  const least = percent - 0.5 / 10 ** decimals;
  if (least <= 0) return [];
  const most = Math.floor(people / (least / 100));
  const own = base ?? (share === undefined ? undefined : Math.round((share / 100) * whole.base));
  if (own === undefined || own <= most) return [];
  const words = say("checkTables.room", {
    ...{ percent: figure(percent), own: figure(own), segment: row, part: figure(Math.round((percent / 100) * own)) },
    ...{ whole: figure(whole.percent), base: figure(whole.base), people: figure(people), most: figure(most) },
  });
  return [{ table: id, row, check: "breakdown", words }];
}

/** Where all segments are there with their people, the whole is their mean. */
function meanSlip({ id, whole, segments, decimals }: BreakdownTable, { say, figure }: Telling): readonly Slip[] {
  const sized = segments.flatMap(({ base, percent }) => (base === undefined ? [] : [{ base, percent }]));
  const all = sized.reduce((sum, { base }) => sum + base, 0);
  if (sized.length < segments.length || all !== whole.base) return [];
  const mean = sized.reduce((sum, { base, percent }) => sum + base * percent, 0) / all;
  const { low, high } = rangeOf(whole);
  const half = 0.5 / 10 ** decimals;
  if (mean + half >= low && mean - half <= high) return [];
  const words = say("checkTables.segmentsMean", { mean: figure(mean, decimals + 1), whole: figure(whole.percent) });
  return [{ table: id, row: null, check: "breakdown", words }];
}

/** What was rounded to the printed percentage, in percent. */
function rangeOf({ percent, decimals }: BreakdownTable["whole"]) {
  const half = 0.5 / 10 ** decimals;
  return { low: percent - half, high: percent + half };
}
