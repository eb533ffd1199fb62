/** What the shape of a question kind cannot say: numbers that must fit each other, marks that need company. */
import { type Finding, type Path, quoted, wrong } from "./finding.ts";
import type { OutlinedQuestion } from "./outline.ts";
import { isMap, numberAt, valueAt } from "./raw.ts";

/** More points than 0 to 10 do not fit on a phone. */
const MOST_POINTS = 11;
/** What `answer.ts` reads: points of up to six digits, numbers of up to fifteen. */
const LARGEST_POINT = 999_999;
const LARGEST_NUMBER = 999_999_999_999_999;

export function kindFindings(question: OutlinedQuestion): readonly Finding[] {
  switch (question.kind) {
    case "one":
    case "several":
      return markFindings(question);
    case "scale":
    case "grid":
      return pointFindings(question);
    case "number":
      return boundFindings(question);
    default:
      return [];
  }
}

function markFindings({ kind, options, raw, path }: OutlinedQuestion): readonly Finding[] {
  const marked = (mark: string) =>
    options
      .filter((_, index) => valueAt(raw, ["options", index, mark]) === true)
      .map((option) => [...option.path, mark]);
  const findings: Finding[] = [];
  if (kind === "one")
    for (const at of marked("excludes"))
      findings.push({
        path: at,
        at: "key",
        reason: wrong("excludes-in-one"),
      });
  if (raw["shuffle"] !== true)
    for (const at of marked("last"))
      findings.push({
        path: at,
        at: "key",
        reason: wrong("last-unshuffled"),
      });
  if (raw["shuffle"] === true && options.length > 1 && marked("last").length >= options.length - 1)
    findings.push({
      path: [...path, "shuffle"],
      at: "key",
      reason: wrong("nothing-to-shuffle"),
    });
  return findings;
}

function pointFindings({ raw, path }: OutlinedQuestion): readonly Finding[] {
  const [from, to] = [numberAt(raw, ["from"]), numberAt(raw, ["to"])];
  if (from === undefined || to === undefined || !Number.isInteger(from) || !Number.isInteger(to)) return [];
  if (from >= to) return [{ path: [...path, "to"], reason: wrong("to-not-above-from", { from }) }];
  const findings: Finding[] = tooLarge(raw, path, ["from", "to"], LARGEST_POINT);
  if (to - from >= MOST_POINTS)
    findings.push({
      path: [...path, "to"],
      reason: wrong("too-many-points", { points: to - from + 1, most: MOST_POINTS }),
    });
  return [...findings, ...labelFindings(valueAt(raw, ["labels"]), [...path, "labels"], from, to)];
}

function labelFindings(labels: unknown, path: Path, from: number, to: number): readonly Finding[] {
  if (!isMap(labels)) return [];
  const bare = [from, to].filter((end) => !Object.hasOwn(labels, String(end)));
  // Compared as written, so that `05` is no second name of 5.
  const outside = Object.keys(labels).filter(
    (key) => /^-?\d+$/.test(key) && !(String(Number(key)) === key && Number(key) >= from && Number(key) <= to),
  );
  return [
    ...bare.map((end) => ({
      path: [...path, String(end)],
      reason: wrong("end-without-label", { end: quoted(end) }),
    })),
    ...outside.map((key) => ({
      path: [...path, key],
      at: "key" as const,
      reason: wrong("no-such-point", { from, to }),
    })),
  ];
}

function boundFindings({ raw, path }: OutlinedQuestion): readonly Finding[] {
  const [min, max] = [numberAt(raw, ["min"]), numberAt(raw, ["max"])];
  const findings: Finding[] = tooLarge(raw, path, ["min", "max"], LARGEST_NUMBER);
  if (min === undefined || max === undefined) return findings;
  if (min > max) findings.push({ path: [...path, "max"], reason: wrong("max-below-min", { min }) });
  else if (raw["whole"] !== false && Math.ceil(min) > Math.floor(max))
    findings.push({ path: [...path, "max"], reason: wrong("no-whole-number", { min, max }) });
  return findings;
}

function tooLarge(raw: OutlinedQuestion["raw"], path: Path, keys: readonly string[], largest: number): Finding[] {
  return keys
    .filter((key) => Math.abs(numberAt(raw, [key]) ?? 0) > largest)
    .map((key) => ({ path: [...path, key], reason: wrong("out-of-bounds", { largest }) }));
}
