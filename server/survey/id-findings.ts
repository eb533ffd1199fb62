/** Ids that are taken: by another part of the survey, or by Pikir itself. */
import { type Finding, type Path, quoted } from "./finding.ts";
import type { Outline } from "./outline.ts";

/** Addresses below `/s/SURVEY/` that are no pages of questions, and those that could be taken for one. */
const TAKEN_PAGES = ["check", "consent", "receipt", "results", "p", "stop", "stopped", "declined", "code"];
/** Names of form controls beside the questions, and of the import's columns. */
const TAKEN_QUESTIONS = ["go", "token", "language", "typed", "flags"];
/** `SURVEY-sim` is the simulated copy of SURVEY. */
const TAKEN_ENDING = "-sim";

export function surveyIdFindings(id: string | undefined, fileName: string): readonly Finding[] {
  if (id === undefined) return [];
  const findings: Finding[] = [];
  const path = ["id"];
  if (fileName !== `${id}.yaml`)
    findings.push({ path, reason: `must be the file's name: call the file ${quoted(`${id}.yaml`)} or change the id` });
  if (id.endsWith(TAKEN_ENDING))
    findings.push({ path, reason: `must not end in \`${TAKEN_ENDING}\`, which marks simulated copies` });
  return findings;
}

export function idFindings({ pages }: Outline): readonly Finding[] {
  const questions = pages.flatMap((page) => page.questions);
  return [
    ...reserved(pages, TAKEN_PAGES),
    ...repeated(pages, "an earlier page"),
    ...reserved(questions, TAKEN_QUESTIONS),
    ...repeated(questions, "an earlier question of the survey"),
    ...questions.flatMap((question) => repeated(question.options, "an earlier option of the question")),
    ...questions.flatMap((question) => repeated(question.rows, "an earlier row of the question")),
  ];
}

type Named = { readonly path: Path; readonly id: string | undefined };

function reserved(parts: readonly Named[], taken: readonly string[]): readonly Finding[] {
  return parts
    .filter((part) => part.id !== undefined && taken.includes(part.id))
    .map((part) => ({ path: [...part.path, "id"], reason: "is a name Pikir uses itself: choose another id" }));
}

function repeated(parts: readonly Named[], owner: string): readonly Finding[] {
  return parts
    .filter((part, index) => part.id !== undefined && parts.findIndex((other) => other.id === part.id) < index)
    .map((part) => ({ path: [...part.path, "id"], reason: `is the id of ${owner}, too` }));
}
