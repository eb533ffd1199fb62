/** The data set of a release, from its matrix: names, labels in one language, codes that stay the same from version to version. */
import type { PublishedSurvey } from "../records/survey.ts";
import { ANSWERED, NOT_ASKED, SKIPPED } from "../reports/answer-codes.ts";
import type { Column, DataMatrix } from "../reports/data-matrix.ts";
import { type ItemOption, itemsIn } from "../reports/items.ts";
import type { Say } from "../reports/sample-kind.ts";
import type { Text } from "../survey/definition.ts";
import type { AnswerSet, CodedVariable, DataSet, MissingCodes, NumberVariable, Variable } from "./data-set.ts";
import { missingCodes, REASONS } from "./data-set.ts";
import { factVariables, recordId, weightVariable } from "./fact-variables.ts";
import { variableName } from "./names.ts";
import type { Fact } from "./policy.ts";

export interface Contents {
  readonly survey: PublishedSurvey;
  readonly matrix: DataMatrix;
  readonly facts: readonly Fact[];
  /** By record; null where nothing is weighted. */
  readonly weights: Float64Array | null;
  /** Random, eight bytes a record. */
  readonly keys: Uint8Array;
  readonly language: string;
  /** Looks up `release.*` in that language. */
  readonly say: Say;
}

export function dataSetOf(contents: Contents): DataSet {
  const { survey, matrix, weights, language, say } = contents;
  const weight = weights ? [weightVariable(weights, say)] : [];
  const answers = matrix.columns.flatMap((column) => variablesOf(column, contents));
  return {
    title: survey.id,
    language,
    records: matrix.size,
    variables: [recordId(contents), ...factVariables(contents), ...answers, ...weight],
    sets: setsOf(contents),
    ...(weights ? { weight: "weight" } : {}),
    reasons: Object.fromEntries(
      REASONS.map((reason) => [reason, say(`release.reason.${reason}`)]),
    ) as DataSet["reasons"],
  };
}

function variablesOf(column: Column, contents: Contents): readonly Variable[] {
  switch (column.item.kind) {
    case "one":
      return [choice(column, contents)];
    case "several":
      return column.item.options.map((option, at) => flag(column, option, at, contents));
    case "scale":
      return [scale(column, contents)];
    case "number":
      return [number(column, contents)];
    case "text":
      return [];
  }
}

const NAMED = missingCodes(0);

function choice(column: Column, contents: Contents): CodedVariable {
  const { item } = column;
  const order = firstAsked(contents.survey, item.id, item.options);
  const codes = item.options.map(({ id }) => order.indexOf(id) + 1);
  const values = item.options
    .map((option, at) => ({ code: codes[at] ?? 0, id: option.id, ...labelled(option, contents.language) }))
    .sort((a, b) => a.code - b.code);
  return {
    ...described(column, contents.language),
    type: "coded",
    measure: "nominal",
    values,
    missing: NAMED,
    at: coded(column, codes, NAMED),
  };
}

/** Ids in the order in which versions first had them, oldest first: what is added later never moves what was there. */
function firstAsked(survey: PublishedSurvey, item: string, options: readonly ItemOption[]): readonly string[] {
  const asked = survey.versions.flatMap(({ definition }) =>
    itemsIn(definition)
      .filter(({ id }) => id === item)
      .flatMap((found) => found.options.map(({ id }) => id)),
  );
  const wanted = options.map(({ id }) => id);
  // Groups of a recoding are in no version, and have the order of the definition.
  return [...new Set([...asked.filter((id) => wanted.includes(id)), ...wanted])];
}

function scale(column: Column, contents: Contents): CodedVariable {
  const codes = column.item.options.map(({ id }) => Number(id));
  const missing = missingCodes(Math.min(...codes));
  return {
    ...described(column, contents.language),
    type: "coded",
    measure: "ordinal",
    values: column.item.options
      .map((option, at) => ({ code: codes[at] ?? 0, id: option.id, ...labelled(option, contents.language) }))
      .sort((a, b) => a.code - b.code),
    missing,
    at: coded(column, codes, missing),
  };
}

function flag(column: Column, option: ItemOption, at: number, { language, say }: Contents): CodedVariable {
  const { item, chosen, codes } = column;
  const set = chosen[at >> 5];
  const reason = coded(column, [], NAMED);
  const { label, text } = labelled(option, language);
  return {
    name: variableName(item.question, option.id),
    label: `${item.text[language] ?? ""} ${label}`,
    question: { id: item.question, text: item.text, ...(text ? { part: text } : {}) },
    type: "coded",
    measure: "nominal",
    values: [
      { code: 0, id: "no", label: say("release.not-chosen") },
      { code: 1, id: "yes", label: say("release.chosen") },
    ],
    missing: NAMED,
    set: variableName(item.question),
    at: (record) => ((codes[record] ?? 0) === ANSWERED ? ((set?.[record] ?? 0) >>> (at & 31)) & 1 : reason(record)),
  };
}

function number(column: Column, { language, survey }: Contents): NumberVariable {
  const { item, codes, values } = column;
  const asked = survey.versions.flatMap(({ definition }) =>
    definition.pages.flatMap(({ questions }) => questions.filter(({ id }) => id === item.id)),
  );
  const numbers = asked.flatMap((question) => (question.kind === "number" ? [question] : []));
  const missing = missingCodes(Math.min(0, ...numbers.map(({ min }) => min)));
  const reason = coded(column, [], missing);
  return {
    ...described(column, language),
    type: "number",
    whole: numbers.every(({ whole }) => whole),
    missing,
    at: (record) => ((codes[record] ?? 0) === ANSWERED ? (values[record] ?? Number.NaN) : reason(record)),
  };
}

/** By record: the code of its answer, or of the reason for having none. */
function coded({ codes }: Column, answers: readonly number[], missing: MissingCodes): (record: number) => number {
  return (record) => {
    const code = codes[record] ?? NOT_ASKED;
    if (code === NOT_ASKED) return missing.not_asked;
    return code === SKIPPED ? missing.skipped : (answers[code - ANSWERED] ?? missing.withheld);
  };
}

function described({ item }: Column, language: string) {
  const { question, row, text, rowText } = item;
  const words = text[language] ?? "";
  const part = rowText?.[language];
  return {
    name: row === undefined ? variableName(question) : variableName(question, row),
    label: part === undefined ? words : `${part} (${words})`,
    question: { id: question, text, ...(rowText ? { part: rowText } : {}) },
  };
}

function labelled({ id, label }: ItemOption, language: string): { readonly label: string; readonly text?: Text } {
  return { label: label?.[language] ?? id, ...(label ? { text: label } : {}) };
}

function setsOf({ matrix, language }: Contents): readonly AnswerSet[] {
  return matrix.columns
    .filter(({ item }) => item.kind === "several")
    .map(({ item }) => ({
      name: variableName(item.question),
      label: item.text[language] ?? "",
      variables: item.options.map(({ id }) => variableName(item.question, id)),
    }));
}
