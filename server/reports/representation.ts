/**
 * Who is in the sample, beside who is in the population: every group of every margin, how far the two are apart, and the
 * groups that are missing most. Some groups are watched whatever the margins say (rural people, those over 60: study.md asks
 * for it), with or without a figure of the population to hold them against. As of the last release, as are all figures of
 * responses.
 */
import { dissimilarity, dissimilarityByChance } from "../statistics/dissimilarity.ts";
import type { Text } from "../survey/definition.ts";
import type { Margins } from "../survey/margins.ts";
import { targetsOf } from "../survey/margins.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import type { Item } from "./items.ts";
import { groupedBy, type People } from "./margin-groups.ts";
import { shareWithInterval } from "./shares.ts";
import type { Tally } from "./tally.ts";

export interface RepresentationReport {
  /** The newest response's month. */
  readonly as_of: string;
  readonly margins: readonly RepresentedMargin[];
  /** Groups whose interval lies below their part of the population, the largest gap first. */
  readonly missing: readonly MissingGroup[];
  readonly watched: readonly WatchedGroup[];
}

export interface RepresentedMargin {
  readonly question: string;
  readonly universe: Text;
  readonly source: Text;
  readonly date: string;
  /** Valid responses that are in a group. */
  readonly base: number;
  /** Duncan and Duncan's index, from 0 to 1; null where nobody is in a group. */
  readonly dissimilarity: number | null;
  /** What it would be of so many people drawn by chance. */
  readonly by_chance: number | null;
  readonly groups: readonly RepresentedGroup[];
}

export interface RepresentedGroup {
  readonly id: string;
  readonly label?: Text;
  readonly options: readonly string[];
  readonly n: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** In the population. */
  readonly target: number;
  /** share / target: 1 where the group has its part, 0.04 where it has a twenty-fifth of it. */
  readonly ratio: number | null;
}

export interface MissingGroup extends RepresentedGroup {
  readonly question: string;
}

export interface WatchedGroup {
  readonly id: string;
  readonly label: Text;
  readonly question: string;
  readonly options: readonly string[];
  readonly n: number;
  /** Valid responses with an answer to the question. */
  readonly base: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** In the population; null where no margin has exactly these people as a group. */
  readonly target: number | null;
}

/** Null without margins, or where their file has faults (`weighting` says which). `people`: whom the rule keeps. */
export function representationOf(
  people: People,
  read: MarginsRead | undefined,
  asOf: string,
  countedIn: (question: string) => { readonly item: Item; readonly tally: Tally } | undefined,
): RepresentationReport | null {
  if (!read || "faults" in read) return null;
  const margins = read.margins.margins.map((margin, at) => {
    const { report } = groupedBy(margin, at, people, read.margins.least);
    const base = report.groups.reduce((sum, { n }) => sum + n, 0);
    const groups = report.groups.map(({ n, share: _share, ...group }): RepresentedGroup => {
      const { share, low, high } = shareWithInterval(n, base);
      return { ...group, n, share, low, high, ratio: share === null ? null : share / group.target };
    });
    const { question, universe, source, date } = report;
    return { question, universe, source, date, base, ...distance(groups, base), groups };
  });
  return { as_of: asOf, margins, missing: missingOf(margins), watched: watchedOf(read.margins, countedIn) };
}

function distance(groups: readonly RepresentedGroup[], base: number) {
  if (base === 0) return { dissimilarity: null, by_chance: null };
  return {
    dissimilarity: dissimilarity(groups.map(({ share, target }) => ({ sample: share ?? 0, population: target }))),
    by_chance: dissimilarityByChance(
      groups.map(({ target }) => target),
      base,
    ),
  };
}

function missingOf(margins: readonly RepresentedMargin[]): readonly MissingGroup[] {
  return margins
    .flatMap(({ question, groups }) => groups.map((group) => ({ question, ...group })))
    .filter(({ high, target }) => high !== null && high < target)
    .toSorted((a, b) => b.target - (b.share ?? 0) - (a.target - (a.share ?? 0)));
}

function watchedOf(
  { watched, margins }: Margins,
  countedIn: (question: string) => { readonly item: Item; readonly tally: Tally } | undefined,
): readonly WatchedGroup[] {
  return watched.map(({ id, label, question, options }) => {
    const { item, tally } = countedIn(question) ?? {};
    const known = item?.options ?? [];
    const n = known.reduce(
      (sum, option, at) => sum + (options.includes(option.id) ? (tally?.options[at]?.n ?? 0) : 0),
      0,
    );
    const base = tally?.base ?? 0;
    const { share, low, high } = shareWithInterval(n, base);
    return { id, label, question, options, n, base, share, low, high, target: targetOf(margins, question, options) };
  });
}

/** Of a margin's group of exactly these options. */
function targetOf(margins: Margins["margins"], question: string, options: readonly string[]): number | null {
  const margin = margins.find((each) => each.question === question);
  const at = margin?.groups.findIndex(
    (group) => group.options.length === options.length && group.options.every((option) => options.includes(option)),
  );
  return margin === undefined || at === undefined ? null : (targetsOf(margin)[at] ?? null);
}
