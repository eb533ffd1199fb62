/** A survey's backlog as its pages need it: problem categories, items, and what citizens say of each. */
import { type BacklogItem, currentOf, fixedOn, keptIn } from "../../records/backlog.ts";
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { dayInKazakhstan } from "../../records/working-days.ts";
import { type Mentions, mentionsOf, type Repeat, repeatAfter } from "../../reports/feedback.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import { sightOf } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import { figuresIn, inLanguage } from "../figures.ts";
import { surveyOf } from "../survey-facts.ts";
import type { StaffVisit, StaffWorld } from "../world.ts";

export interface BacklogStanding {
  readonly survey: PublishedSurvey;
  /** The question whose options are the problem categories: the definition's headline. */
  readonly question: Item;
  readonly items: readonly BacklogItem[];
  readonly report: Report;
  /** In Kazakhstan. */
  readonly today: string;
}

/** Undefined where the survey is unknown, a panel, or names no problems. */
export async function backlogOf(visit: StaffVisit, world: StaffWorld): Promise<BacklogStanding | undefined> {
  const survey = await surveyOf(visit, world);
  if (!survey || sightOf(survey) !== "everything") return undefined;
  const { headline } = newestOf(survey).definition;
  const question = itemsOf(survey).find(({ id, kind }) => id === headline && kind === "one");
  if (!question) return undefined;
  const items = await world.storage.backlog.of(survey.id);
  const report = await world.reports.of(survey, visit.now);
  return { survey, question, items, report, today: dayInKazakhstan(visit.now) };
}

export function categoryWords({ question }: Pick<BacklogStanding, "question">, id: string, language: string): string {
  const label = question.options.find((option) => option.id === id)?.label;
  return label ? inLanguage(label, language) : id;
}

export function repeatOf({ report, question }: BacklogStanding, item: BacklogItem): Repeat | undefined {
  const fixed = fixedOn(item);
  return fixed === undefined ? undefined : repeatAfter(report, question.id, item.category, fixed);
}

/** What every page says of an item. */
export function itemView(standing: BacklogStanding, item: BacklogItem, visit: StaffVisit) {
  const { survey, question, report, today } = standing;
  const { translate, language } = visit;
  const { day } = figuresIn(language);
  const { status, unit } = currentOf(item);
  const kept = keptIn(item, today);
  const mentions = mentionsOf(report, survey, question.id, item.category);
  return {
    id: item.id,
    address: `/admin/surveys/${survey.id}/backlog/${item.id}`,
    title: translate("admin.backlog.itemOf", {
      category: categoryWords(standing, item.category, language),
      service: item.service,
    }),
    category: categoryWords(standing, item.category, language),
    service: item.service,
    unit,
    status: translate(`admin.backlog.status.${status}`),
    due: translate("admin.backlog.dueOn", { day: day(item.dueOn), count: item.days }),
    kept: kept === "open" || kept === "declined" ? "" : translate(`admin.backlog.kept.${kept}`),
    late: kept === "late",
    mentions: mentions ? mentionWords(mentions, visit) : translate("admin.backlog.mentionsNone"),
  };
}

function mentionWords({ count, base }: Mentions, visit: StaffVisit): string {
  const { whole, percent } = figuresIn(visit.language);
  if (base === 0) return visit.translate("admin.backlog.mentionsNone");
  if (count === null) return visit.translate("admin.backlog.mentionsFew", { base: whole(base) });
  return visit.translate("admin.backlog.mentions", {
    count: whole(count),
    base: whole(base),
    share: percent(count / base),
  });
}

export function repeatWords(repeat: Repeat, visit: StaffVisit): string {
  if (repeat.verdict === "too-few") return visit.translate("admin.backlog.repeat.too-few");
  const { whole } = figuresIn(visit.language);
  const figures = visit.translate("admin.backlog.repeatFigures", {
    before: whole(repeat.before.mentions),
    beforeOf: whole(repeat.before.responses),
    after: whole(repeat.after.mentions),
    afterOf: whole(repeat.after.responses),
  });
  return `${figures} ${visit.translate(`admin.backlog.repeat.${repeat.verdict}`)}`;
}
