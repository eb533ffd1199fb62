/** Key variables that are none, sensitive answers that everybody knows, and recodings that leave somebody out. */
import { type Finding, type Path, quoted } from "./finding.ts";
import { didYouMean } from "./nearest.ts";
import type { Outline, OutlinedQuestion } from "./outline.ts";
import { entriesOf, isMap, type RawMap, textAt, valueAt } from "./raw.ts";

export function disclosureFindings(value: unknown, outline: Outline): readonly Finding[] {
  const disclosure = valueAt(value, ["disclosure"]);
  if (!isMap(disclosure)) return [];
  if (valueAt(value, ["panel"]) === true) {
    const reason = "has no place in a panel: its answers never leave as data, so leave this out";
    return [{ path: ["disclosure"], at: "key", reason }];
  }
  const keys = entriesOf(disclosure["keys"], ["disclosure", "keys"]);
  const names = keys.map(({ entry }) => textAt(entry, ["question"]));
  return [
    ...keys.flatMap(({ entry, path }, at) => keyFindings(entry, path, names.indexOf(names[at]) < at, outline)),
    ...listFindings(disclosure, "sensitive", outline, (name) =>
      names.includes(name) ? "is a key, too: what others know of a person is no secret to keep" : undefined,
    ),
    ...listFindings(disclosure, "not-public", outline, () => undefined),
    ...listFindings(disclosure, "words", outline, (name) =>
      (outline.questions.get(name)?.kind ?? "text") === "text"
        ? undefined
        : "is no open question: its answers are in the data",
    ),
  ];
}

/** What counts classes and different answers has to have few values. */
const COUNTABLE = ["one", "several", "scale"];

const WHY_NOT: Readonly<Record<string, string>> = {
  text: "open text never leaves with a release anyhow",
  number: "ask in bands instead, or every number is a class of its own",
  grid: "a battery of opinions is known to nobody",
};

function keyFindings(entry: unknown, path: Path, isRepeated: boolean, outline: Outline): readonly Finding[] {
  const name = textAt(entry, ["question"]);
  if (name === undefined) return [];
  const at = [...path, "question"];
  const question = outline.questions.get(name);
  if (!question) return [unknown(at, name, outline)];
  if (isRepeated) return [{ path: at, reason: "is a key already" }];
  const { kind } = question;
  if (kind !== undefined && !COUNTABLE.includes(kind))
    return [
      { path: at, reason: `is of kind ${quoted(kind)} and cannot be a key: ${WHY_NOT[kind] ?? "it has no options"}` },
    ];
  const recodings = entriesOf(valueAt(entry, ["recodings"]), [...path, "recodings"]);
  if (recodings.length > 0 && kind !== undefined && kind !== "one")
    return [{ path: [...path, "recodings"], at: "key", reason: "needs a question of kind `one`" }];
  return recodings.flatMap((recoding, place) => [
    ...recodingFindings(recoding.entry, recoding.path, question),
    ...nestingFindings(recodings[place - 1]?.entry, recoding),
  ]);
}

function recodingFindings(entry: unknown, path: Path, question: OutlinedQuestion): readonly Finding[] {
  const known = question.options.flatMap(({ id }) => id ?? []);
  const named = optionsIn(entry, path);
  const wrong = named.flatMap(({ option, path: at }, place): readonly Finding[] => {
    if (!known.includes(option))
      return [
        {
          path: at,
          reason: `${quoted(option)} is no option of ${quoted(question.id ?? "")}${didYouMean(option, known)}`,
        },
      ];
    const first = named.findIndex((other) => other.option === option);
    return first < place ? [{ path: at, reason: `${quoted(option)} is in a group already` }] : [];
  });
  const missing = known.filter((option) => !named.some((other) => other.option === option));
  const groups = [...path, "groups"];
  const id = textAt(entry, ["id"]);
  return [
    ...wrong,
    ...missing.map((option) => ({ path: groups, reason: `leaves out ${quoted(option)}: every option has a group` })),
    ...(missing.length === 0 && groupsIn(entry).length >= known.length
      ? [
          {
            path: groups,
            reason: `joins nothing${id === undefined ? "" : `: ${quoted(id)} has as many groups as there are options`}`,
          },
        ]
      : []),
  ];
}

/** A coarser recoding joins groups of the finer one: cut anew, the two files together would tell more than either. */
function nestingFindings(
  finer: unknown,
  coarser: { readonly entry: unknown; readonly path: Path },
): readonly Finding[] {
  if (finer === undefined) return [];
  const homes = new Map(optionsIn(coarser.entry, coarser.path).map(({ option, group }) => [option, group]));
  const torn = groupsIn(finer).filter((group) => {
    const options = entriesOf(valueAt(group, ["options"]), []).flatMap(({ entry }) => homes.get(String(entry)) ?? []);
    return new Set(options).size > 1;
  });
  return torn.map((group) => ({
    path: [...coarser.path, "groups"],
    reason: `tears ${quoted(textAt(group, ["id"]) ?? "a group")} of the recoding before apart: a coarser one joins whole groups`,
  }));
}

function listFindings(
  disclosure: RawMap,
  list: string,
  outline: Outline,
  refused: (name: string) => string | undefined,
): readonly Finding[] {
  const entries = entriesOf(disclosure[list], ["disclosure", list]);
  return entries.flatMap(({ entry, path }, at): readonly Finding[] => {
    if (typeof entry !== "string") return [];
    const question = outline.questions.get(entry);
    if (!question) return [unknown(path, entry, outline)];
    if (entries.findIndex((other) => other.entry === entry) < at) return [{ path, reason: "is named twice" }];
    if (list === "sensitive" && question.kind !== undefined && !COUNTABLE.includes(question.kind))
      return [
        { path, reason: `is of kind ${quoted(question.kind)}, whose answers cannot be counted against each other` },
      ];
    const reason = refused(entry);
    return reason === undefined ? [] : [{ path, reason }];
  });
}

function unknown(path: Path, name: string, outline: Outline): Finding {
  return {
    path,
    reason: `${quoted(name)} is no question of this survey${didYouMean(name, [...outline.questions.keys()])}`,
  };
}

function groupsIn(recoding: unknown): readonly unknown[] {
  return entriesOf(valueAt(recoding, ["groups"]), []).map(({ entry }) => entry);
}

function optionsIn(recoding: unknown, path: Path) {
  return entriesOf(valueAt(recoding, ["groups"]), [...path, "groups"]).flatMap((group, at) =>
    entriesOf(valueAt(group.entry, ["options"]), [...group.path, "options"]).flatMap(({ entry, path: place }) =>
      typeof entry === "string" ? [{ option: entry, path: place, group: at }] : [],
    ),
  );
}
