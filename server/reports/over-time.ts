/**
 * How a survey went: what the counters tell by day, language and place, and what the responses tell by month, language and
 * channel. Nobody writes down when answers were sent, so completions by day are told by the last page that everybody comes
 * to; how many were sent is known only as one number, the participations.
 */
import { codesBehind } from "../records/code-batch.ts";
import type { Definition } from "../survey/definition.ts";
import { isOnEveryWay } from "../survey/journey.ts";
import type { CountTable } from "./count-table.ts";
import { type CounterCube, type Dimension, sumsBy } from "./counter-cube.ts";
import type { CountedWords, SurveyCounts } from "./counting.ts";
import type { Counted } from "./funnel.ts";
import { type Share, shareWithInterval } from "./shares.ts";
import { answeredIn, optionAt, weighedAt } from "./tally.ts";

export interface OverTime {
  /** The id of the last page that everybody comes to; `last_page` below counts who came there. Null where there is none. */
  readonly last_page: string | null;
  readonly days: readonly CountsOf<"day">[];
  readonly languages: readonly (CountsOf<"language"> & { readonly valid: number })[];
  /** Places of invitation; responses do not tell theirs. */
  readonly places: readonly CountsOf<"place">[];
  /** Where people come with codes: how many there are behind each place. For the guard of pages alone. */
  readonly codes_behind?: Readonly<Record<string, number>>;
  /** Valid responses by channel: `web`, or what an import named; journeys are on the web alone. */
  readonly channels: readonly { readonly channel: string; readonly valid: number }[];
  /** Pages that everybody comes to, and in their order how many left on each. */
  readonly drop_off: readonly PageLeft[];
  /** The page of `drop_off` on which most left; null where nobody did. */
  readonly most_left: PageLeft | null;
  /** Valid responses by month of sending. */
  readonly months: readonly { readonly month: string; readonly valid: number }[];
  /** Every share of an item with options, by month; only where there are two months or more. */
  readonly shares: readonly MonthlyShares[];
}

export type CountsOf<By extends string> = Readonly<Record<By, string>> & StageCounts;

export interface StageCounts {
  readonly shown: number;
  readonly clicked: number;
  readonly consent_shown: number;
  readonly agreed: number;
  readonly declined: number;
  readonly started: number;
  readonly last_page: number;
  /** last_page / started; null where nobody started. */
  readonly to_last_page: number | null;
}

export interface PageLeft {
  readonly page: string;
  readonly reached: number;
  /** Came to this page and not to the next, or from the last one did not send. */
  readonly left: number;
  /** left / reached; null where nobody came. */
  readonly share: number | null;
}

export interface MonthlyShares {
  readonly question: string;
  readonly option: string;
  readonly months: readonly (Share & { readonly month: string; readonly base: number })[];
}

export interface TimeFacts {
  /** All there are by now. */
  readonly counts: readonly Counted[];
  /** Participations. */
  readonly sent: number;
  /** What is broken down: of days that are over, where somebody looks while it runs. */
  readonly cube: CounterCube;
}

/** `strata`: by stratum, 0 where it counts. */
export function overTime(
  definition: Definition,
  counted: SurveyCounts,
  facts: TimeFacts & { readonly strata: Int32Array },
): OverTime {
  const { strata } = facts;
  const { languages: spoken, channels, months } = counted.words;
  const languages = validBy(spoken, strata);
  const told = countersOver(
    definition,
    facts,
    [...languages].map(([language, valid]) => ({ language, valid })),
  );
  return {
    ...told,
    channels: [...validBy(channels, strata)].map(([channel, valid]) => ({ channel, valid })),
    months: [...validBy(months, strata)].map(([month, valid]) => ({ month, valid })),
    shares: monthlyShares(counted),
  };
}

/** The same responses with newer counts. */
export function recounted(time: OverTime, definition: Definition, facts: TimeFacts): OverTime {
  return { ...time, ...countersOver(definition, facts, time.languages) };
}

