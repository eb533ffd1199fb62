/** The weights as the page shows them: what they are made of, what they cost, what stands in their way. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import { type Names, noteWords } from "../../reports/weighting-words.ts";
import { isRefusal } from "../../reports/weights-report.ts";
import { type Figures, figuresIn, inLanguage } from "../figures.ts";
import type { StaffVisit } from "../world.ts";
import { type GuardedWeights, guardedWeights } from "./guarded-report.ts";

/** Null where the survey has no margins to weight by. */
export function weightsView(report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  const { weights, weighting } = guardedWeights(report, survey);
  if (!weighting) return null;
  const figures = figuresIn(visit.language);
  const names = namesIn(itemsOf(survey), visit.language);
  const { trimmed } = weighting;
  return {
    summary: weights?.converged ? summaryWords(weights, visit, figures) : "",
    meaning: weights?.converged ? visit.translate("admin.weights.meaning") : "",
    margins: (weights?.margins ?? []).map((margin) => marginView(margin, names, visit, figures)),
    trimmed: trimmed
      ? visit.translate("admin.weights.trimmed", {
          cap: figures.whole(trimmed.cap),
          capped: figures.whole(trimmed.at_cap),
          size: figures.whole(Math.round(trimmed.n_effective)),
          off: figures.decimal(trimmed.departure * 100),
        })
      : "",
    notes: weighting.notes.map((note) => ({
      refusal: isRefusal(note),
      words: noteWords(note, visit.language, visit.translate, names),
    })),
    leftOut: weighting.left_out.map(({ what, why }) => ({
      what: inLanguage(what, visit.language),
      why: inLanguage(why, visit.language),
    })),
  };
}

function summaryWords(weights: GuardedWeights, visit: StaffVisit, { whole, decimal }: Figures): string {
  const { n, n_effective, design_effect, iterations, min, max } = weights;
  const values = { n: whole(n), size: whole(Math.round(n_effective)), effect: decimal(design_effect) };
  const summary = visit.translate("admin.weights.summary", { ...values, sweeps: whole(iterations) });
  if (min === null || max === null) return summary;
  return `${summary} ${visit.translate("admin.weights.extremes", { min: decimal(min), max: decimal(max) })}`;
}

function marginView(
  { question, universe, source, date, missing, groups }: GuardedWeights["margins"][number],
  names: Names,
  visit: StaffVisit,
  { whole, percent, day }: Figures,
) {
  const hidden = visit.translate("admin.report.hidden");
  const told = { universe: inLanguage(universe, visit.language), source: inLanguage(source, visit.language) };
  return {
    id: question,
    words: names.question(question),
    of: visit.translate("admin.weights.of", { ...told, date: day(date), missing: whole(missing) }),
    rows: groups.map(({ id, label, n, share, target }) => ({
      words: label ? inLanguage(label, visit.language) : names.group(question, id),
      n: n === null ? hidden : whole(n),
      share: n === null ? hidden : percent(share),
      target: percent(target),
    })),
  };
}

/** Questions and groups of a single option by their own words; others by their ids. */
export function namesIn(items: readonly Item[], language: string): Names {
  const found = (id: string) => items.find((item) => item.id === id);
  return {
    question: (id) => inLanguage(found(id)?.text ?? { en: id }, language),
    group: (question, id) => {
      const label = found(question)?.options.find((option) => option.id === id)?.label;
      return label ? inLanguage(label, language) : id;
    },
  };
}
