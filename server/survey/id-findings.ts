/** Ids that are taken: by another part of the survey, or by Pikir itself. */
import { type Finding, type Path, quoted, type Reason, wrong } from "./finding.ts";
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
  if (fileName !== "" && fileName !== `${id}.yaml`)
    findings.push({ path, reason: wrong("not-the-file-name", { file: quoted(`${id}.yaml`) }) });
  if (id.endsWith(TAKEN_ENDING))
    findings.push({ path, reason: wrong("simulated-ending", { ending: quoted(TAKEN_ENDING) }) });
  return findings;
}

export function idFindings({ pages }: Outline): readonly Finding[] {
  const questions = pages.flatMap((page) => page.questions);
  return [
    ...reserved(pages, TAKEN_PAGES),
    ...repeated(pages, wrong("page-id-twice")),
    ...reserved(questions, TAKEN_QUESTIONS),
    ...repeated(questions, wrong("question-id-twice")),
    ...questions.flatMap((question) => repeated(question.options, wrong("option-id-twice"))),
    ...questions.flatMap((question) => repeated(question.rows, wrong("row-id-twice"))),
  ];
}

type Named = { readonly path: Path; readonly id: string | undefined };

function reserved(parts: readonly Named[], taken: readonly string[]): readonly Finding[] {
  return parts
    .filter((part) => part.id !== undefined && taken.includes(part.id))
    .map((part) => ({ path: [...part.path, "id"], reason: wrong("reserved-id") }));
}

function repeated(parts: readonly Named[], reason: Reason): readonly Finding[] {
  return parts
    .filter((part, index) => part.id !== undefined && parts.findIndex((other) => other.id === part.id) < index)
    .map((part) => ({ path: [...part.path, "id"], reason }));
}
