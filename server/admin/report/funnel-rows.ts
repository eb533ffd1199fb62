/** The funnel stage by stage, each count with its rate and what that is a rate of: for the page and for its CSV. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import type { Report } from "../../reports/report.ts";
import { inLanguage } from "../figures.ts";
import type { StaffVisit } from "../world.ts";

export interface FunnelRow {
  readonly stage: string;
  /** Of the stage `reached`: which page. */
  readonly page: string;
  readonly words: string;
  readonly count: number;
  /** What the rate is a rate of, and how many those are; null where the stage has no rate. */
  readonly of: {
    readonly stage: string;
    readonly words: string;
    readonly base: number;
    readonly rate: number | null;
  } | null;
}

export function funnelRows(
  { funnel, excluded }: Pick<Report, "funnel" | "excluded">,
  survey: PublishedSurvey,
  visit: StaffVisit,
): readonly FunnelRow[] {
  const row = (stage: string, count: number, of: FunnelRow["of"] = null): FunnelRow => {
    return { stage, page: "", words: visit.translate(`admin.stage.${stage}`), count, of };
  };
  const rate = (name: string, stage: string, count: number, base: number) => {
    return { stage, words: visit.translate(`admin.rate.${name}`), base, rate: base === 0 ? null : count / base };
  };
  const { shown, clicked, consent_shown: asked, agreed, declined, started, sent } = funnel;
  const pages = funnel.pages.map(({ page, reached }) => {
    const words = visit.translate("admin.stage.reached", { page: pageTitle(survey, page, visit.language) });
    return { stage: "reached", page, words, count: reached, of: rate("reached", "started", reached, started) };
  });
  return [
    row("shown", shown),
    row("clicked", clicked, rate("view", "shown", clicked, shown)),
    row("consent_shown", asked),
    row("agreed", agreed, rate("participation", "consent_shown", agreed, asked)),
    row("declined", declined, rate("declined", "consent_shown", declined, asked)),
    row("started", started),
    ...pages,
    row("sent", sent, rate("completion", "started", sent, started)),
    row("imported", funnel.imported),
    row("released", funnel.released),
    row("withdrawn", funnel.withdrawn),
    row("excluded", excluded),
    row("valid", funnel.valid),
  ];
}

/** A page that only an older version had is called by its id. */
function pageTitle(survey: PublishedSurvey, id: string, language: string): string {
  const found = newestOf(survey).definition.pages.find((page) => page.id === id);
  return found ? inLanguage(found.title, language) : id;
}
