/** Where something stands, as whoever wrote the definition would say it. */
import { type Path, quoted } from "./finding.ts";
import { textAt } from "./raw.ts";

const NAMES: ReadonlyMap<unknown, string> = new Map([
  ["pages", "page"],
  ["questions", "question"],
  ["options", "option"],
  ["rows", "row"],
  ["sections", "section"],
  ["margins", "margin"],
  ["groups", "group"],
  ["keys", "key"],
  ["recodings", "recoding"],
]);

/** From the outermost in. */
export type Place = readonly PlacePart[];

export type PlacePart =
  /** As the file has it: a key. */
  | { readonly word: string }
  /** An entry of a list, by its id or by its number from 1. */
  | { readonly what: string; readonly id: string }
  | { readonly what: string; readonly number: number }
  | { readonly whole: WholeFile };

export type WholeFile = "definition" | "margins" | "tables";

/** Page `habits`, question `strength`, labels, 5. A margin is called by its question. */
export function placeOf(value: unknown, path: Path, whole: WholeFile): Place {
  if (path.length === 0) return [{ whole }];
  return path.flatMap((key, depth): Place => {
    const isListed = typeof path[depth + 1] === "number" && NAMES.has(key);
    if (isListed) return [];
    if (typeof key === "string") return [{ word: shortened(key) }];
    const what = NAMES.get(path[depth - 1]) ?? "entry";
    const id = textAt(value, [...path.slice(0, depth + 1), what === "margin" || what === "key" ? "question" : "id"]);
    return [id === undefined || id === "" ? { what, number: key + 1 } : { what, id: shortened(id) }];
  });
}

function shortened(word: string): string {
  return quoted(word).slice(1, -1);
}
