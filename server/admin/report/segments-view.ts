/** The segments as the page shows them: where answers differ most, and which of it cannot be told from noise. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import type { SegmentSight } from "../../reports/segment-sight.ts";
import type { Segmentation } from "../../reports/segments.ts";
import { weightedSight } from "../../reports/told-segments.ts";
import { figuresIn } from "../figures.ts";
import type { StaffVisit } from "../world.ts";
import { guardedSegments } from "./guarded-segments.ts";
import { itemWords, optionWords } from "./question-table.ts";

/** The widest ranges; the file has them all. */
const SHOWN = 15;

/** Null where there is nothing to compare. */
export function segmentsView(report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  if (report.segments.length === 0) return null;
  const segments = guardedSegments(report, survey);
  const { whole } = figuresIn(visit.language);
  const counts = {
    ...{ all: whole(segments.length), hidden: whole(report.segments.length - segments.length) },
    family: whole(report.segments.length),
  };
  const weighted = segments.filter((row) => row.weighted !== null);
  const rounded = segments.filter(({ sight }) => sight === "rounded").length;
  const areRounded = weighted.some((row) => row.sight === "exact" && sightIn("weighted", row, report) === "rounded");
  return {
    intro: visit.translate("admin.segments.intro", counts),
    rounded: rounded === 0 ? "" : visit.translate("admin.segments.rounded", { rounded: whole(rounded) }),
    roundedWeights: areRounded ? visit.translate("admin.segments.roundedWeights") : "",
    tables: [
      ...(segments.length > 0 ? [tableOf("unweighted", segments, report, survey, visit)] : []),
      ...(weighted.length > 0 ? [tableOf("weighted", weighted, report, survey, visit)] : []),
    ],
  };
}

type Kind = "unweighted" | "weighted";

function tableOf(
  kind: Kind,
  segments: readonly Segmentation[],
  report: Report,
  survey: PublishedSurvey,
  visit: StaffVisit,
) {
  const items = itemsOf(survey);
  const ordered = segments.toSorted((a, b) => figuresOf(kind, b).range - figuresOf(kind, a).range);
  return {
    id: kind,
    words: visit.translate(`admin.segments.${kind}`),
    rows: ordered.slice(0, SHOWN).map((row) => rowOf(kind, row, sightIn(kind, row, report), items, visit)),
  };
}

/** The figures of one kind; a weighted table holds only rows that have them. */
export function figuresOf(kind: Kind, row: Segmentation) {
  return (kind === "weighted" ? row.weighted : null) ?? row;
}

/** How exactly the figures of one kind are told. */
export function sightIn(kind: Kind, row: Segmentation, report: Report): SegmentSight {
  return kind === "weighted" ? weightedSight(row, report) : row.sight;
}

function rowOf(kind: Kind, row: Segmentation, sight: SegmentSight, items: readonly Item[], visit: StaffVisit) {
  const figures = figuresIn(visit.language);
  const { range, noise, highest, lowest, beyond_noise } = figuresOf(kind, row);
  const of = (id: string) => items.find((item) => item.id === id);
  const words = (item: Item | undefined, option: string) => {
    const found = item?.options.find(({ id }) => id === option);
    return item && found ? optionWords(found, item, visit.language) : option;
  };
  const [question, by] = [of(row.question), of(row.by)];
  const about = (written: string, its = sight) =>
    its === "rounded" ? visit.translate("admin.segments.about", { figures: written }) : written;
  const end = ({ segment, share, n, n_effective: size }: End) =>
    visit.translate(size === undefined ? "admin.segments.end" : "admin.segments.endWeighted", {
      name: words(by, segment),
      share: sight === "rounded" ? about(figures.round(share)) : figures.percent(share),
      n: about(figures.whole(n), row.sight),
      size: size === undefined ? "" : about(figures.whole(Math.round(size))),
    });
  return {
    answer: words(question, row.option),
    question: question ? itemWords(question, visit.language) : row.question,
    by: by ? itemWords(by, visit.language) : row.by,
    highest: end(highest),
    lowest: end(lowest),
    range: about(figures.decimal(range * 100)),
    noise: figures.decimal(noise * 100),
    verdict: verdictWords(beyond_noise, visit),
    beyond: beyond_noise,
  };
}

interface End {
  readonly segment: string;
  readonly share: number;
  readonly n: number;
  /** Of weighted figures. */
  readonly n_effective?: number;
}

export function verdictWords(beyond: boolean, visit: StaffVisit): string {
  return visit.translate(beyond ? "admin.segments.beyond" : "admin.segments.noise");
}
