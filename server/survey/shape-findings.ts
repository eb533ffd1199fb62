/** The shape's refusals as reasons that say what to do. */
import { z } from "zod";
import { conditionShapeFindings } from "./condition-shape.ts";
import { type Definition, definitionShape } from "./definition.ts";
import { type Finding, listed, type Path, quoted, type Reason, wrong } from "./finding.ts";
import { didYouMean } from "./nearest.ts";
import { isMap, valueAt } from "./raw.ts";
import { inMessage, ofMessage } from "./told.ts";

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
  const parsed = shape.safeParse(value, { error: (issue) => inMessage(reasonsOf(issue)) });
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
  const reasons = ofMessage(issue.message);
  if (issue.code === "unrecognized_keys")
    return reasons.map((reason, index) => ({ path: [...path, issue.keys[index] ?? ""], at: "key", reason }));
  return reasons.map((reason) => (issue.code === "invalid_key" ? { path, at: "key", reason } : { path, reason }));
}

/** For zod, which asks it wherever the shape itself has no words. Of unknown keys each has a reason, in their order. */
function reasonsOf(issue: RawIssue): readonly Reason[] {
  switch (issue.code) {
    case "invalid_type":
      return [wrongType(isWhole(issue.inst) ? "int" : issue.expected, issue.input, issue.path?.at(-1))];
    case "invalid_value":
      return [wrongValue(issue.values, issue.input, issue.path?.at(-1))];
    case "invalid_format":
      return [issue.format === "email" ? wrong("not-an-email") : wrong("unexpected")];
    case "too_small":
      return [tooSmall(issue.origin, Number(issue.minimum))];
    case "too_big":
      return [
        issue.origin === "string"
          ? wrong("too-long", { most: Number(issue.maximum) })
          : wrong("too-large", { most: Number(issue.maximum) }),
      ];
    case "unrecognized_keys":
      return unknownKeys(issue.keys, issue.inst);
    case "invalid_key":
      return ofMessage(issue.issues[0]?.message ?? "");
    case "invalid_union":
      return [wrongKind(issue.input)];
    default:
      return [wrong("unexpected")];
  }
}

function expectation(expected: string, key: PropertyKey | undefined): Reason {
  if (key === "labels") return wrong("no-points");
  switch (expected) {
    case "string":
      return wrong("not-a-text");
    case "number":
      return wrong("not-a-number");
    case "int":
      return wrong("not-a-whole-number");
    case "boolean":
      return wrong("not-true-or-false");
    case "array":
      return wrong("not-a-list");
    case "object":
      return wrong("not-a-map");
    case "record":
      return wrong("not-in-languages");
    default:
      return wrong("unexpected");
  }
}

/** What is no number at all is only told from the type, before the shape asks for a whole one. */
function isWhole(shape: unknown): boolean {
  return shape instanceof z.ZodNumber && shape.isInt;
}

function wrongType(expected: string, input: unknown, key: PropertyKey | undefined): Reason {
  const wanted = expectation(expected, key);
  if (key === undefined && (input === undefined || input === null)) return wrong("empty-file");
  if (input === undefined) return wrong("missing", { key: quoted(String(key)) });
  if (input === null) return wrong("empty", {}, wanted);
  if (expected === "string" && typeof input !== "object") return wrong("unquoted", { text: `"${String(input)}"` });
  const isQuoted = typeof input === "string" && /^-?[\d.]+$/.test(input);
  if (/^(number|int)$/.test(expected) && isQuoted) return { ...wanted, more: wrong("without-quotes") };
  return wanted;
}

function wrongValue(values: readonly unknown[], input: unknown, key: PropertyKey | undefined): Reason {
  const name = quoted(String(key));
  if (input === undefined) return wrong("missing", { key: name });
  if (values.length === 1 && values[0] === true) return wrong("true-or-absent", { key: name });
  const known = listed(values.map(String));
  return values.length === 1 ? wrong("only-value", { value: known }) : wrong("none-of-values", { values: known });
}

function tooSmall(origin: string, least: number): Reason {
  if (origin === "array") return wrong("too-few", { least });
  return origin === "string" ? wrong("no-text") : wrong("too-small", { least });
}

function unknownKeys(keys: readonly string[], shape: unknown): readonly Reason[] {
  const known = shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
  return keys.map((key) =>
    wrong("unknown-key", {}, didYouMean(key, known) ?? wrong("known-keys", { keys: listed(known) })),
  );
}

/** The one union besides conditions is that of the question kinds. */
function wrongKind(input: unknown): Reason {
  const kinds = definitionShape.shape.pages.element.shape.questions.element.options.map(
    (option) => option.shape.kind.value,
  );
  const kind = isMap(input) ? input["kind"] : undefined;
  if (kind === undefined) return wrong("no-kind-given", { kinds: listed(kinds) });
  return wrong(
    "unknown-kind",
    { kinds: listed(kinds) },
    typeof kind === "string" ? didYouMean(kind, kinds) : undefined,
  );
}
