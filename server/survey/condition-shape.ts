/**
 * Which part of a condition is wrong. A union's own refusal says only "none of these forms fits"; whoever wrote `min`
 * beside `is` wants to hear about `min`.
 */
import { definitionShape } from "./definition.ts";
import { type Finding, type Path, quoted, type Reason, wrong } from "./finding.ts";
import { didYouMean } from "./nearest.ts";
import { entriesOf, isMap, type RawMap } from "./raw.ts";

export const conditionShape = definitionShape.shape.pages.element.shape.when.unwrap();

const FORMS = wrong("condition-forms", {
  forms: [
    "`{ question, is }`",
    "`{ question, answered: true }`",
    "`{ question, min, max }`",
    "`{ all: [...] }`",
    "`{ any: [...] }`",
    "`{ not: ... }`",
  ].join(", "),
});
const JOINING = ["all", "any", "not"];
const TESTS = ["is", "answered", "min", "max"];
const KEYS = ["question", ...TESTS, ...JOINING];

/** Everything that keeps `value` from having a condition's shape; nothing exactly where it has one. */
export function conditionShapeFindings(value: unknown, path: Path): readonly Finding[] {
  if (conditionShape.safeParse(value).success) return [];
  if (!isMap(value)) return [{ path, reason: wrong("no-condition", {}, FORMS) }];
  const findings = [...strangers(value, path), ...crowd(value, path), ...parts(value, path)];
  return findings.length > 0 ? findings : [{ path, reason: wrong("no-condition", {}, FORMS) }];
}

function strangers(value: RawMap, path: Path): readonly Finding[] {
  const unknown = Object.keys(value).filter((key) => !KEYS.includes(key));
  return unknown.map((key) => ({
    path: [...path, key],
    at: "key",
    reason: wrong("unknown-key", {}, didYouMean(key, KEYS) ?? FORMS),
  }));
}

/** Keys that are known but belong to another form than the first one of the map. */
function crowd(value: RawMap, path: Path): readonly Finding[] {
  const known = Object.keys(value).filter((key) => KEYS.includes(key));
  const first = known.find((key) => JOINING.includes(key)) ?? known.find((key) => TESTS.includes(key));
  if (first === undefined) return [];
  const strays = known.filter((key) => !companions(first).includes(key));
  return strays.map((key) => ({
    path: [...path, key],
    at: "key",
    reason: wrong("not-beside", { other: quoted(first) }),
  }));
}

function companions(first: string): readonly string[] {
  if (JOINING.includes(first)) return [first];
  return first === "min" || first === "max" ? ["question", "min", "max"] : ["question", first];
}

function parts(value: RawMap, path: Path): readonly Finding[] {
  if ("not" in value) return conditionShapeFindings(value["not"], [...path, "not"]);
  if ("all" in value) return joined(value["all"], [...path, "all"]);
  if ("any" in value) return joined(value["any"], [...path, "any"]);
  return leaf(value, path);
}

function joined(list: unknown, path: Path): readonly Finding[] {
  const entries = entriesOf(list, path);
  if (entries.length === 0) return [{ path, reason: wrong("no-conditions") }];
  return entries.flatMap(({ entry, path: at }) => conditionShapeFindings(entry, at));
}

function leaf(value: RawMap, path: Path): readonly Finding[] {
  const findings: Finding[] = [];
  const check = (key: string, isRight: (given: unknown) => boolean, reason: Reason) => {
    if (key in value && !isRight(value[key])) findings.push({ path: [...path, key], reason });
  };
  if (!("question" in value)) findings.push({ path: [...path, "question"], reason: wrong("absent", {}, FORMS) });
  check("question", isId, wrong("not-a-question-id"));
  check("is", (is) => isId(is) || (Array.isArray(is) && is.length > 0 && is.every(isId)), wrong("not-option-ids"));
  check("answered", (answered) => answered === true, wrong("answered-true"));
  for (const bound of ["min", "max"]) check(bound, Number.isFinite, wrong("not-a-number"));
  return findings;
}

function isId(value: unknown): boolean {
  return definitionShape.shape.id.safeParse(value).success;
}
