/** One question broken down by another: a fixed two-way table, behind the gate for tables that stand beside their questions' own. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { type GatedCrossing, gateCrossing } from "../../release/crossing-gate.ts";
import { breakdownsIn } from "../../reports/cross-table.ts";
import type { Crossed, CrossedItem } from "../../reports/crossed.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import { sightOf } from "../../reports/panel.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import type { OptionShare } from "../../reports/shares.ts";
import { SMALL } from "../../reports/small-cells.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "../world.ts";
import { itemWords, optionWords } from "./question-table.ts";
import { toldAmong } from "./weighted-digits.ts";

/** A crossing, and what of it may be shown. */
export interface Crossing {
  readonly survey: PublishedSurvey;
  readonly item: Item;
  readonly by: Item;
  readonly crossed: Crossed;
  readonly counted: CrossedItem;
  readonly gated: GatedCrossing;
  /** By row and option: nothing else of the crossing has its weighted share told. */
  readonly weighs: readonly (readonly boolean[])[];
}

export const showCross: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  if (sightOf(survey) !== "everything") return seeOther(`/admin/surveys/${survey.id}`);
  const chosen = chosenIn(survey, visit);
  const crossing = chosen && (await crossingOf(survey, { ...visit, query: { ...visit.query, ...chosen } }, world));
  const heading = visit.translate("admin.cross.title");
  const head = surveyHead(survey, visit, "cross", heading);
  const items = itemsOf(survey).filter(({ options }) => options.length > 0);
  const offered = (ids: readonly string[], selected: string | undefined) =>
    items
      .filter(({ id }) => ids.includes(id))
      .map((item) => ({ value: item.id, words: itemWords(item, visit.language), selected: item.id === selected }));
  return page("admin/report/cross", `${heading} – ${head.name}`, {
    ...head,
    here: `/admin/surveys/${survey.id}/cross`,
    questions: offered(
      items.map(({ id }) => id),
      chosen?.question,
    ),
    breakdowns: offered(breakdownsIn(items), chosen?.by),
    sample: sampleWords(newestOf(survey).definition, visit.translate),
    table: crossing ? tableView(crossing, visit) : null,
  });
};

/** What the address asks for; without it the main question by the first that breaks down. Undefined where nothing can be crossed. */
function chosenIn(survey: PublishedSurvey, { query }: StaffVisit) {
  const items = itemsOf(survey).filter(({ options }) => options.length > 0);
  const { headline } = newestOf(survey).definition;
  const question =
    items.find(({ id }) => id === query.question) ?? items.find(({ id }) => id === headline) ?? items.at(-1);
  const breakdowns = breakdownsIn(items).filter((id) => id !== question?.id);
  const by = breakdowns.find((id) => id === query.by) ?? breakdowns[0];
  return question && by !== undefined ? { question: question.id, by } : undefined;
}

/** The crossing that `question` and `by` of the address name; undefined where there is none. */
export async function crossingOf(
  survey: PublishedSurvey,
  visit: StaffVisit,
  world: StaffWorld,
): Promise<Crossing | undefined> {
  if (sightOf(survey) !== "everything") return undefined;
  const items = itemsOf(survey);
  const item = items.find(({ id }) => id === visit.query.question);
  const by = items.find(({ id }) => id === visit.query.by);
  const crossed = by && (await world.reports.crossed(survey, by.id, visit.now));
  const counted = item && crossed && Object.hasOwn(crossed.items, item.id) ? crossed.items[item.id] : undefined;
  if (!item || !by || !crossed || !counted) return undefined;
  const gated = gateCrossing({
    cells: counted.cells.map((row) => row.map(({ count }) => count)),
    bases: counted.bases,
    several: item.kind === "several",
    by: crossed.counts,
    valid: crossed.valid,
    turn: by.id > item.id,
  });
  return { survey, item, by, crossed, counted: toldCrossing(counted), gated, weighs: weighsIn(gated) };
}

