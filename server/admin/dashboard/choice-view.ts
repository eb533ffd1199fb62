/**
 * The funnel of one language, place or period: chosen in the address, so that it can be linked and works without a script. It is
 * of days that are over, and of as much as may be told (`reports/chosen-counts.ts`); what moves live is of everybody.
 */
import { dayOf } from "../../records/month.ts";
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { type Choice, type ChosenCounts, chosenCounts, PERIODS } from "../../reports/chosen-counts.ts";
import type { CounterCube } from "../../reports/counter-cube.ts";
import { isOnEveryWay } from "../../survey/journey.ts";
import { type Figures, figuresIn, inLanguage } from "../figures.ts";
import { originWords } from "../report/origin-words.ts";
import type { StaffVisit } from "../world.ts";

export function choiceView(cube: CounterCube, survey: PublishedSurvey, visit: StaffVisit) {
  const words = wordsIn(visit);
  const asked = askedIn(visit);
  const isKnown = isAnyOf(cube.languages, asked.language) && isAnyOf(cube.places, asked.place);
  const isChosen = asked.language !== undefined || asked.place !== undefined || asked.period !== "all";
  return {
    form: {
      languages: optionsOf(cube.languages, asked.language, words.language),
      places: optionsOf(cube.places, asked.place, words.place),
      periods: optionsOf(PERIODS, asked.period, words.period),
    },
    unknown: isChosen && !isKnown,
    chosen: isChosen && isKnown ? chosenView(cube, asked, survey, visit) : null,
  };
}

function askedIn({ query }: StaffVisit): Choice {
  const word = (asked: string | undefined) => (asked === undefined || asked === "" ? undefined : asked);
  const period = PERIODS.find((each) => each === query["period"]) ?? "all";
  return { language: word(query["language"]), place: word(query["place"]), period };
}

function isAnyOf(words: readonly string[], asked: string | undefined): boolean {
  return asked === undefined || words.includes(asked);
}

function optionsOf(ids: readonly string[], asked: string | undefined, words: (id: string) => string) {
  return ids
    .map((id) => ({ id, words: words(id), chosen: id === asked }))
    .toSorted((a, b) => (ids === PERIODS ? 0 : a.words < b.words ? -1 : 1));
}

function wordsIn(visit: StaffVisit) {
  return { ...originWords(visit), period: (id: string) => visit.translate(`admin.dash.choice.days.${id}`) };
}

function chosenView(cube: CounterCube, choice: Choice, survey: PublishedSurvey, visit: StaffVisit) {
  const figures = figuresIn(visit.language);
  const words = wordsIn(visit);
  const today = dayOf(visit.now);
  const own = chosenCounts(cube, choice, today);
  const all = chosenCounts(cube, { language: undefined, place: undefined, period: choice.period }, today);
  const stages = stagesOf(survey, visit);
  const what = [
    choice.language === undefined
      ? visit.translate("admin.dash.choice.everyLanguage")
      : words.language(choice.language),
    choice.place === undefined ? visit.translate("admin.dash.choice.everyPlace") : words.place(choice.place),
    words.period(choice.period),
  ].join(" · ");
  return {
    what,
    bare: own.bare,
    rows: own.bare ? [] : rowsOf(stages, own, all, visit, figures),
    mostLeft: own.bare ? "" : mostLeftOf(stages, own, visit, figures),
  };
}

interface StageHere {
  readonly words: string;
  readonly count: (counts: ChosenCounts) => number | null;
  /** What its rate is a rate of. */
  readonly of: StageHere | undefined;
  /** Whom nobody leaves who goes on: the path to the last page. */
  readonly isStep: boolean;
}

function stagesOf(survey: PublishedSurvey, { translate, language }: StaffVisit): readonly StageHere[] {
  const stage = (name: "shown" | "clicked" | "consent_shown" | "agreed" | "declined" | "started", of?: StageHere) => ({
    words: translate(`admin.stage.${name}`),
    count: (counts: ChosenCounts) => counts.of(name),
    of,
    isStep: name === "consent_shown" || name === "agreed" || name === "started",
  });
  const [shown, asked] = [stage("shown"), stage("consent_shown")];
  const agreed = stage("agreed", asked);
  const started = stage("started", agreed);
  const pages = newestOf(survey)
    .definition.pages.filter(isOnEveryWay)
    .map(({ id, title }) => ({
      words: translate("admin.stage.reached", { page: inLanguage(title, language) }),
      count: (counts: ChosenCounts) => counts.of("reached", id),
      of: started,
      isStep: true,
    }));
  return [shown, stage("clicked", shown), asked, agreed, stage("declined", asked), started, ...pages];
}

function rowsOf(
  stages: readonly StageHere[],
  own: ChosenCounts,
  all: ChosenCounts,
  visit: StaffVisit,
  { whole, round }: Figures,
) {
  const most = Math.max(1, ...stages.map(({ count }) => count(own) ?? 0));
  const rate = ({ count, of }: StageHere, counts: ChosenCounts) => {
    const [part, base] = [count(counts), of?.count(counts) ?? null];
    return part === null || base === null || base === 0
      ? "–"
      : round(Math.min(1, Math.round((part / base) * 100) / 100));
  };
  return stages.map((stage) => {
    const count = stage.count(own);
    return {
      words: stage.words,
      of: stage.of ? visit.translate("admin.dash.choice.rateOf", { stage: stage.of.words }) : "",
      count: count === null ? visit.translate("admin.report.hidden") : whole(count),
      width: `${(((count ?? 0) / most) * 100).toFixed(2)}%`,
      rate: stage.of ? rate(stage, own) : "",
      everybody: stage.of ? rate(stage, all) : "",
    };
  });
}

/** Where the largest part of those who came did not go on; empty where that cannot be told. */
function mostLeftOf(
  stages: readonly StageHere[],
  own: ChosenCounts,
  visit: StaffVisit,
  { whole, round }: Figures,
): string {
  const steps = stages.filter(({ isStep }) => isStep).map(({ words, count }) => ({ words, count: count(own) }));
  const left = steps.flatMap(({ words, count }, at) => {
    const next = steps[at + 1]?.count ?? null;
    return count === null || count === 0 || next === null
      ? []
      : [{ words, came: count, left: Math.max(0, count - next) }];
  });
  const most = left.toSorted((a, b) => b.left / b.came - a.left / a.came)[0];
  if (!most || most.left === 0) return "";
  const values = { stage: most.words, left: whole(most.left), came: whole(most.came) };
  return visit.translate("admin.dash.choice.mostLeft", {
    ...values,
    share: round(Math.round((most.left / most.came) * 100) / 100),
  });
}
