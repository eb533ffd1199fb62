/**
 * The figures of a public release, for everybody: shares with their base and interval, counted from the very values that its files
 * hold. So whoever has the files can compute them again, and nothing differs between the two by which somebody could be found.
 */
import type { ResultAnswer, ResultFigures, ResultQuestion } from "../records/results.ts";
import { sampleKindOf } from "../reports/sample-kind.ts";
import { placesToHide, SMALL } from "../reports/small-cells.ts";
import { wilson } from "../statistics/proportion.ts";
import type { About } from "./about.ts";
import type { CodedVariable } from "./data-set.ts";
import { variableName } from "./names.ts";
import type { Summary } from "./summary.ts";

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
    questions: questionsOf(summaries).toSorted((a, b) => Number(b.id === headline) - Number(a.id === headline)),
  };
}

function questionsOf(summaries: readonly Summary[]): readonly ResultQuestion[] {
  const sets = new Set<string>();
  return summaries.flatMap((summary) => {
    const { variable } = summary;
    if (variable.type !== "coded" || !variable.question) return [];
    if (variable.set === undefined) return [ofOne(summary, variable)];
    if (sets.has(variable.set)) return [];
    sets.add(variable.set);
    const parts = summaries.filter(({ variable: other }) => other.type === "coded" && other.set === variable.set);
    return [ofSeveral(parts, variable)];
  });
}

function ofOne({ counts, valid }: Summary, variable: CodedVariable): ResultQuestion {
  const found = variable.values.map(({ code }) => counts.get(code)?.records ?? 0);
  const hidden = placesToHide(found);
  const texts = variable.values.map(({ text, id }) => text ?? { en: id });
  return {
    id: variable.name,
    kind: variable.measure === "ordinal" ? "scale" : "one",
    text: variable.question?.text ?? {},
    part: variable.question?.part ?? null,
    base: valid,
    answers: valid < SMALL ? [] : found.map((count, at) => answer(texts[at] ?? {}, count, valid, hidden.has(at))),
  };
}

/** Each option is a table of its own: who chose it, and who did not. */
function ofSeveral(parts: readonly Summary[], variable: CodedVariable): ResultQuestion {
  const base = Math.max(0, ...parts.map(({ valid }) => valid));
  const answers = parts.map(({ variable: part, counts, valid }) => {
    const chosen = counts.get(1)?.records ?? 0;
    const hidden = placesToHide([chosen, valid - chosen]).size > 0 || valid < SMALL;
    const text = part.question?.part ?? { en: part.name };
    return answer(text, chosen, valid, hidden);
  });
  return {
    id: variable.set ?? variable.name,
    kind: "several",
    text: variable.question?.text ?? {},
    part: null,
    base,
    answers: base < SMALL ? [] : answers,
  };
}

function answer(text: ResultAnswer["text"], count: number, base: number, hidden: boolean): ResultAnswer {
  if (hidden) return { text, count: null, share: null, low: null, high: null };
  const { share, low, high } = wilson(count, base);
  return { text, count, share, low, high };
}
