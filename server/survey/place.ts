/** Where something stands, in the words of whoever wrote the definition. */
import { type Path, quoted } from "./finding.ts";
import { textAt } from "./raw.ts";

const NAMES: Readonly<Record<string, string>> = {
  pages: "page",
  questions: "question",
  options: "option",
  rows: "row",
  sections: "section",
  margins: "margin",
  groups: "group",
  keys: "key",
  recodings: "recoding",
};

/**
 * `page habits, question strength, labels, 5`; what has no id is counted from 1: `page no. 2`. The top is
 * `definition`, unless the file is another sort of file. A margin is called by its question.
 */
export function placeOf(value: unknown, path: Path, top = "definition"): string {
  const words: string[] = [];
  for (const [depth, key] of path.entries()) {
    const name = NAMES[path[depth - 1] ?? ""];
    const isListed = typeof path[depth + 1] === "number" && typeof key === "string" && key in NAMES;
    if (isListed) continue;
    if (typeof key === "string") words.push(quoted(key).slice(1, -1));
    else words.push(entry(name ?? "entry", nameAt(value, path.slice(0, depth + 1), name), key));
  }
  return words.length === 0 ? top : words.join(", ");
}

function nameAt(value: unknown, path: Path, name: string | undefined): string | undefined {
  return textAt(value, [...path, name === "margin" || name === "key" ? "question" : "id"]);
}

function entry(name: string, id: string | undefined, index: number): string {
  return id === undefined || id === "" ? `${name} no. ${index + 1}` : `${name} ${quoted(id).slice(1, -1)}`;
}
