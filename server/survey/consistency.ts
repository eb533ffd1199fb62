/** What a shape cannot say of a definition. Every check runs on whatever parts have their shape. */
import { conditionFindings } from "./condition-findings.ts";
import { disclosureFindings } from "./disclosure-findings.ts";
import { type Finding, type Path, quoted, wrong } from "./finding.ts";
import { idFindings, surveyIdFindings } from "./id-findings.ts";
import { kindFindings } from "./kind-findings.ts";
import { didYouMean } from "./nearest.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { isMap, textAt, valueAt } from "./raw.ts";
import { reachabilityFindings } from "./reachability.ts";
import { screeningFindings } from "./screening-findings.ts";
import { textFindings } from "./text-findings.ts";

/** `value`: a definition or what was meant as one. `fileName`: without its folder; empty where there is none. */
export function consistencyFindings(value: unknown, fileName: string): readonly Finding[] {
  const outline = outlineOf(value);
  const conditions = conditionFindings(outline);
  return [
    ...surveyIdFindings(textAt(value, ["id"]), fileName),
    ...textFindings(value),
    ...dateFindings(value),
    ...briefingFindings(value),
    ...idFindings(outline),
    ...outline.pages.flatMap((page) => page.questions.flatMap(kindFindings)),
    ...headlineFindings(textAt(value, ["headline"]), outline),
    ...accessFindings(value),
    ...panelFindings(valueAt(value, ["panel"]), valueAt(value, ["consent", "panel"])),
    ...screeningFindings(value),
    ...disclosureFindings(value, outline),
    ...conditions,
    ...reachabilityFindings(withoutFaulty(outline, conditions)),
  ];
}

function dateFindings(value: unknown): readonly Finding[] {
  const dates: readonly Path[] = [["opens"], ["closes"], ["ethics", "date"]];
  const unreal = dates.filter((path) => isNoDay(textAt(value, path)));
  const findings: Finding[] = unreal.map((path) => ({ path, reason: wrong("no-such-day") }));
  const [opens, closes] = [textAt(value, ["opens"]), textAt(value, ["closes"])];
  if (opens !== undefined && closes !== undefined && !isNoDay(opens) && !isNoDay(closes) && opens > closes)
    findings.push({ path: ["closes"], reason: wrong("closes-before-opens", { opens }) });
  return findings;
}

/** A page without questions is there to be read. */
function briefingFindings(value: unknown): readonly Finding[] {
  const pages = valueAt(value, ["pages"]);
  if (!Array.isArray(pages)) return [];
  return pages.flatMap((page, index) => {
    const isBare = Array.isArray(valueAt(page, ["questions"])) && valueAt(page, ["questions", 0]) === undefined;
    if (!isBare || valueAt(page, ["intro"]) !== undefined) return [];
    return [{ path: ["pages", index, "questions"], reason: wrong("bare-page") }];
  });
}

/** Of a date's shape, but not in the calendar: `2024-02-31`. */
function isNoDay(day: string | undefined): boolean {
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day;
}

function headlineFindings(headline: string | undefined, outline: Outline): readonly Finding[] {
  if (headline === undefined) return [];
  const question = outline.questions.get(headline);
  const path = ["headline"];
  if (!question)
    return [{ path, reason: wrong("names-no-question", {}, didYouMean(headline, [...outline.questions.keys()])) }];
  if (question.kind === undefined || question.kind === "one" || question.kind === "several") return [];
  return [{ path, reason: wrong("headline-kind", { question: quoted(headline), kind: quoted(question.kind) }) }];
}

/** Who is eligible is told by a sign-in; and a closed group is not one that anybody can walk into. */
function accessFindings(value: unknown): readonly Finding[] {
  const access = textAt(value, ["access"]);
  const rules = valueAt(value, ["eligibility"]);
  const decides = isMap(rules) && Object.keys(rules).length > 0;
  const findings: Finding[] = [];
  if (decides && access === "open")
    findings.push({
      path: ["eligibility"],
      at: "key",
      reason: wrong("eligibility-open"),
    });
  if (decides && access === "codes")
    findings.push({
      path: ["eligibility"],
      at: "key",
      reason: wrong("eligibility-codes"),
    });
  if (valueAt(value, ["panel"]) === true && access === "open")
    findings.push({ path: ["access"], reason: wrong("open-panel") });
  return findings;
}

/** Whoever is in a panel is told so before they agree, and nobody else is. */
function panelFindings(panel: unknown, told: unknown): readonly Finding[] {
  if (panel === true && told === undefined) return [{ path: ["consent", "panel"], reason: wrong("panel-untold") }];
  if (panel === undefined && told !== undefined)
    return [{ path: ["consent", "panel"], at: "key", reason: wrong("no-panel") }];
  return [];
}

/** A condition with a fault of its own is not blamed for being out of reach as well. */
function withoutFaulty(outline: Outline, faults: readonly Finding[]): Outline {
  const isFaulty = (path: Path) =>
    faults.some((fault) => [...path, "when"].every((key, depth) => fault.path[depth] === key));
  const cleared = <Part extends { readonly path: Path }>(part: Part): Part =>
    isFaulty(part.path) ? { ...part, when: undefined } : part;
  const pages = outline.pages.map((page) => {
    const { questions, ...head } = cleared(page);
    return { ...head, questions: questions.map((question) => ({ ...cleared(question), page: head })) };
  });
  const questions = new Map(
    pages.flatMap((page) => page.questions.map((question) => [question.id ?? "", question] as const)).reverse(),
  );
  return { pages, questions };
}
