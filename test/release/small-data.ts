/** Three records with one of everything: Kazakh labels, scales, sets, numbers, weights, and every reason for having no answer. */
import { type CodedVariable, type DataSet, missingCodes } from "../../server/release/data-set.ts";

const MISSING = missingCodes(0);

function coded(name: string, label: string, labels: readonly string[], codes: readonly number[]): CodedVariable {
  return {
    name,
    label,
    type: "coded",
    measure: "nominal",
    values: labels.map((text, at) => ({ code: at + 1, id: `o${at}`, label: text })),
    missing: MISSING,
    at: (record) => codes[record] ?? 0,
  };
}

const flag: CodedVariable = {
  ...coded("likes__tea", "Не ұнайды? Шай", [], [1, 0, -7]),
  values: [
    { code: 0, id: "no", label: "Жоқ" },
    { code: 1, id: "yes", label: "Иә" },
  ],
  set: "likes",
};

const milk: CodedVariable = {
  ...flag,
  name: "likes__milk",
  label: "Не ұнайды? Сүт",
  at: (record) => [0, 0, -7][record] ?? 0,
};

const points: CodedVariable = {
  ...coded("liking", "Қаншалықты ұнайды?", [], [5, -9, 1]),
  measure: "ordinal",
  values: [1, 2, 3, 4, 5].map((code) => ({ code, id: String(code), label: code === 5 ? "Өте ұнайды" : String(code) })),
};

const texts = ["aa", "bb", "cc"];

export const SMALL: DataSet = {
  title: "tea-survey",
  language: "kk",
  records: 3,
  variables: [
    { name: "record_id", label: "Жазба кілті", type: "text", bytes: 2, at: (record) => texts[record] ?? "" },
    coded("region", "Сіз қай өңірде тұрасыз?", ["Астана қаласы", 'Абай, "жаңа"'], [1, 2, -6]),
    points,
    flag,
    milk,
    {
      name: "cups",
      label: "Неше кесе?",
      type: "number",
      whole: true,
      missing: MISSING,
      at: (record) => [3, -7, 0][record] ?? 0,
    },
    { name: "weight", label: "Салмақ", type: "number", whole: false, at: (record) => [0.5, 1.25, 1.25][record] ?? 0 },
  ],
  sets: [{ name: "likes", label: "Не ұнайды?", variables: ["likes__tea", "likes__milk"] }],
  weight: "weight",
  reasons: { skipped: "Жауап жоқ", not_asked: "Сұрақ қойылмаған", withheld: "Жасырылған" },
};
