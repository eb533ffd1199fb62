/**
 * The figures of a public release, for everybody: shares with their base and interval, counted from the very values that its files
 * hold. So whoever has the files can compute them again, and nothing differs between the two by which somebody could be found.
 */
import type { ResultAnswer, ResultFigures, ResultQuestion } from "../records/results.ts";
import { sampleKindOf } from "../reports/sample-kind.ts";
import { placesToHide, SMALL } from "../reports/small-cells.ts";
import { kishSize } from "../statistics/effective-size.ts";
import { wilson } from "../statistics/proportion.ts";
import { weightedShare } from "../statistics/weighted-share.ts";
import { questionsOf as questionsIn } from "../survey/definition.ts";
import type { About } from "./about.ts";
import type { CodedVariable } from "./data-set.ts";
import { variableName } from "./names.ts";
import type { Counted, Summary } from "./summary.ts";

export function resultFigures(about: About): ResultFigures {
  const { survey, simulated, id, citation, madeOn, definition, data, summaries, cleaning, excluded } = about;
  const headline = variableName(definition.headline ?? "");
  return {
    survey,
    simulated,
    release: id,
    citation,
    made_on: madeOn,
    title: definition.title,
    controller: definition.controller.name,
    sample: sampleKindOf(definition),
    records: data.records,
    cleaning: { rule: cleaning, excluded },
    weights: weightsOf(about),
    questions: questionsOf(summaries, { records: data.records, isWeighted: data.weight !== undefined }).toSorted(
      (a, b) => Number(b.id === headline) - Number(a.id === headline),
    ),
  };
}

/** Null where nothing is weighted. The weights follow from what the file shows, and so do these figures. */
function weightsOf({ weights, definition }: About): NonNullable<ResultFigures["weights"]> | null {
  if (!weights) return null;
  const asked = questionsIn(definition);
  const by = weights.margins.map(({ question }) => asked.find(({ id }) => id === question)?.text ?? { en: question });
  return { by, n: weights.n, effective: weights.n_effective };
}

/** How many records the file has, and whether they are weighted. */
interface Sample {
  readonly records: number;
  readonly isWeighted: boolean;
}

function questionsOf(summaries: readonly Summary[], sample: Sample): readonly ResultQuestion[] {
  const sets = new Set<string>();
  return summaries.flatMap((summary) => {
    const { variable } = summary;
    if (variable.type !== "coded" || !variable.question) return [];
    if (variable.set === undefined) return [ofOne(summary, variable, sample)];
    if (sets.has(variable.set)) return [];
    sets.add(variable.set);
    const parts = summaries.filter(({ variable: other }) => other.type === "coded" && other.set === variable.set);
    return [ofSeveral(parts, variable, sample)];
  });
}

function ofOne(summary: Summary, variable: CodedVariable, sample: Sample): ResultQuestion {
  const { counts, valid } = summary;
  const found = variable.values.map(({ code }) => counts.get(code) ?? NOBODY);
  const hidden = placesToHide(found.map(({ records }) => records));
  const texts = variable.values.map(({ text, id }) => text ?? { en: id });
  return {
    id: variable.name,
    kind: variable.measure === "ordinal" ? "scale" : "one",
    text: variable.question?.text ?? {},
    part: variable.question?.part ?? null,
    base: valid,
    effective: effectiveOf(summary, sample),
    answers:
      valid < SMALL ? [] : found.map((count, at) => answer(texts[at] ?? {}, count, summary, hidden.has(at), sample)),
  };
}

/** Each option is a table of its own: who chose it, and who did not. */
function ofSeveral(parts: readonly Summary[], variable: CodedVariable, sample: Sample): ResultQuestion {
  const base = Math.max(0, ...parts.map(({ valid }) => valid));
  const answers = parts.map((summary) => {
    const { variable: part, counts, valid } = summary;
    const chosen = counts.get(1) ?? NOBODY;
    const hidden = placesToHide([chosen.records, valid - chosen.records]).size > 0 || valid < SMALL;
    const text = part.question?.part ?? { en: part.name };
    return answer(text, chosen, summary, hidden, sample);
  });
  const [first] = parts;
  return {
    id: variable.set ?? variable.name,
    kind: "several",
    text: variable.question?.text ?? {},
    part: null,
    base,
    effective: first ? effectiveOf(first, sample) : null,
    answers: base < SMALL ? [] : answers,
  };
}

const NOBODY: Counted = { records: 0, weight: 0, squares: 0 };

/** Of those who answered. Under ten there are no figures, and this would be one. */
function effectiveOf({ valid, weight, squares }: Summary, { isWeighted }: Sample): number | null {
  return isWeighted && valid >= SMALL ? kishSize({ n: valid, sum: weight, squares }) : null;
}

function answer(
  text: ResultAnswer["text"],
  { records: count, weight, squares }: Counted,
  all: Summary,
  hidden: boolean,
  { records, isWeighted }: Sample,
): ResultAnswer {
  if (hidden) return { text, count: null, share: null, low: null, high: null, weighted: null };
  const { share, low, high } = wilson(count, all.valid);
  const yes = { n: count, sum: weight, squares };
  const weighed = weightedShare(yes, { n: all.valid, sum: all.weight, squares: all.squares }, records);
  const weighted =
    isWeighted && weighed.share !== null ? { share: weighed.share, low: weighed.low, high: weighed.high } : null;
  return { text, count, share, low, high, weighted };
}