/** Weights give a count nearly as well as a share does: they are told where neither row nor column hides anything. */
function weighsIn({ hiding, bases }: GatedCrossing): Crossing["weighs"] {
  const columns = hiding[0]?.map((_, column) => hiding.some((row) => row[column])) ?? [];
  const rows = hiding.map((row, at) => bases[at] === true || row.some(Boolean));
  return hiding.map((row, at) => row.map((_, column) => !rows[at] && !columns[column]));
}

/** Its weighted figures tell of a third question, the margin's: in steps worth five people of the row. */
function toldCrossing({ cells, bases }: CrossedItem): CrossedItem {
  return {
    bases,
    cells: cells.map((row, at) => row.map((cell) => ({ ...cell, weighted: toldAmong(bases[at] ?? 0, cell.weighted) }))),
  };
}

/** What a row is called: an answer, or that there is none. */
export function rowWords({ by }: Crossing, row: number, visit: StaffVisit): string {
  const option = by.options[row];
  return option ? optionWords(option, by, visit.language) : visit.translate("admin.cross.rest");
}

function tableView(crossing: Crossing, visit: StaffVisit) {
  const { survey, item, by, crossed, counted, gated, weighs } = crossing;
  const { whole, month } = figuresIn(visit.language);
  const { translate } = visit;
  const hidden = gated.primary + gated.secondary;
  const anyWeighted = weighs.some((row) => row.some(Boolean)) && crossed.weighted;
  const query = new URLSearchParams({ question: item.id, by: by.id, lang: visit.language });
  return {
    few: hidden > 0 && gated.hiding.every((row) => row.every(Boolean)),
    caption: translate("admin.cross.caption", {
      question: itemWords(item, visit.language),
      by: itemWords(by, visit.language),
    }),
    asOf: translate("admin.report.asOf", { month: month(crossed.asOf) }),
    cleaning: translate(`admin.cleaning.${crossed.cleaning}`, {
      excluded: whole(crossed.excluded),
      released: whole(crossed.responses),
    }),
    of: translate(item.kind === "several" ? "admin.cross.ofSeveral" : "admin.cross.of"),
    bare: gated.bases.some(Boolean) ? translate("admin.cross.bare") : "",
    weighted: anyWeighted ? translate("admin.cross.weighted") : "",
    columns: item.options.map((option) => optionWords(option, item, visit.language)),
    rows: counted.cells.map((cells, row) => ({
      words: rowWords(crossing, row, visit),
      base: gated.bases[row] ? translate("admin.cross.hidden") : whole(counted.bases[row] ?? 0),
      cells: cells.map((cell, column) =>
        gated.hiding[row]?.[column]
          ? hiddenView(visit)
          : cellView(cell, { ofBase: !gated.bases[row], weighs: weighs[row]?.[column] === true }, visit),
      ),
    })),
    hides:
      hidden === 0
        ? translate("admin.cross.nothingHidden")
        : translate("admin.cross.hides", {
            least: SMALL,
            count: hidden,
            primary: whole(gated.primary),
            secondary: whole(gated.secondary),
          }),
    audit: gated.narrowest === null ? "" : translate("admin.cross.audit", { width: whole(gated.narrowest) }),
    downloads: ["csv", "xlsx"].map((format) => ({
      name: format.toUpperCase(),
      address: `/admin/surveys/${survey.id}/tables/cross.${format}?${query}`,
    })),
  };
}

function hiddenView({ translate }: StaffVisit) {
  return { hidden: translate("admin.cross.hidden"), share: "", count: "", interval: "", weighted: "" };
}

/** `ofBase`: the base is told; else a share would tell it, and the count stands alone. */
function cellView(
  { count, share, low, high, weighted }: OptionShare,
  { ofBase, weighs }: { readonly ofBase: boolean; readonly weighs: boolean },
  visit: StaffVisit,
) {
  const { whole, percent, interval } = figuresIn(visit.language);
  return {
    hidden: "",
    share: ofBase ? percent(share) : "",
    count: whole(count),
    interval: ofBase ? interval(low, high) : "",
    weighted: weighs && weighted ? percent(weighted.share) : "",
  };
}
