/** Staff and responses for the stories of the admin area. */

import { randomBytes, randomInt } from "node:crypto";
import { TOTP } from "otpauth";
import request from "supertest";
import { inviteFirst } from "../../server/admin/first.ts";
import type { Response } from "../../server/records/response.ts";
import type { Role } from "../../server/records/staff.ts";
import { newStaffLink } from "../../server/records/staff-link.ts";
import type { Answers } from "../../server/survey/answer.ts";
import type { Pikir } from "../support/pikir.ts";
import type { Shown, Visitor } from "../support/visitor.ts";

export const AIZHAN = { name: "Айжан Сәрсенова", password: "төрт ұзын сөз бірге" };

/** The path of a link as the server's start prints it. */
export async function firstLink(pikir: Pikir): Promise<string> {
  const link = await inviteFirst(pikir.storage.staff, { bytes: randomBytes, integer: randomInt });
  if (link === undefined) throw new Error("there is staff already");
  return link;
}

/** Aizhan, signed in as the first administrator, reading English. */
export async function administrator(pikir: Pikir): Promise<Visitor> {
  const aizhan = pikir.visitor();
  await aizhan.open(`${await firstLink(pikir)}?lang=en`);
  await aizhan.fill(AIZHAN);
  return aizhan;
}

/** The six digits for the key that a page shows, now. */
export function digitsOf({ text }: Shown, now: Date): string {
  return new TOTP({ secret: secretIn(text) }).generate({ timestamp: now.getTime() });
}

function secretIn(text: string): string {
  const shown = /Or type this key into it: ((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})/.exec(text)?.[1];
  if (shown === undefined) throw new Error("no key is shown");
  return shown.replaceAll(" ", "");
}

/** Aizhan, who has set up her second factor. */
export async function enrolled(pikir: Pikir) {
  const visitor = await administrator(pikir);
  const page = await visitor.open("/admin/account/second-factor");
  const secret = secretIn(page.text);
  const kept = await visitor.fill({ code: digitsOf(page, pikir.now()) });
  return { visitor, secret, recovery: kept.text.match(/[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}/g) ?? [] };
}

/** After the password: the digits of the next half minute, so that they have not been used. */
export async function secondStep(pikir: Pikir, who: Visitor, secret: string): Promise<Shown> {
  pikir.pass(30);
  return who.fill({ code: new TOTP({ secret }).generate({ timestamp: pikir.now().getTime() }) });
}

/** Somebody who came by a link of the operator's. */
export async function joined(pikir: Pikir, who: typeof AIZHAN, role: Role): Promise<Visitor> {
  const { path, hash, until } = newStaffLink({ bytes: randomBytes, integer: randomInt }, pikir.now());
  await pikir.storage.staff.invite(hash, { name: null, role, until });
  const visitor = pikir.visitor();
  await visitor.open(`${path}?lang=en`);
  await visitor.fill(who);
  return visitor;
}

/** A visitor who opens the sign-in page in English and tries. */
export async function signingIn(pikir: Pikir, filled: { name: string; password: string }): Promise<Visitor> {
  const visitor = pikir.visitor();
  await visitor.open("/admin/sign-in?lang=en");
  await visitor.fill(filled);
  return visitor;
}

/** Puts responses in as an import does. `of`: how many gave which answers. */
export async function importAnswers(
  pikir: Pikir,
  of: readonly (readonly [count: number, answers: Answers])[],
  survey = "egov-2024",
): Promise<void> {
  const published = (await pikir.storage.surveys.all()).find(({ id }) => id === survey);
  const version = published?.versions.at(-1)?.version;
  if (version === undefined) throw new Error(`no survey ${survey}`);
  const plain = {
    version,
    language: "kk",
    channel: "paper",
    month: "2024-10",
    duration: null,
    flags: [],
    withdrawal: null,
  };
  const rows = of.flatMap(([count, answers]) => Array.from({ length: count }, () => ({ ...row(plain, answers) })));
  await pikir.storage.responses.importAll(survey, randomBytes(32).toString("hex"), rows);
}

function row(plain: Omit<Response, "answers">, answers: Answers) {
  return { ...plain, answers, key: randomBytes(16) };
}

/** The published study's table of obstacles: id, count, share and interval in percent as it must be printed. */
export const OBSTACLES = [
  ["technical-errors", 6367, "23.29%", "22.79–23.80"],
  ["bureaucracy", 4166, "15.24%", "14.82–15.67"],
  ["staff-competence", 3950, "14.45%", "14.04–14.87"],
  ["unclear-algorithm", 3294, "12.05%", "11.67–12.44"],
  ["legislation", 2561, "9.37%", "9.03–9.72"],
  ["conciliation", 1767, "6.46%", "6.18–6.76"],
  ["low-integration", 1695, "6.20%", "5.92–6.49"],
  ["accountability", 1449, "5.30%", "5.04–5.57"],
  ["evaluation-control", 1167, "4.27%", "4.04–4.52"],
  // The printed counts add up to four more than n; "other" is less by those four.
  ["other", 920, "3.37%", "3.16–3.59"],
] as const;

export async function importStudy(pikir: Pikir): Promise<void> {
  await importAnswers(
    pikir,
    OBSTACLES.map(([obstacle, count]) => [count, { obstacle }] as const),
  );
}

/** What a visitor's browser would get that takes other kinds of answers than pages. */
export function fetched(from: Pikir, who: Visitor, address: string, accept = "*/*") {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return request(from.app.express).get(address).set("Cookie", cookie).set("Accept", accept);
}
