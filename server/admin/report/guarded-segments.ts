/** The segments as a page may show them: which ranges at all, and which of those rounded (`reports/segment-sight.ts` says why). */
import type { PublishedSurvey } from "../../records/survey.ts";
import { sightOf } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import type { Segmentation, WeightedSegmentation } from "../../reports/segments.ts";
import { SMALL } from "../../reports/small-cells.ts";
import { judgedByThemselves, weightedSight } from "../../reports/told-segments.ts";
import { hidesSmallCells } from "./hiding.ts";
import { toStep, type WeightedDigits, weightedDigits } from "./weighted-digits.ts";

/**
 * None of a panel; of two questions none where either hides anything in its own table, or their crossing is hidden. Weighted figures
 * are told to four digits at the most: a sum of weights with all its digits can be taken apart into the people whose it is. Where the
 * weights are those of a third question even four can (`weightedSight`), so there they are rounded in exact rows, too; and where ten equal
 * answers are missing nothing weighted is told.
 */
export function guardedSegments(report: Report, survey: PublishedSurvey): readonly Segmentation[] {
  if (sightOf(survey) !== "everything") return [];
  const hiding = new Set(Object.keys(report.questions).filter((id) => hidesSmallCells(report, survey, id)));
  const told = report.segments.filter(
    ({ sight, question, by }) => sight !== "hidden" && !hiding.has(question) && !hiding.has(by),
  );
  return judgedByThemselves(told, report)
    .map((row) => ({
      ...(row.sight === "rounded" ? rounded(row, report) : row),
      weighted: toldWeights(row, report, survey),
    }))
    .sort(widestFirst);
}

/** By what is told: the order of the exact ranges would tell more of the rounded ones. */
function widestFirst(one: Segmentation, other: Segmentation): number {
  const named = ({ question, option, by }: Segmentation) => `${question} ${option} ${by}`;
  return other.range - one.range || (named(one) < named(other) ? -1 : 1);
}

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
/** People, or equal answers, that a step of a share stands for: those of two segments together are no small number. */
const STEP = SMALL / 2;

/** The test's figures would give the counts back; its verdict does not. */
function rounded(row: Segmentation, report: Report): Segmentation {
  const end = (each: Segmentation["highest"]) => ({ ...roundedShare(each, each.n), n: toldPeople(each, row, report) });
  const [highest, lowest] = [end(row.highest), end(row.lowest)];
  const range = digits(highest.share - lowest.share, 4);
  return { ...row, range, noise: digits(row.noise, 3), highest, lowest, test: null };
}

function toldWeights(row: Segmentation, report: Report, survey: PublishedSurvey): Segmentation["weighted"] {
  const { question, weighted } = row;
  const counted = report.questions[question];
  const all = counted ? weightedDigits(question, counted, report, survey) : null;
  if (!weighted || !all || [weighted.highest, weighted.lowest].some((end) => end.n_effective < SMALL)) return null;
  if (weightedSight(row, report) === "exact") return short(weighted);
  const end = (each: WeightedSegmentation["highest"]) => {
    const n_effective = Math.round(each.n_effective / SMALL) * SMALL;
    return { ...roundedShare(each, n_effective), n: toldPeople(each, row, report), n_effective };
  };
  const [highest, lowest] = [end(weighted.highest), end(weighted.lowest)];
  const range = digits(highest.share - lowest.share, 4);
  return { ...weighted, range, noise: toldNoise(row, weighted.noise, all, report), highest, lowest, test: null };
}

/**
 * As it would be if all together chose the option as often as is told of them. It goes with √(p (1 - p)): that of their own p would narrow p
 * down, and once more in every breakdown.
 */
function toldNoise({ question, option }: Segmentation, noise: number, { step }: WeightedDigits, report: Report) {
  const counted = report.questions[question];
  const cell = counted && "options" in counted ? counted.options[option] : undefined;
  const share = cell?.weighted?.share ?? 0;
  if (share <= 0 || share >= 1) return digits(noise, 3);
  const told = Math.min(Math.max(toStep(share, step), step / 2), 1 - step / 2);
  return digits(noise * Math.sqrt((told * (1 - told)) / (share * (1 - share))), 3);
}

/** In steps worth five of so many people, or equal answers. */
function roundedShare<End extends Segmentation["highest"]>(end: End, answers: number): End {
  const step = STEPS.find((each) => each * answers >= STEP) ?? 1;
  return { ...end, share: digits(Math.round(end.share / step) * step, 4) };
}

/** How many of a segment answered. In a rounded row as many are told to be silent as there are whole tens. */
function toldPeople({ segment, n }: Segmentation["highest"], { sight, by }: Segmentation, { questions }: Report) {
  if (sight === "exact") return n;
  const breakdown = questions[by];
  const people = breakdown && "options" in breakdown ? (breakdown.options[segment]?.count ?? 0) : 0;
  return people - Math.floor((people - n) / SMALL) * SMALL;
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