function countersOver(
  definition: Definition,
  { counts, sent, cube }: TimeFacts,
  valid: readonly { readonly language: string; readonly valid: number }[],
) {
  const pages = definition.pages.filter(isOnEveryWay).map(({ id }) => id);
  const last = pages.at(-1) ?? null;
  const drop = dropOff(definition, counts, sent);
  const words = valid.flatMap(({ language, valid: count }) => (count > 0 ? [language] : []));
  const languages = countsBy("language", cube, last, words).map((row) => ({
    ...row,
    valid: valid.find(({ language }) => language === row.language)?.valid ?? 0,
  }));
  const places = countsBy("place", cube, last);
  const { codes } = cube;
  return {
    ...(codes
      ? { codes_behind: Object.fromEntries(places.map(({ place }) => [place, codesBehind(codes, place)])) }
      : {}),
    last_page: last,
    days: countsBy("day", cube, last),
    languages,
    places,
    drop_off: drop,
    most_left: drop.reduce<PageLeft | null>((most, page) => (page.left > (most?.left ?? 0) ? page : most), null),
  };
}

/** A row for every word that counts have in this place, and for those of `more`; in alphabetical order, days by time. */
function countsBy<By extends Dimension>(
  by: By,
  cube: CounterCube,
  last: string | null,
  more: Iterable<string> = [],
): readonly CountsOf<By>[] {
  const sums = sumsBy(cube, by);
  const words = [...new Set([...sums.words, ...more])].sort();
  return words.map((word) => {
    const [started, lastPage] = [sums.of(word, "started"), last === null ? 0 : sums.of(word, "reached", last)];
    const stages: StageCounts = {
      shown: sums.of(word, "shown"),
      clicked: sums.of(word, "clicked"),
      consent_shown: sums.of(word, "consent_shown"),
      agreed: sums.of(word, "agreed"),
      declined: sums.of(word, "declined"),
      started,
      last_page: lastPage,
      to_last_page: started === 0 ? null : lastPage / started,
    };
    return { [by]: word, ...stages } as CountsOf<By>;
  });
}

/** Pages that everybody comes to, in their order, and how many left on each. */
export function dropOff(definition: Definition, counts: readonly Counted[], sent: number): readonly PageLeft[] {
  const pages = definition.pages.filter(isOnEveryWay).map(({ id }) => id);
  const reached = pages.map((page) =>
    counts.reduce((sum, count) => sum + (count.stage === "reached" && count.page === page ? count.count : 0), 0),
  );
  return pages.map((page, at) => {
    const [here, next] = [reached[at] ?? 0, reached[at + 1] ?? sent];
    // Counts are written apart from sends: for seconds the last page's may lag behind.
    const left = Math.max(0, here - next);
    return { page, reached: here, left, share: here === 0 ? null : left / here };
  });
}

/** Valid responses by word, in alphabetical order. */
function validBy({ words, tables }: CountedWords, strata: Int32Array): ReadonlyMap<string, number> {
  const validIn = (table: CountTable | undefined) =>
    strata.reduce((sum, place, stratum) => sum + (place === 0 ? (table?.counts[stratum] ?? 0) : 0), 0);
  const found = words.map((word, at) => [word, validIn(tables[at])] as const).filter(([, count]) => count > 0);
  return new Map(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function monthlyShares({ words, items, monthly }: SurveyCounts): readonly MonthlyShares[] {
  const order = words.months.words
    .map((month, place) => ({ month, place }))
    .toSorted((a, b) => (a.month < b.month ? -1 : 1));
  if (order.length < 2) return [];
  return items.flatMap(({ item }, position) => {
    const table = monthly[position];
    if (!table) return [];
    // The first row of the table is of whom nobody counts.
    const inMonth = (place: number) => (code: number) =>
      weighedAt(table.counts, (place + 1) * table.width + code, table.width, { weights: null });
    return item.options.map(({ id }, option) => ({
      question: item.id,
      option: id,
      months: order.map(({ month, place }) => {
        const at = inMonth(place);
        const base = answeredIn(item, at).n;
        return { month, base, ...shareWithInterval(at(optionAt(item, option)).n, base) };
      }),
    }));
  });
}
