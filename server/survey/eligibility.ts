/**
 * Who a survey is for, decided from what a sign-in service says of a person. Every rule of the definition has to be met; one
 * that cannot be decided is not met, and says that it is not known instead of claiming anything about the person.
 */
import { createHash } from "node:crypto";
import { canonical } from "./canonical.ts";
import type { Definition } from "./definition.ts";

export type Eligibility = Definition["eligibility"];

/** What a sign-in service says of a person, as far as a rule asks for it. Undefined: it says nothing, or nothing that can be read. */
export interface Facts {
  /** `2001-02-28`, or the year alone. */
  readonly birthdate?: string | undefined;
  /** A country's code (`KZ`) or name in one of our languages; or whether the person is a resident of the country that is meant. */
  readonly residence?: string | boolean | undefined;
  readonly lastSignIn?: Date | undefined;
  readonly groups?: readonly string[] | undefined;
}

const RULES = ["age", "residence", "active", "groups"] as const;
type Rule = (typeof RULES)[number];

/** A rule that is not met, or of which nobody knows. */
export type Unmet = Rule | `${Rule}-unknown`;

/** The rules that are not met, in the order in which they are told; none: the person may take part. */
export function unmetRules(rules: Eligibility, facts: Facts, now: Date): readonly Unmet[] {
  const today = dayInKazakhstan(now);
  const met: Readonly<Record<Rule, boolean | undefined>> = {
    age: rules.age === undefined || hasAge(facts.birthdate, rules.age, today),
    residence: rules.residence === undefined || livesIn(facts.residence, rules.residence),
    active: rules.active === undefined || wasActive(facts.lastSignIn, rules.active, today),
    groups: rules.groups === undefined || isMember(facts.groups, rules.groups),
  };
  return RULES.flatMap((rule) => (met[rule] ? [] : [met[rule] === undefined ? (`${rule}-unknown` as const) : rule]));
}

/** Whether the definition has any rule: then the sign-in service is asked for more than who it is. */
export function hasRules(rules: Eligibility): boolean {
  return RULES.some((rule) => rules[rule] !== undefined);
}

/** Names the rules: other rules, another name. What was decided under some rules says nothing under others. */
export function rulesName(rules: Eligibility): string {
  return createHash("sha256").update(canonical(rules)).digest("hex").slice(0, 12);
}

/** The day `2024-10-05` that it is in Kazakhstan at this moment: a birthday begins there, not in Greenwich. */
function dayInKazakhstan(now: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Almaty", dateStyle: "short" }).format(now);
}

/** Who was born on 29 February comes of age on 1 March where the year has no such day. */
function hasAge(birthdate: string | undefined, age: number, today: string): boolean | undefined {
  const [, year = "", monthAndDay] = /^(\d{4})(?:-(\d{2}-\d{2}))?$/.exec(birthdate ?? "") ?? [];
  // A birthday without its year is written with the year 0000 (OpenID Connect Core 1.0, section 5.1).
  if (year === "" || year === "0000") return undefined;
  if (monthAndDay !== undefined && !isDay(`${year}-${monthAndDay}`)) return undefined;
  const years = Number(today.slice(0, 4)) - Number(year);
  if (years < 0) return undefined;
  if (years !== age) return years > age;
  // Of the year alone it is not known whether the birthday has been yet.
  return monthAndDay === undefined ? undefined : monthAndDay <= today.slice(5);
}

function isDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

const NAMING = ["en", "ru", "kk"].map((code) => new Intl.DisplayNames(code, { type: "region" }));

function livesIn(residence: string | boolean | undefined, countries: readonly string[]): boolean | undefined {
  if (residence === undefined || typeof residence === "boolean") return residence;
  const said = residence.trim().toLowerCase();
  if (said === "") return undefined;
  const names = countries.flatMap((code) => [code, ...NAMING.map((naming) => naming.of(code) ?? code)]);
  return names.some((name) => name.toLowerCase() === said);
}

function wasActive(lastSignIn: Date | undefined, months: number, today: string): boolean | undefined {
  if (lastSignIn === undefined || Number.isNaN(lastSignIn.getTime())) return undefined;
  return dayInKazakhstan(lastSignIn) >= monthsBefore(today, months);
}

/** The same day of the month so many months before, or that month's last. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10);
}

function isMember(groups: readonly string[] | undefined, wanted: readonly string[]): boolean | undefined {
  return groups?.some((group) => wanted.includes(group));
}
