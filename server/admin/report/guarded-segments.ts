/** The segments as a page may show them: which ranges at all, and which of those rounded (`reports/segment-sight.ts` says why). */
import type { PublishedSurvey } from "../../records/survey.ts";
import { sightOf } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import type { Segmentation, WeightedSegmentation } from "../../reports/segments.ts";
import { SMALL } from "../../reports/small-cells.ts";
import { judgedByThemselves } from "../../reports/told-segments.ts";
import { hidesSmallCells } from "./hiding.ts";

/**
 * None of a panel; of two questions none where either hides anything in its own table, or their crossing is hidden. Weighted figures
 * are told to four digits at the most: a sum of weights with all its digits can be taken apart into the people whose it is.
 */
export function guardedSegments(report: Report, survey: PublishedSurvey): readonly Segmentation[] {
  if (sightOf(survey) !== "everything") return [];
  const hiding = new Set(Object.keys(report.questions).filter((id) => hidesSmallCells(report, survey, id)));
  const told = report.segments.filter(
    ({ sight, question, by }) => sight !== "hidden" && !hiding.has(question) && !hiding.has(by),
  );
  return judgedByThemselves(told, report.segments.length)
    .map((row) =>
      row.sight === "rounded" ? rounded(row, report) : { ...row, weighted: row.weighted && short(row.weighted) },
    )
    .sort(widestFirst);
}

/** By what is told: the order of the exact ranges would tell more of the rounded ones. */
function widestFirst(one: Segmentation, other: Segmentation): number {
  const named = ({ question, option, by }: Segmentation) => `${question} ${option} ${by}`;
  return other.range - one.range || (named(one) < named(other) ? -1 : 1);
}

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
/** People that a step of a share stands for: those of two segments together are no small number. */
const STEP = SMALL / 2;

/** The test's figures would give the counts back; its verdict does not. */
function rounded({ weighted, ...row }: Segmentation, { questions }: Report): Segmentation {
  const breakdown = questions[row.by];
  const people = (segment: string) =>
    breakdown && "options" in breakdown ? (breakdown.options[segment]?.count ?? 0) : 0;
  const end = <End extends Segmentation["highest"]>(each: End): End => roundedEnd(each, people(each.segment));
  const ends = ({ highest, lowest, noise }: Pick<Segmentation, "highest" | "lowest" | "noise">) => {
    const [most, least] = [end(highest), end(lowest)];
    return { range: digits(most.share - least.share, 4), noise: digits(noise, 3), test: null };
  };
  return {
    ...{ ...row, ...ends(row), highest: end(row.highest), lowest: end(row.lowest) },
    weighted: weighted && {
      ...{ ...weighted, ...ends(weighted) },
      highest: toTens(end(weighted.highest)),
      lowest: toTens(end(weighted.lowest)),
    },
  };
}

/** `people`: in the segment, whether they answered or not. Of those who did not as many are told as there are whole tens. */
function roundedEnd<End extends Segmentation["highest"]>(end: End, people: number): End {
  const step = STEPS.find((each) => each * end.n >= STEP) ?? 1;
  const silent = Math.floor((people - end.n) / SMALL) * SMALL;
  return { ...end, share: digits(Math.round(end.share / step) * step, 4), n: people - silent };
}

function toTens<End extends { readonly n_effective: number }>(end: End): End {
  return { ...end, n_effective: Math.round(end.n_effective / SMALL) * SMALL };
}

function short({ range, noise, highest, lowest, test, ...row }: WeightedSegmentation): WeightedSegmentation {
  const end = (each: WeightedSegmentation["highest"]) => ({
    ...each,
    share: digits(each.share, 4),
    n_effective: Math.round(each.n_effective),
  });
  const figure = (value: number) => Number(value.toPrecision(4));
  return {
    ...{ ...row, range: digits(range, 4), noise: digits(noise, 4), highest: end(highest), lowest: end(lowest) },
    test: test && {
      ...{ ...test, statistic: figure(test.statistic), df: test.df.map(figure) },
      ...{ p: figure(test.p), p_adjusted: figure(test.p_adjusted) },
    },
  };
}

function digits(value: number, places: number): number {
  return Number(value.toFixed(places));
}
