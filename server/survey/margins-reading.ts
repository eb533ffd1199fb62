/** From a YAML file to margins that fit a survey, or to the list of everything that is wrong with them. */
import { basename } from "node:path";
import type { Definition, OneQuestion } from "./definition.ts";
import { questionsOf } from "./definition.ts";
import { type Finding, listed, type Path, quoted, type Reason, wrong } from "./finding.ts";
import { type Margin, type MarginGroup, type Margins, marginsShape } from "./margins.ts";
import { didYouMean } from "./nearest.ts";
import { isMap } from "./raw.ts";
import { type DefinitionFault, faultsIn } from "./reading.ts";
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
  if (!("value" in source)) return { faults: faultsIn(file, "margins", source, []) };
  const shape = parsedAs(marginsShape, source.value);
  const findings =
    "findings" in shape ? shape.findings : fittingFindings(shape.data, definition, basename(file, ".yaml"));
  const faults = faultsIn(file, "margins", source, findings);
  return faults.length === 0 && "data" in shape ? { margins: shape.data } : { faults };
}

function fittingFindings(margins: Margins, definition: Definition, name: string): readonly Finding[] {
  const named =
    margins.survey === name
      ? []
      : [{ path: ["survey"], reason: wrong("not-the-file-name", { file: quoted(`${margins.survey}.yaml`) }) }];
  const texts = textsOf(margins, []).flatMap((found) => translated(found, definition.languages));
  const each = margins.margins.flatMap((margin, at) => marginFindings(margin, ["margins", at], definition));
  const twice = repeated(
    margins.margins.map(({ question }) => question),
    (at) => ["margins", at, "question"],
    (question) => wrong("margin-twice", { question }),
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
    const reason = wrong("no-single-question", { question: quoted(question) }, didYouMean(question, ids));
    return [{ path: [...path, "question"], reason }];
  }
  const known = found.options.map(({ id }) => id);
  return options.flatMap((id, at) => {
    const reason = wrong("no-such-option", { option: quoted(id), question: quoted(question) }, didYouMean(id, known));
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
    const ids = single.map(({ id }) => id);
    const guess = didYouMean(margin.question, ids) ?? wrong("name-single-question");
    return [
      { path: [...path, "question"], reason: wrong("no-such-question", { question: quoted(margin.question) }, guess) },
    ];
  }
  if (question.kind !== "one")
    return [
      {
        path: [...path, "question"],
        reason: wrong("margin-kind", { kind: quoted(question.kind) }),
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
      reason: wrong("no-such-option", { option: quoted(id), question: quoted(question.id) }, didYouMean(id, known)),
    })),
    ...repeated(
      placed.map(({ id }) => id),
      (at) => placed[at]?.path ?? path,
      (option) => wrong("placed-already", { option }),
    ),
    ...(missing.length === 0
      ? []
      : [
          {
            path: [...path, "groups"],
            at: "key" as const,
            reason: wrong("left-out", { options: listed(missing) }),
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
            reason: wrong("into-no-group", { groups: listed(ids.filter((other) => other !== id)) }),
          },
        ],
  );
  const unnamed = groups.flatMap(({ options, label }, at) =>
    options.length > 1 && label === undefined ? [{ path: [...path, at, "label"], reason: wrong("group-unnamed") }] : [],
  );
  return [
    ...repeated(
      ids,
      (at) => [...path, at, "id"],
      (group) => wrong("group-id-twice", { group }),
    ),
    ...into,
    ...unnamed,
  ];
}

/** Counts add up to the total that the source gives, shares to 1. */
function sumFindings({ groups, total }: Margin, path: Path): readonly Finding[] {
  const inside: Path = [...path, "groups"];
  const counted = groups.filter(({ count }) => count !== undefined).length;
  const shared = groups.filter(({ share }) => share !== undefined).length;
  const mixed = groups.some(({ count, share }) => (count === undefined) === (share === undefined));
  if (mixed || (counted > 0 && shared > 0)) return [{ path: inside, at: "key", reason: wrong("counts-or-shares") }];
  const sum = groups.reduce((all, { count, share }) => all + (count ?? share ?? 0), 0);
  if (shared > 0)
    return Math.abs(sum - 1) <= ROUNDING * groups.length
      ? []
      : [
          {
            path: inside,
            at: "key",
            reason: wrong("shares-sum", { sum: Number(sum.toFixed(6)) }),
          },
        ];
  if (total === undefined) return [{ path: [...path, "total"], reason: wrong("no-total") }];
  const off = total - sum;
  if (off === 0) return [];
  const more = off > 0 ? wrong("counts-short", { off }) : wrong("counts-over", { off: -off });
  return [{ path: [...path, "total"], reason: wrong("counts-sum", { total, sum }, more) }];
}

function repeated(
  ids: readonly string[],
  pathOf: (at: number) => Path,
  reasonOf: (id: string) => Reason,
): readonly Finding[] {
  return ids.flatMap((id, at) => (ids.indexOf(id) < at ? [{ path: pathOf(at), reason: reasonOf(quoted(id)) }] : []));
}
