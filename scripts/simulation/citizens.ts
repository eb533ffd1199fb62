/** The cast of a run: everybody who will see the banner, how far each will come, how fast, and with what in mind. */
import { createHash } from "node:crypto";
import type { Definition, Page } from "../../server/survey/definition.ts";
import { type Answers, answerSheets, senselessAnswers } from "./answers.ts";
import type { Chance } from "./chance.ts";
import { dealt } from "./dealing.ts";
import type { Equipment } from "./equipment.ts";
import { HONEST } from "./flagged.ts";
import { durationOfABot, durations } from "./pace.ts";
import type { Profile } from "./profile.ts";

/** How a walk ends, in the order of the way. */
export const FATES = ["banner", "start", "sign-in", "consent", "declined", "left", "deleted", "completed"] as const;

export type Fate = (typeof FATES)[number];

/** Everything about a citizen but the time of arrival; plain data, so that another thread can walk it. */
export interface Citizen {
  readonly fate: Fate;
  /** For `left` and `deleted`: the page of questions where, or `check`. */
  readonly leavesAt: string;
  readonly bot: boolean;
  /** What the tally of flags calls them. */
  readonly kind: string;
  readonly equipment?: Equipment;
  readonly language: string;
  readonly place: string;
  /** Twelve digits for the demo sign-in. */
  readonly identifier: string;
  readonly answers: Answers;
  /** Seconds from the first page of questions shown to sending. */
  readonly seconds: number;
  /** Seconds before pressing on: at the banner, the start page, the sign-in and the consent screen. */
  readonly pauses: readonly [number, number, number, number];
  /** What part of `seconds` each page takes; `check` is one of them. They add up to 1. */
  readonly spent: Readonly<Record<string, number>>;
}

/** The cast for `completes` citizens who complete, in random order. `run`: other words, other people. */
export function castOf(
  definition: Definition,
  completes: number,
  profile: Profile,
  run: string,
  chance: Chance,
): readonly Citizen[] {
  const fates = fatesOf(completes, profile, chance);
  const total = fates.length + Math.round(completes * profile.bots);
  const languages = languagesOf(definition, completes, total, profile, chance);
  const places = dealt(profile.places, total, chance, profile.exact);
  // Those who complete come first: their answers are dealt among themselves.
  const sheets = [
    ...answerSheets(definition, languages.slice(0, completes), profile, chance),
    ...answerSheets(definition, languages.slice(completes, fates.length), { ...profile, exact: false }, chance),
  ];
  const paces = [
    ...durations(completes, profile.pace, chance),
    ...durations(fates.length - completes, profile.pace, chance),
  ];
  const cast = identifiersOf(run, total).map((identifier, at): Citizen => {
    const common = { identifier, language: languages[at] ?? "", place: places[at] ?? "" };
    const leavesAt = leavingPage(definition.pages, chance);
    const spent = spentOn(definition.pages, chance);
    const [fate, answers, seconds] = [fates[at], sheets[at], paces[at]];
    if (fate === undefined || answers === undefined || seconds === undefined)
      return { ...common, ...botFor(definition, chance), leavesAt, spent };
    const rest = { bot: false, kind: HONEST, pauses: pausesOf(chance) };
    return { ...common, ...rest, fate, leavesAt, answers, seconds, spent };
  });
  return chance.shuffled(cast);
}

function botFor(definition: Definition, chance: Chance) {
  const pauses = [1, 1, 1, 1] as const;
  const answers = senselessAnswers(definition, chance);
  return { fate: "completed", bot: true, kind: "bot", answers, seconds: durationOfABot(chance), pauses } as const;
}

function pausesOf(chance: Chance): Citizen["pauses"] {
  const between = (least: number, most: number) => least + chance.fraction() * (most - least);
  return [between(2, 11), between(5, 30), between(8, 48), between(6, 86)];
}

/** The profile's languages as far as the survey has them; those who complete get their own share of each. */
export function languagesOf(
  definition: Definition,
  completes: number,
  total: number,
  profile: Profile,
  chance: Chance,
): readonly string[] {
  const known = Object.entries(profile.languages).filter(([code]) => definition.languages.includes(code));
  const spoken = known.length > 0 ? known : definition.languages.map((code): [string, number] => [code, 1]);
  const shares = Object.fromEntries(spoken);
  return [
    ...dealt(shares, completes, chance, profile.exact),
    ...dealt(shares, total - completes, chance, profile.exact),
  ];
}

/** Those who complete first. */
function fatesOf(completes: number, profile: Profile, chance: Chance): readonly Fate[] {
  const [began, clicked, shown] = [profile.began, profile.clicked, profile.shown].map((ratio) =>
    Math.round(completes * ratio),
  );
  const many = (from = 0, to = 0) => Math.max(0, to - from);
  const unfinished = many(completes, began);
  const deleting = Math.round(unfinished * profile.deletes);
  return [
    ...Array<Fate>(completes).fill("completed"),
    ...Array<Fate>(unfinished - deleting).fill("left"),
    ...Array<Fate>(deleting).fill("deleted"),
    ...(dealt(profile.before, many(began, clicked), chance, profile.exact) as readonly Fate[]),
    ...Array<Fate>(many(clicked, shown)).fill("banner"),
  ];
}

/** Most who give up do so where they would have to write. */
function leavingPage(pages: readonly Page[], chance: Chance): string {
  const weights = pages.map((page): [string, number] => [page.id, asksForWords(page) ? 4 : page.optional ? 1.5 : 1]);
  return chance.pick({ ...Object.fromEntries(weights), check: 0.7 });
}

function asksForWords(page: Page): boolean {
  return page.questions.some((question) => question.kind === "text");
}

/** By how much there is to read on a page, give or take a half. */
export function spentOn(pages: readonly Page[], chance: Chance): Readonly<Record<string, number>> {
  const weights: (readonly [string, number])[] = [
    ...pages.map((page) => [page.id, page.questions.length * (0.5 + chance.fraction())] as const),
    ["check", 1 + chance.fraction()],
  ];
  const sum = weights.reduce((added, [, weight]) => added + weight, 0);
  return Object.fromEntries(weights.map(([id, weight]) => [id, weight / sum]));
}

const IDENTIFIERS = 10n ** 12n;
/** Prime to 10^12, so that a run's identifiers are all different; far from regular to look at. */
const STRIDE = 618_033_988_751n;

export function identifiersOf(run: string, count: number): readonly string[] {
  const first = createHash("sha256").update(`identifiers ${run}`).digest().readBigUInt64BE(0);
  return Array.from({ length: count }, (_, at) =>
    String((first + BigInt(at) * STRIDE) % IDENTIFIERS).padStart(12, "0"),
  );
}
