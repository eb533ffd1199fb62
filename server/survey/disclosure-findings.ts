/** Key variables that are none, sensitive answers that everybody knows, and recodings that leave somebody out. */
import { type Finding, type Path, quoted, type Reason, wrong } from "./finding.ts";
import { didYouMean } from "./nearest.ts";
import type { Outline, OutlinedQuestion } from "./outline.ts";
import { entriesOf, isMap, type RawMap, textAt, valueAt } from "./raw.ts";

export function disclosureFindings(value: unknown, outline: Outline): readonly Finding[] {
  const disclosure = valueAt(value, ["disclosure"]);
  if (!isMap(disclosure)) return [];
  if (valueAt(value, ["panel"]) === true) {
    const reason = wrong("disclosure-of-panel");
    return [{ path: ["disclosure"], at: "key", reason }];
  }
  const keys = entriesOf(disclosure["keys"], ["disclosure", "keys"]);
  const names = keys.map(({ entry }) => textAt(entry, ["question"]));
  return [
    ...keys.flatMap(({ entry, path }, at) => keyFindings(entry, path, names.indexOf(names[at]) < at, outline)),
    ...listFindings(disclosure, "sensitive", outline, (name) =>
      names.includes(name) ? wrong("sensitive-key") : undefined,
    ),
    ...listFindings(disclosure, "not-public", outline, () => undefined),
    ...listFindings(disclosure, "words", outline, (name) =>
      (outline.questions.get(name)?.kind ?? "text") === "text" ? undefined : wrong("words-not-open"),
    ),
  ];
}

/** What counts classes and different answers has to have few values. */
const COUNTABLE = ["one", "several", "scale"];

const WHY_NOT: Readonly<Record<string, Reason>> = {
  text: wrong("text-key"),
  number: wrong("number-key"),
  grid: wrong("grid-key"),
};

function keyFindings(entry: unknown, path: Path, isRepeated: boolean, outline: Outline): readonly Finding[] {
  const name = textAt(entry, ["question"]);
  if (name === undefined) return [];
  const at = [...path, "question"];
  const question = outline.questions.get(name);
  if (!question) return [unknown(at, name, outline)];
  if (isRepeated) return [{ path: at, reason: wrong("key-already") }];
  const { kind } = question;
  if (kind !== undefined && !COUNTABLE.includes(kind))
    return [{ path: at, reason: wrong("no-key", { kind: quoted(kind) }, WHY_NOT[kind]) }];
  const recodings = entriesOf(valueAt(entry, ["recodings"]), [...path, "recodings"]);
  if (recodings.length > 0 && kind !== undefined && kind !== "one")
    return [{ path: [...path, "recodings"], at: "key", reason: wrong("recodings-of-one") }];
  return recodings.flatMap((recoding, place) => [
    ...recodingFindings(recoding.entry, recoding.path, question),
    ...nestingFindings(recodings[place - 1]?.entry, recoding),
  ]);
}

function recodingFindings(entry: unknown, path: Path, question: OutlinedQuestion): readonly Finding[] {
  const known = question.options.flatMap(({ id }) => id ?? []);
  const named = optionsIn(entry, path);
  const strange = named.flatMap(({ option, path: at }, place): readonly Finding[] => {
    if (!known.includes(option))
      return [
        {
          path: at,
          reason: wrong(
            "no-such-option",
            { option: quoted(option), question: quoted(question.id ?? "") },
            didYouMean(option, known),
          ),
        },
      ];
    const first = named.findIndex((other) => other.option === option);
    return first < place ? [{ path: at, reason: wrong("grouped-already", { option: quoted(option) }) }] : [];
  });
  const missing = known.filter((option) => !named.some((other) => other.option === option));
  const groups = [...path, "groups"];
  return [
    ...strange,
    ...missing.map((option) => ({ path: groups, reason: wrong("option-ungrouped", { option: quoted(option) }) })),
    ...(missing.length === 0 && groupsIn(entry).length >= known.length
      ? [{ path: groups, reason: wrong("joins-nothing") }]
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
    reason: wrong("tears-group", { group: quoted(textAt(group, ["id"]) ?? "") }),
  }));
}

function listFindings(
  disclosure: RawMap,
  list: string,
  outline: Outline,
  refused: (name: string) => Reason | undefined,
): readonly Finding[] {
  const entries = entriesOf(disclosure[list], ["disclosure", list]);
  return entries.flatMap(({ entry, path }, at): readonly Finding[] => {
    if (typeof entry !== "string") return [];
    const question = outline.questions.get(entry);
    if (!question) return [unknown(path, entry, outline)];
    if (entries.findIndex((other) => other.entry === entry) < at) return [{ path, reason: wrong("named-twice") }];
    if (list === "sensitive" && question.kind !== undefined && !COUNTABLE.includes(question.kind))
      return [{ path, reason: wrong("not-countable", { kind: quoted(question.kind) }) }];
    const reason = refused(entry);
    return reason === undefined ? [] : [{ path, reason }];
  });
}

function unknown(path: Path, name: string, outline: Outline): Finding {
  return {
    path,
    reason: wrong("no-such-question", { question: quoted(name) }, didYouMean(name, [...outline.questions.keys()])),
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
