/** What stands in the way of weights, or makes them doubtful, as sentences: `admin.weights.note.*` of the language files. */
import { describeFault } from "../survey/fault-words.ts";
import type { Say } from "./sample-kind.ts";
import type { WeightingNote } from "./weights-report.ts";

/** How questions and groups are called in a language. */
export interface Names {
  question(id: string): string;
  group(question: string, id: string): string;
}

type GroupNote = Extract<WeightingNote, { readonly group: string }>;

export function noteWords(note: WeightingNote, language: string, say: Say, names: Names): string {
  return say(`admin.weights.note.${note.kind}`, valuesOf(note, language, say, names));
}

function valuesOf(note: WeightingNote, language: string, say: Say, names: Names): Readonly<Record<string, string>> {
  const { whole, decimal, percent } = numbersIn(language);
  const groupOf = ({ margin, group, label }: Pick<GroupNote, "margin" | "group" | "label">) =>
    label?.[language] ?? names.group(margin, group);
  switch (note.kind) {
    case "faulty":
      return { faults: note.faults.map((fault) => describeFault(fault, say)).join("; ") };
    case "nobody":
    case "too-few":
      return {};
    case "empty":
      return {
        question: names.question(note.margin),
        groups: note.groups.map((each) => groupOf({ margin: note.margin, ...each })).join(", "),
      };
    case "not-converged":
      return { sweeps: whole(note.sweeps), worst: percent(note.worst) };
    case "joined": {
      const into = note.into_label?.[language] ?? names.group(note.margin, note.into);
      return { question: names.question(note.margin), group: groupOf(note), into, n: whole(note.n) };
    }
    case "few":
      return { question: names.question(note.margin), group: groupOf(note), n: whole(note.n) };
    case "missing":
      return { question: names.question(note.margin), n: whole(note.n), of: whole(note.of) };
    case "large-weight":
      return { max: decimal(note.max) };
    case "large-design-effect":
      return {
        effect: decimal(note.design_effect),
        n: whole(note.n),
        effective: whole(Math.round(note.n_effective)),
      };
  }
}

function numbersIn(language: string) {
  const format = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options);
  const [whole, decimal] = [format({}), format({ maximumFractionDigits: 1 })];
  const percent = format({ style: "percent", maximumFractionDigits: 1 });
  return {
    whole: (value: number) => whole.format(value),
    decimal: (value: number) => decimal.format(value),
    percent: (value: number) => percent.format(value),
  };
}
