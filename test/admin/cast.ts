/** Staff and responses for the stories of the admin area. */
import { randomBytes, randomInt } from "node:crypto";
import { inviteFirst } from "../../server/admin/first.ts";
import type { Response } from "../../server/records/response.ts";
import type { Answers } from "../../server/survey/answer.ts";
import type { Pikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

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
