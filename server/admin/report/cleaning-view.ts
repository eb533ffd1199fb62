/** The cleaning rules as the page shows them: side by side, what hangs on the choice, and whom each leaves out. */
import type { PublishedSurvey } from "../../records/survey.ts";
import type { SharesByRule } from "../../reports/cleaning-compared.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import { type Figures, figuresIn } from "../figures.ts";
import type { StaffVisit } from "../world.ts";
import { type GuardedCleaning, type GuardedGroups, guardedCleaning } from "./guarded-cleaning.ts";
import { itemWords, optionWords } from "./question-table.ts";

/** The shares that depend on the rule most. */
const SHOWN = 15;

/** Null of a panel. */
export function cleaningView(report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  const compared = guardedCleaning(report, survey);
  if (!compared) return null;
  const figures = figuresIn(visit.language);
  const items = itemsOf(survey);
  const moved = compared.shares.filter((row) => spreadOf(row) > 0).toSorted((a, b) => spreadOf(b) - spreadOf(a));
  const isTold = compared.shares.some(({ low }) => low !== null);
  const counts = { moved: figures.whole(moved.length), all: figures.whole(compared.shares.length) };
  return {
    rules: compared.rules.map(({ name, chosen, excluded, share, valid, many }) => ({
      words: visit.translate(`admin.rules.name.${name}`),
      excluded: figures.whole(excluded),
      share: figures.percent(share),
      valid: figures.whole(valid),
      remark: [...(chosen ? ["chosen"] : []), ...(many ? ["many"] : [])]
        .map((remark) => visit.translate(`admin.rules.${remark}`))
        .join("; "),
    })),
    moved: moved.slice(0, SHOWN).map((row) => moveOf(row, items, visit, figures)),
    weighted: moved.some(({ weighted }) => weighted !== null),
    rounded: visit.translate(stepsKey(moved.length > 0, isTold), counts),
    ...unevenView(compared, items, visit, figures),
  };
}

/** What is said of the steps that shares are rounded to. */
function stepsKey(moves: boolean, isTold: boolean): string {
  if (moves) return "admin.rules.rounded";
  return isTold ? "admin.rules.same" : "admin.rules.untold";
}

function spreadOf({ low, high }: SharesByRule): number {
  return low === null || high === null ? 0 : high - low;
}

function moveOf(
  { question, option, low, high, weighted }: SharesByRule,
  items: readonly Item[],
  visit: StaffVisit,
  { interval }: Figures,
) {
  const item = items.find(({ id }) => id === question);
  const found = item?.options.find(({ id }) => id === option);
  return {
    answer: item && found ? optionWords(found, item, visit.language) : option,
    question: item ? itemWords(item, visit.language) : question,
    range: interval(low, high),
    weighted: weighted ? interval(weighted.low, weighted.high) : "",
  };
}

function unevenView({ groups, rules }: GuardedCleaning, items: readonly Item[], visit: StaffVisit, figures: Figures) {
  const uneven = groups.filter((each) => each.uneven).map((each) => unevenWords(each, items, visit, figures));
  const none = rules.every(({ excluded }) => excluded === 0) ? "admin.rules.untested" : "admin.rules.even";
  return {
    uneven,
    even: uneven.length > 0 ? "" : visit.translate(none, { tests: figures.whole(groups.length) }),
  };
}

function unevenWords(
  { rule, by, of, p_adjusted, groups }: GuardedGroups,
  items: readonly Item[],
  visit: StaffVisit,
  figures: Figures,
) {
  const item = of === "question" ? items.find(({ id }) => id === by) : undefined;
  const named = (at: number) => {
    const found = groups.at(at);
    const option = item?.options.find(({ id }) => id === found?.group);
    const group = item && option ? optionWords(option, item, visit.language) : (found?.group ?? "");
    if (!found || found.share === null) return group;
    return visit.translate("admin.rules.groupShare", { group, share: figures.percent(found.share) });
  };
  // Hidden, it is still below the level that the test was made at.
  const bound = p_adjusted === null ? 0.05 : 0.001;
  const p = (p_adjusted ?? 0) < bound ? `< ${figures.decimal(bound, 3)}` : figures.decimal(p_adjusted ?? 0, 3);
  return visit.translate("admin.rules.uneven", {
    rule,
    by: item ? itemWords(item, visit.language) : visit.translate("admin.rules.language"),
    p,
    most: named(0),
    least: named(-1),
  });
}
