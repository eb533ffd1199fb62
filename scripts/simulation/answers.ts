/** What simulated citizens have in mind to answer, before they see a page. By form field, as a browser would send it. */
import type { Definition, Page, Question } from "../../server/survey/definition.ts";
import type { Chance } from "./chance.ts";
import { dealt, type Shares } from "./dealing.ts";
import type { Profile } from "./profile.ts";
import { wordsOn } from "./written-words.ts";

/** A field's values; a field that is not there is skipped. */
export type Answers = Readonly<Record<string, readonly string[]>>;

type Sheet = Record<string, readonly string[]>;

/** Answer sheets for so many citizens; `languages` says in which language each of them writes. */
export function answerSheets(
  definition: Definition,
  languages: readonly string[],
  profile: Profile,
  chance: Chance,
): readonly Answers[] {
  const sheets: Sheet[] = languages.map(() => ({}));
  for (const page of definition.pages) {
    const filling = chance.shuffled([...sheets.keys()]).slice(0, willing(page, sheets.length, profile));
    for (const question of page.questions) {
      const skips = question.id === definition.headline ? 0 : (profile.skipped[question.id] ?? profile.skipped.else);
      const answering = chance.shuffled(filling).slice(0, filling.length - Math.floor(filling.length * skips));
      fill(question, answering, sheets, languages, profile, chance);
      keepPossible(question.id, sheets, filling, profile, chance);
    }
  }
  return sheets;
}

/** Answers without sense: what a program sends that only wants to be through. */
export function senselessAnswers(definition: Definition, chance: Chance): Answers {
  const questions = definition.pages.flatMap((page) => page.questions);
  const fields = questions.flatMap((question) =>
    fieldsOf(question).map((field): [string, readonly string[]] => {
      const shares = sharesByKind(question);
      const even = Object.fromEntries(Object.keys(shares).map((value) => [value, 1]));
      return [field, Object.keys(even).length > 0 ? [chance.pick(even)] : []];
    }),
  );
  return Object.fromEntries(fields);
}

function willing(page: Page, asked: number, profile: Profile): number {
  return page.optional ? Math.round(asked * profile.optional) : asked;
}

function fill(
  question: Question,
  answering: readonly number[],
  sheets: readonly Sheet[],
  languages: readonly string[],
  profile: Profile,
  chance: Chance,
): void {
  if (question.kind === "text") {
    for (const at of answering.slice(0, Math.round(answering.length * profile.written)))
      put(sheets, at, question.id, [wordsOn(question.id, languages[at] ?? "", chance)]);
    return;
  }
  for (const field of fieldsOf(question)) {
    for (const { shares, among } of dealsOf(field, question, answering, sheets, profile)) {
      const values = dealt(shares, among.length, chance, profile.exact);
      among.forEach((at, card) => {
        const value = values[card] ?? "";
        const all = question.kind === "several" ? [value, ...further(question, value, shares, chance)] : [value];
        put(sheets, at, field, all);
      });
    }
  }
}

/** Who is dealt which shares: all the same, or each group of earlier answers its own. */
function dealsOf(
  field: string,
  question: Question,
  answering: readonly number[],
  sheets: readonly Sheet[],
  profile: Profile,
): readonly { readonly shares: Shares; readonly among: readonly number[] }[] {
  const deals: { readonly shares: Shares; readonly among: readonly number[] }[] = [];
  let others = answering;
  for (const { questions, answers } of profile.within[field] ?? []) {
    const groupOf = (at: number) => questions.map((earlier) => sheets[at]?.[earlier]?.[0] ?? "").join(" ");
    for (const [group, shares] of Object.entries(answers))
      deals.push({ shares, among: others.filter((at) => groupOf(at) === group) });
    others = others.filter((at) => !Object.hasOwn(answers, groupOf(at)));
  }
  return [...deals, { shares: sharesFor(field, question, profile), among: others }];
}

/** One in four who name something of a list of several name a second thing, too. */
function further(
  question: Question & { kind: "several" },
  first: string,
  shares: Shares,
  chance: Chance,
): readonly string[] {
  const excluding = question.options.filter((option) => option.excludes).map((option) => option.id);
  if (excluding.includes(first) || chance.fraction() > 0.25) return [];
  const rest = Object.fromEntries(Object.entries(shares).filter(([id]) => id !== first && !excluding.includes(id)));
  return Object.keys(rest).length > 0 ? [chance.pick(rest)] : [];
}

/** The profile's shares where they fit the question's options; a survey may use the same id for something else. */
function sharesFor(field: string, question: Question, profile: Profile): Shares {
  const byKind = sharesByKind(question);
  const known = profile.answers[field];
  const fits = known && Object.keys(known).every((value) => Object.hasOwn(byKind, value));
  return known && fits ? known : byKind;
}

/** Earlier options oftener than later ones; a scale's upper middle oftener than its ends. */
function sharesByKind(question: Question): Shares {
  switch (question.kind) {
    case "one":
    case "several":
      return Object.fromEntries(question.options.map(({ id }, at) => [id, 1 / (at + 3)]));
    case "scale":
    case "grid":
      return hump(question.from, question.to);
    case "number":
      return hump(Math.ceil(question.min), Math.floor(Math.min(question.max, question.min + 100)));
    case "text":
      return {};
  }
}

function hump(from: number, to: number): Shares {
  const peak = from + 0.65 * (to - from);
  const points = Array.from({ length: Math.max(1, to - from + 1) }, (_, at) => from + at);
  const width = Math.max(1, (to - from) / 3);
  return Object.fromEntries(points.map((point) => [String(point), Math.exp(-(((point - peak) / width) ** 2))]));
}

function fieldsOf(question: Question): readonly string[] {
  return question.kind === "grid" ? question.rows.map((row) => `${question.id}.${row.id}`) : [question.id];
}

function put(sheets: readonly Sheet[], at: number, field: string, values: readonly string[]): void {
  const sheet = sheets[at];
  if (sheet) sheet[field] = values;
}

const TRIES = 300;

/** Exchanges answers between citizens until nobody gives two that do not go together; how often each is given stays. */
function keepPossible(
  field: string,
  sheets: readonly Sheet[],
  among: readonly number[],
  profile: Profile,
  chance: Chance,
): void {
  const rules = profile.impossible.filter((rule) => rule[2] === field);
  if (rules.length === 0) return;
  const clashes = (sheet: Sheet | undefined, values: readonly string[] | undefined) =>
    rules.some(([earlier, its, , value]) => values?.[0] === value && sheet?.[earlier]?.[0] === its);
  for (const at of among) {
    const sheet = sheets[at];
    for (let tries = 0; sheet && clashes(sheet, sheet[field]) && tries < TRIES; tries += 1) {
      const other = sheets[among[chance.integer(among.length)] ?? at];
      if (!other || clashes(sheet, other[field]) || clashes(other, sheet[field])) continue;
      exchange(field, sheet, other);
    }
  }
}

function exchange(field: string, one: Sheet, other: Sheet): void {
  const [mine, theirs] = [one[field], other[field]];
  if (theirs === undefined) delete one[field];
  else one[field] = theirs;
  if (mine === undefined) delete other[field];
  else other[field] = mine;
}
