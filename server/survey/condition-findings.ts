/**
 * Conditions that ask after what cannot have been answered: unknown questions and later ones, options that do not
 * exist, numbers of what has none.
 */
import type { Leaf } from "./condition.ts";
import { conditionShape } from "./condition-shape.ts";
import { type Finding, type Path, quoted, type Reason, wrong } from "./finding.ts";
import { didYouMean } from "./nearest.ts";
import type { Outline, OutlinedPage, OutlinedQuestion } from "./outline.ts";
import { entriesOf, isMap } from "./raw.ts";

/** Of every condition, also those parts that are right within a wrong whole. */
export function conditionFindings(outline: Outline): readonly Finding[] {
  return outline.pages.flatMap((page) => [
    ...check(page, (target) => lateForPage(target, page)),
    ...page.questions.flatMap((question) => check(question, (target) => lateForQuestion(target, question))),
  ]);

  function check(
    owner: OutlinedPage | OutlinedQuestion,
    late: (target: OutlinedQuestion) => Reason | undefined,
  ): readonly Finding[] {
    return leavesIn(owner.rawWhen, [...owner.path, "when"]).flatMap(({ leaf, path }) =>
      leafFindings(leaf, path, outline, late),
    );
  }
}

function lateForPage(target: OutlinedQuestion, page: OutlinedPage): Reason | undefined {
  if (target.page.index < page.index) return undefined;
  return target.page.index === page.index ? wrong("on-this-page") : wrong("on-later-page");
}

function lateForQuestion(target: OutlinedQuestion, question: OutlinedQuestion): Reason | undefined {
  if (target.index < question.index) return undefined;
  return target.index === question.index ? wrong("this-question") : wrong("asked-later");
}

function leavesIn(value: unknown, path: Path): readonly { readonly leaf: Leaf; readonly path: Path }[] {
  if (!isMap(value)) return [];
  const joined = ["all", "any"].flatMap((key) => entriesOf(value[key], [...path, key]));
  const inside = [
    ...joined.flatMap(({ entry, path: at }) => leavesIn(entry, at)),
    ...leavesIn(value["not"], [...path, "not"]),
  ];
  const own = conditionShape.safeParse(value).data;
  return own && "question" in own ? [{ leaf: own, path }] : inside;
}

function leafFindings(
  leaf: Leaf,
  path: Path,
  outline: Outline,
  late: (target: OutlinedQuestion) => Reason | undefined,
): readonly Finding[] {
  const at = [...path, "question"];
  const target = outline.questions.get(leaf.question);
  if (!target)
    return [
      { path: at, reason: wrong("names-no-question", {}, didYouMean(leaf.question, [...outline.questions.keys()])) },
    ];
  const lateness = late(target);
  const place = lateness === undefined ? [] : [{ path: at, reason: lateness }];
  return [...place, ...testFindings(leaf, path, target)];
}

function testFindings(leaf: Leaf, path: Path, target: OutlinedQuestion): readonly Finding[] {
  if ("answered" in leaf) return [];
  if ("is" in leaf) return optionFindings(leaf.is, [...path, "is"], target);
  if (leaf.min === undefined && leaf.max === undefined) return [{ path, reason: wrong("tests-nothing") }];
  return rangeFindings(leaf, path, target);
}

const CHOICES = ["one", "several"];
const NUMBERS = ["scale", "number"];
/** How to ask after an answer of a kind. */
const TESTS: Readonly<Record<string, string>> = {
  one: "`is`",
  several: "`is`",
  scale: "`min`, `max`",
  number: "`min`, `max`",
  grid: "`answered: true`",
  text: "`answered: true`",
};

function optionFindings(is: string | readonly string[], path: Path, target: OutlinedQuestion): readonly Finding[] {
  if (!CHOICES.includes(target.kind ?? "")) return wrongTest(path, wrong("needs-options"), target);
  const known = target.options.flatMap((option) => option.id ?? []);
  const wanted =
    typeof is === "string" ? [{ option: is, at: path }] : is.map((option, index) => ({ option, at: [...path, index] }));
  return wanted
    .filter(({ option }) => !known.includes(option))
    .map(({ option, at }) => ({
      path: at,
      reason: wrong(
        "no-such-option",
        { option: quoted(option), question: quoted(target.id ?? "") },
        didYouMean(option, known),
      ),
    }));
}

function rangeFindings(
  { min, max }: { min?: number | undefined; max?: number | undefined },
  path: Path,
  target: OutlinedQuestion,
): readonly Finding[] {
  const first = [...path, min === undefined ? "max" : "min"];
  if (!NUMBERS.includes(target.kind ?? "")) return wrongTest(first, wrong("needs-numbers"), target);
  return min !== undefined && max !== undefined && min > max
    ? [{ path: [...path, "max"], reason: wrong("max-below-min", { min }) }]
    : [];
}

function wrongTest(path: Path, needed: Reason, { id, kind }: OutlinedQuestion): readonly Finding[] {
  const way = TESTS[kind ?? ""];
  // A question whose kind is unknown has a fault of its own.
  if (id === undefined || kind === undefined || way === undefined) return [];
  const is = wrong("tested-otherwise", { question: quoted(id), kind: quoted(kind), way });
  return [{ path, at: "key", reason: { ...needed, more: is } }];
}
