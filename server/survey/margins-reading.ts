/** From a YAML file to margins that fit a survey, or to the list of everything that is wrong with them. */
import { basename } from "node:path";
import type { Definition, OneQuestion } from "./definition.ts";
import { questionsOf } from "./definition.ts";
import { type Finding, listed, type Path, quoted } from "./finding.ts";
import { type Margin, type MarginGroup, type Margins, marginsShape } from "./margins.ts";
import { didYouMean } from "./nearest.ts";
import { isMap } from "./raw.ts";
import { type DefinitionFault, faultOf, inOrder } from "./reading.ts";
import { parsedAs } from "./shape-findings.ts";
import { readSource } from "./source.ts";
import { translated } from "./text-findings.ts";

/** Printed shares are rounded: so much may be missing for each group, or too much. */
const ROUNDING = 0.0006;

export type MarginsRead = { readonly margins: Margins } | { readonly faults: readonly DefinitionFault[] };

/**
 * `file`: the path as it shall appear in the faults; its last part must be `SURVEY.yaml`. `definition`: the survey's newest.
 * The faults, at least one, are in the order of the file. Never throws.
 */
export function readMargins(file: string, yaml: string, definition: Definition): MarginsRead {
  const source = readSource(yaml);
  const syntax = source.syntax.map(({ line, column, reason }) => ({ file, line, column, place: "YAML", reason }));
  const faults = (findings: readonly Finding[]) =>
    inOrder([...syntax, ...findings.map((finding) => faultOf(finding, file, source, "margins"))]);
  if (!("value" in source)) return { faults: faults(source.findings) };
  const shape = parsedAs(marginsShape, source.value);
  const findings =
    "findings" in shape ? shape.findings : fittingFindings(shape.data, definition, basename(file, ".yaml"));
  const all = [...source.findings, ...findings];
  return all.length === 0 && "data" in shape ? { margins: shape.data } : { faults: faults(all) };
}

function fittingFindings(margins: Margins, definition: Definition, name: string): readonly Finding[] {
  const named =
    margins.survey === name
      ? []
      : [{ path: ["survey"], reason: `must be the file's name: call the file ${quoted(`${margins.survey}.yaml`)}` }];
  const texts = textsOf(margins, []).flatMap((found) => translated(found, definition.languages));
  const each = margins.margins.flatMap((margin, at) => marginFindings(margin, ["margins", at], definition));
  const twice = repeated(
    margins.margins.map(({ question }) => question),
    (at) => ["margins", at, "question"],
    "has a margin above already",
  );
  const watched = margins.watched.flatMap((group, at) => watchedFindings(group, ["watched", at], definition));
  return [...named, ...texts, ...each, ...twice, ...watched];
}

/** A group that is watched is made of options of a question of kind one. */
function watchedFindings({ question, options }: Margins["watched"][number], path: Path, definition: Definition) {
  const single = questionsOf(definition).filter((asked) => asked.kind === "one");
  const found = single.find(({ id }) => id === question);
  if (!found) {
    const ids = single.map(({ id }) => id);
    const reason = `${quoted(question)} is no question of kind \`one\` of the survey${didYouMean(question, ids)}`;
    return [{ path: [...path, "question"], reason }];
  }
  const known = found.options.map(({ id }) => id);
  return options.flatMap((id, at) => {
    const reason = `${quoted(id)} is no option of ${quoted(question)}${didYouMean(id, known)}`;
    return known.includes(id) ? [] : [{ path: [...path, "options", at], reason }];
  });
}

/** Every text of the file; what looks like one by its languages is one. */
function textsOf(
  value: unknown,
  path: Path,
): readonly { readonly text: Record<string, unknown>; readonly path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((entry: unknown, at) => textsOf(entry, [...path, at]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    const isText = ["label", "universe", "source", "what", "why"].includes(key);
    return isText && isMap(inner) ? [{ text: inner, path: at }] : textsOf(inner, at);
  });
}

