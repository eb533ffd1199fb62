/** What a version changes, for people to read: questions added, removed, moved and changed, and texts by language. */
import { canonical } from "./canonical.ts";
import { type Definition, type Question, questionsOf } from "./definition.ts";

export interface TextChange {
  readonly language: string;
  /** Empty where the version has no such text. */
  readonly before: string;
  readonly after: string;
}

export interface Change {
  /** Ids and keys from the top: `obstacle options fee label`. */
  readonly where: string;
  readonly texts: readonly TextChange[];
  /** What is no text: a word, words with commas between, else JSON; empty where it is missing. */
  readonly before: string;
  readonly after: string;
}

export interface QuestionChange {
  readonly id: string;
  readonly change: "added" | "removed" | "changed" | "moved";
  readonly changes: readonly Change[];
}

export interface Difference {
  readonly questions: readonly QuestionChange[];
  /** Title, consent, pages, dates and all else that is no question. */
  readonly others: readonly Change[];
}

/** In the order of the newer version; what was removed comes last. */
export function differenceOf(before: Definition, after: Definition): Difference {
  const [old, young] = [placedQuestions(before), placedQuestions(after)];
  const there = [...young].flatMap(([id, { page, question }]): readonly QuestionChange[] => {
    const was = old.get(id);
    if (!was) return [{ id, change: "added", changes: changesOf("", undefined, question) }];
    const changes = changesOf("", was.question, question);
    if (changes.length > 0) return [{ id, change: "changed", changes }];
    return was.page === page ? [] : [{ id, change: "moved", changes: [plain("page", was.page, page)] }];
  });
  const gone = [...old.keys()].filter((id) => !young.has(id));
  const removed = gone.map((id): QuestionChange => ({ id, change: "removed", changes: [] }));
  return { questions: [...there, ...removed], others: changesOf("", frameOf(before), frameOf(after)) };
}

function placedQuestions(definition: Definition): ReadonlyMap<string, { page: string; question: Question }> {
  const placed = definition.pages.flatMap((page) =>
    page.questions.map((question) => [question.id, { page: page.id, question }] as const),
  );
  return new Map(placed);
}

/** All but the questions; their order stays. */
function frameOf(definition: Definition): object {
  const pages = definition.pages.map(({ questions: _questions, ...page }) => page);
  return { ...definition, pages, order: questionsOf(definition).map(({ id }) => id) };
}

function changesOf(where: string, before: unknown, after: unknown): readonly Change[] {
  if (canonical(before ?? null) === canonical(after ?? null)) return [];
  if (isText(before ?? after) && isText(after ?? before)) return [textChange(where, before, after)];
  const [old, young] = [partsOf(before), partsOf(after)];
  if (before === undefined && young) return within(where, {}, young);
  if (after === undefined && old) return within(where, old, {});
  if (!old || !young) return [plain(where, before, after)];
  return within(where, old, young);
}

function within(where: string, old: Parts, young: Parts): readonly Change[] {
  // Where it stands says already what a thing that has come or gone is called.
  const named = (key: string) => key === "id" && (old[key] === undefined || young[key] === undefined);
  const keys = [...new Set([...Object.keys(young), ...Object.keys(old)])].filter((key) => !named(key));
  return keys.flatMap((key) => changesOf(where === "" ? key : `${where} ${key}`, old[key], young[key]));
}

type Parts = Readonly<Record<string, unknown>>;

/** Lists of things with ids are compared by id: a new option in front changes nothing of the others. */
function partsOf(value: unknown): Parts | undefined {
  if (!Array.isArray(value)) return typeof value === "object" && value !== null ? { ...value } : undefined;
  if (value.length === 0 || value.every((item) => typeof item !== "object")) return undefined;
  return Object.fromEntries(value.map((item, at) => [String(Object(item).id ?? at + 1), item]));
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** `{ kk: ..., ru: ... }`. */
function isText(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length > 0 && entries.every(([key, text]) => /^[a-z]{2,3}$/.test(key) && typeof text === "string");
}

function textChange(where: string, before: unknown, after: unknown): Change {
  const [old, young]: readonly Parts[] = [Object(before), Object(after)];
  const languages = [...new Set([...Object.keys(young ?? {}), ...Object.keys(old ?? {})])];
  const texts = languages
    .map((language) => ({
      language,
      before: String(old?.[language] ?? ""),
      after: String(young?.[language] ?? ""),
    }))
    .filter((text) => text.before !== text.after);
  return { where, texts, before: "", after: "" };
}

function plain(where: string, before: unknown, after: unknown): Change {
  const written = (value: unknown) => {
    if (value === undefined || typeof value === "string") return value ?? "";
    return isList(value) ? value.join(", ") : canonical(value);
  };
  return { where, texts: [], before: written(before), after: written(after) };
}
