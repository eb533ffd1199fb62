/** Who is in the sample, as the page shows it: beside the population, the missing named, the watched always there. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import type { MissingGroup } from "../../reports/representation.ts";
import { type Figures, figuresIn, inLanguage } from "../figures.ts";
import type { StaffVisit } from "../world.ts";
import { type GuardedGroup, type GuardedRepresentation, guardedRepresentation } from "./guarded-representation.ts";
import { namesIn } from "./weights-view.ts";

/** So many of the missing groups are named in words. */
const NAMED = 6;

/** Null without figures of the population. */
export function peopleView(report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  const representation = guardedRepresentation(report, survey);
  if (!representation) return null;
  const items = itemsOf(survey);
  const figures = figuresIn(visit.language);
  const margins = representation.margins.map((margin) => marginView(margin, items, visit, figures));
  return {
    margins,
    charts: margins.flatMap(({ chart, words }) => (chart === "" ? [] : [{ name: chart, words }])),
    missingNone: visit.translate(noneMissing(representation)),
    missing: representation.missing.slice(0, NAMED).map((group) => missingWords(group, items, visit, figures)),
    caption: visit.translate("admin.people.watched", { month: figures.month(representation.as_of) }),
    watched: representation.watched.map(({ label, n, base, share, low, high, target }) => ({
      words: inLanguage(label, visit.language),
      ...cellsOf({ n, share, low, high }, visit, figures),
      base: figures.whole(base),
      target: target === null ? visit.translate("admin.people.notKnown") : figures.percent(target),
    })),
  };
}

/** What is said where no group is missing: that none is, is known of groups alone whose numbers may be told. */
function noneMissing({ margins }: GuardedRepresentation): string {
  const told = margins.filter(({ groups }) => groups.every(({ n }) => n !== null));
  if (told.length === 0) return "admin.people.missingUntold";
  return told.length < margins.length ? "admin.people.missingPartly" : "admin.people.missingNone";
}

function missingWords(
  { question, id, label, share, target }: MissingGroup,
  items: readonly Item[],
  visit: StaffVisit,
  figures: Figures,
) {
  const names = namesIn(items, visit.language);
  const group = label ? inLanguage(label, visit.language) : names.group(question, id);
  return visit.translate("admin.people.missing", {
    group,
    share: figures.percent(share),
    target: figures.percent(target),
  });
}

function marginView(
  {
    question,
    universe,
    source,
    date,
    base,
    dissimilarity,
    by_chance,
    groups,
  }: GuardedRepresentation["margins"][number],
  items: readonly Item[],
  visit: StaffVisit,
  figures: Figures,
) {
  const names = namesIn(items, visit.language);
  const told = { universe: inLanguage(universe, visit.language), source: inLanguage(source, visit.language) };
  return {
    id: question,
    words: names.question(question),
    chart: groups.some(({ share }) => share !== null) ? `_people-${question}` : "",
    of: visit.translate("admin.people.of", { ...told, date: figures.day(date), base: figures.whole(base) }),
    index:
      dissimilarity === null
        ? ""
        : visit.translate("admin.people.index", {
            index: figures.percent(dissimilarity),
            chance: figures.percent(by_chance),
          }),
    rows: groups.map(({ id, label, n, share, low, high, target, ratio }) => ({
      words: label ? inLanguage(label, visit.language) : names.group(question, id),
      ...cellsOf({ n, share, low, high }, visit, figures),
      target: figures.percent(target),
      ratio: figures.decimal(ratio),
    })),
  };
}

function cellsOf(
  { n, share, low, high }: Pick<GuardedGroup, "n" | "share" | "low" | "high">,
  visit: StaffVisit,
  figures: Figures,
) {
  if (n === null) {
    const hidden = visit.translate("admin.report.hidden");
    return { n: hidden, share: hidden, interval: hidden };
  }
  return { n: figures.whole(n), share: figures.percent(share), interval: figures.interval(low, high) };
}