function marginFindings(margin: Margin, path: Path, definition: Definition): readonly Finding[] {
  const question = questionsOf(definition).find(({ id }) => id === margin.question);
  const single = questionsOf(definition).filter(({ kind }) => kind === "one");
  if (!question) {
    const guess =
      didYouMean(
        margin.question,
        single.map(({ id }) => id),
      ) || ": name one of its questions of kind `one`";
    return [{ path: [...path, "question"], reason: `${quoted(margin.question)} is no question of the survey${guess}` }];
  }
  if (question.kind !== "one")
    return [
      {
        path: [...path, "question"],
        reason: `must be a question of kind \`one\`, and is of kind ${quoted(question.kind)}`,
      },
    ];
  return [
    ...optionFindings(margin, path, question),
    ...groupFindings(margin.groups, [...path, "groups"]),
    ...sumFindings(margin, path),
  ];
}

/** Every option of the question has one place: in a group or outside. */
function optionFindings({ groups, outside }: Margin, path: Path, question: OneQuestion): readonly Finding[] {
  const known = question.options.map(({ id }) => id);
  const placed = [
    ...groups.flatMap(({ options }, at) =>
      options.map((id, index) => ({ id, path: [...path, "groups", at, "options", index] })),
    ),
    ...outside.map((id, index) => ({ id, path: [...path, "outside", index] })),
  ];
  const strange = placed.filter(({ id }) => !known.includes(id));
  const missing = known.filter((id) => !placed.some((place) => place.id === id));
  return [
    ...strange.map(({ id, path: at }) => ({
      path: at,
      reason: `${quoted(id)} is no option of ${quoted(question.id)}${didYouMean(id, known)}`,
    })),
    ...repeated(
      placed.map(({ id }) => id),
      (at) => placed[at]?.path ?? path,
      "has a place above already",
    ),
    ...(missing.length === 0
      ? []
      : [
          {
            path: [...path, "groups"],
            at: "key" as const,
            reason: `leave out ${listed(missing)}: put each into a group, or into \`outside\` where the source does not count it`,
          },
        ]),
  ];
}

function groupFindings(groups: readonly MarginGroup[], path: Path): readonly Finding[] {
  const ids = groups.map(({ id }) => id);
  const into = groups.flatMap(({ id, into: target }, at) =>
    target === undefined || (target !== id && ids.includes(target))
      ? []
      : [
          {
            path: [...path, at, "into"],
            reason: `must be the id of another group of this margin: ${listed(ids.filter((other) => other !== id))}`,
          },
        ],
  );
  const unnamed = groups.flatMap(({ options, label }, at) =>
    options.length > 1 && label === undefined
      ? [{ path: [...path, at, "label"], reason: "is missing: several options as one need a name of their own" }]
      : [],
  );
  return [...repeated(ids, (at) => [...path, at, "id"], "is the id of a group above"), ...into, ...unnamed];
}

/** Counts add up to the total that the source gives, shares to 1. */
function sumFindings({ groups, total }: Margin, path: Path): readonly Finding[] {
  const inside: Path = [...path, "groups"];
  const counted = groups.filter(({ count }) => count !== undefined).length;
  const shared = groups.filter(({ share }) => share !== undefined).length;
  const mixed = groups.some(({ count, share }) => (count === undefined) === (share === undefined));
  if (mixed || (counted > 0 && shared > 0))
    return [{ path: inside, at: "key", reason: "need a `count` each, or a `share` each, and not both" }];
  const sum = groups.reduce((all, { count, share }) => all + (count ?? share ?? 0), 0);
  if (shared > 0)
    return Math.abs(sum - 1) <= ROUNDING * groups.length
      ? []
      : [
          {
            path: inside,
            at: "key",
            reason: `have shares that add up to ${Number(sum.toFixed(6))}, and must add up to 1`,
          },
        ];
  if (total === undefined)
    return [
      { path: [...path, "total"], reason: "is missing: add what the counts must add up to, as the source says it" },
    ];
  const off = total - sum;
  if (off === 0) return [];
  const way = off > 0 ? `${off} are missing` : `${-off} are too many`;
  return [{ path: [...path, "total"], reason: `is ${total}, and the counts of the groups add up to ${sum}: ${way}` }];
}

function repeated(ids: readonly string[], pathOf: (at: number) => Path, reason: string): readonly Finding[] {
  return ids.flatMap((id, at) =>
    ids.indexOf(id) < at ? [{ path: pathOf(at), reason: `${quoted(id)} ${reason}` }] : [],
  );
}
