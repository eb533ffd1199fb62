/** The sample beside the population as a page may show it: a margin's groups are its question's answers once more. */
import type { PublishedSurvey } from "../../records/survey.ts";
import type { Report } from "../../reports/report.ts";
import type {
  MissingGroup,
  RepresentationReport,
  RepresentedGroup,
  RepresentedMargin,
  WatchedGroup,
} from "../../reports/representation.ts";
import { hidesSmallCells } from "./hiding.ts";

type Figures = "n" | "share" | "low" | "high";
const NO_FIGURES = { n: null, share: null, low: null, high: null };

type Guarded<Group extends { readonly n: number }> = Omit<Group, Figures> & {
  readonly [figure in Figures]: number | null;
};
export type GuardedGroup = Guarded<RepresentedGroup>;
export type GuardedWatched = Guarded<WatchedGroup>;

export interface GuardedRepresentation extends Omit<RepresentationReport, "margins" | "watched"> {
  readonly margins: readonly (Omit<RepresentedMargin, "groups"> & { readonly groups: readonly GuardedGroup[] })[];
  readonly missing: readonly MissingGroup[];
  readonly watched: readonly GuardedWatched[];
}

export function guardedRepresentation(report: Report, survey: PublishedSurvey): GuardedRepresentation | null {
  const { representation } = report;
  if (!representation) return null;
  const hides = (question: string) => hidesSmallCells(report, survey, question);
  return {
    ...representation,
    margins: representation.margins.map((margin) =>
      hides(margin.question)
        ? {
            ...margin,
            dissimilarity: null,
            groups: margin.groups.map((group) => ({ ...group, ...NO_FIGURES, ratio: null })),
          }
        : margin,
    ),
    missing: representation.missing.filter(({ question }) => !hides(question)),
    watched: representation.watched.map((group) => (hides(group.question) ? { ...group, ...NO_FIGURES } : group)),
  };
}
