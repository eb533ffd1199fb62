/** The shape's refusals as sentences that say what to do. */
import { z } from "zod";
import { conditionShapeFindings } from "./condition-shape.ts";
import { type Definition, definitionShape } from "./definition.ts";
import { type Finding, listed, type Path, quoted } from "./finding.ts";
import { didYouMean } from "./nearest.ts";
import { isMap, valueAt } from "./raw.ts";

type RawIssue = z.core.$ZodRawIssue;

/** The definition, where the data has its shape; else everything that keeps it from having it. */
export function shapeOf(
  value: unknown,
): { readonly definition: Definition } | { readonly findings: readonly Finding[] } {
  const parsed = parsedAs(definitionShape, value);
  if ("data" in parsed) return { definition: parsed.data };
  const conditions = new Map<string, Path>();
  const findings: Finding[] = [];
  for (const finding of parsed.findings) {
    const when = finding.path.indexOf("when");
    if (when >= 0) conditions.set(finding.path.slice(0, when + 1).join("."), finding.path.slice(0, when + 1));
    else findings.push(finding);
  }
  for (const path of conditions.values()) findings.push(...conditionShapeFindings(valueAt(value, path), path));
  return { findings };
}

/** Data of any shape, or everything that keeps it from having it. */
export function parsedAs<T>(
  shape: z.ZodType<T>,
  value: unknown,
): { readonly data: T } | { readonly findings: readonly Finding[] } {
  const parsed = shape.safeParse(value, { error: reasonOf });
  if (parsed.success) return { data: parsed.data };
  return {
    findings: parsed.error.issues.flatMap((issue) =>
      findingsOf(
        issue,
        issue.path.map((key) => (typeof key === "number" ? key : String(key))),
      ),
    ),
  };
}

function findingsOf(issue: z.core.$ZodIssue, path: Path): readonly Finding[] {
  if (issue.code === "invalid_key") return [{ path, at: "key", reason: issue.message }];
  if (issue.code !== "unrecognized_keys") return [{ path, reason: issue.message }];
  const reasons = issue.message.split("\n");
  return issue.keys.map((key, index) => ({
    path: [...path, key],
    at: "key",
    reason: reasons[index] ?? "is an unknown key",
  }));
}

/** For zod, which asks it wherever the shape itself has no words. Unknown keys get a line each, in their order. */
function reasonOf(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return wrongType(isWhole(issue.inst) ? "int" : issue.expected, issue.input, issue.path?.at(-1));
    case "invalid_value":
      return wrongValue(issue.values, issue.input, issue.path?.at(-1));
    case "invalid_format":
      return issue.format === "email" ? "must be an e-mail address like name@example.kz" : undefined;
    case "too_small":
      return issue.origin === "array" ? `needs at least ${issue.minimum}` : `must be at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string"
        ? `must be at most ${issue.maximum} characters long`
        : `must be at most ${issue.maximum}`;
    case "unrecognized_keys":
      return unknownKeys(issue.keys, issue.inst);
    case "invalid_key":
      return issue.issues[0]?.message;
    case "invalid_union":
      return wrongKind(issue.input);
    default:
      return undefined;
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "`true` or `false`",
  array: "a list",
  object: "a map of keys and values",
  record: "a text in each language, as in `{ kk: ..., ru: ... }`",
};

/** What is no number at all is only told from the type, before the shape asks for a whole one. */
function isWhole(shape: unknown): boolean {
  return shape instanceof z.ZodNumber && shape.isInt;
}

function wrongType(expected: string, input: unknown, key: PropertyKey | undefined): string {
  const wanted = key === "labels" ? "a map from points to texts" : (EXPECTED[expected] ?? expected);
  if (key === undefined && (input === undefined || input === null)) return "is empty: begin with `id`";
  if (input === undefined) return `is missing: add ${quoted(String(key))}`;
  if (input === null) return `is empty, and must be ${wanted}`;
  if (expected === "string" && typeof input !== "object") return `must be a text: put it in quotes, "${String(input)}"`;
  if (EXPECTED[expected]?.endsWith("number") && typeof input === "string") return `must be ${wanted}, without quotes`;
  return `must be ${wanted}`;
}

function wrongValue(values: readonly unknown[], input: unknown, key: PropertyKey | undefined): string {
  const name = quoted(String(key));
  if (input === undefined) return `is missing: add ${name}`;
  if (values.length === 1 && values[0] === true) return `must be \`true\`, or leave ${name} out`;
  const known = values.map(String);
  return `must be ${known.length === 1 ? "" : "one of "}${listed(known)}`;
}

function unknownKeys(keys: readonly string[], shape: unknown): string {
  const known = shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
  return keys
    .map((key) => `is an unknown key${didYouMean(key, known) || `: known here are ${listed(known)}`}`)
    .join("\n");
}

/** The one union besides conditions is that of the question kinds. */
function wrongKind(input: unknown): string {
  const kinds = definitionShape.shape.pages.element.shape.questions.element.options.map(
    (option) => option.shape.kind.value,
  );
  const kind = isMap(input) ? input["kind"] : undefined;
  if (kind === undefined) return `is missing: add \`kind\`, one of ${listed(kinds)}`;
  const guess = typeof kind === "string" ? didYouMean(kind, kinds) : "";
  return `is an unknown kind${guess || ":"} the kinds are ${listed(kinds)}`;
}
