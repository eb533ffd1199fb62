/**
 * Conditions that ask after what cannot have been answered: unknown questions and later ones, options that do not
 * exist, numbers of what has none.
 */
import type { Leaf } from "./condition.ts";
import { conditionShape } from "./condition-shape.ts";
import { type Finding, type Path, quoted } from "./finding.ts";
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
    late: (target: OutlinedQuestion) => string | undefined,
  ): readonly Finding[] {
    return leavesIn(owner.rawWhen, [...owner.path, "when"]).flatMap(({ leaf, path }) =>
      leafFindings(leaf, path, outline, late),
    );
  }
}

function lateForPage(target: OutlinedQuestion, page: OutlinedPage): string | undefined {
  if (target.page.index < page.index) return undefined;
  return target.page.index === page.index ? "is asked on this very page" : "is asked on a later page";
}

function lateForQuestion(target: OutlinedQuestion, question: OutlinedQuestion): string | undefined {
  if (target.index < question.index) return undefined;
  return target.index === question.index ? "is this very question" : "is asked later";
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
  late: (target: OutlinedQuestion) => string | undefined,
): readonly Finding[] {
  const at = [...path, "question"];
  const target = outline.questions.get(leaf.question);
  if (!target)
    return [
      {
        path: at,
        reason: `names no question of this survey${didYouMean(leaf.question, [...outline.questions.keys()])}`,
      },
    ];
  const lateness = late(target);
  const place =
    lateness === undefined ? [] : [{ path: at, reason: `${lateness}: a condition looks at earlier answers only` }];
  return [...place, ...testFindings(leaf, path, target)];
}

function testFindings(leaf: Leaf, path: Path, target: OutlinedQuestion): readonly Finding[] {
  if ("answered" in leaf) return [];
  if ("is" in leaf) return optionFindings(leaf.is, [...path, "is"], target);
  if (leaf.min === undefined && leaf.max === undefined)
    return [{ path, reason: "tests nothing: add `is`, `answered: true`, `min` or `max`" }];
  return rangeFindings(leaf, path, target);
}

const CHOICES = ["one", "several"];
const NUMBERS = ["scale", "number"];
/** How to ask after an answer of a kind. */
const TESTS: Readonly<Record<string, string>> = {
  one: "`is`",
  several: "`is`",
  scale: "`min` and `max`",
  number: "`min` and `max`",
  grid: "`answered: true`",
  text: "`answered: true`",
};

function optionFindings(is: string | readonly string[], path: Path, target: OutlinedQuestion): readonly Finding[] {
  if (!CHOICES.includes(target.kind ?? "")) return wrongTest(path, "a question with options", target);
  const known = target.options.flatMap((option) => option.id ?? []);
  const wanted =
    typeof is === "string" ? [{ option: is, at: path }] : is.map((option, index) => ({ option, at: [...path, index] }));
  return wanted
    .filter(({ option }) => !known.includes(option))
    .map(({ option, at }) => ({
      path: at,
      reason: `${quoted(option)} is no option of ${quoted(target.id ?? "")}${didYouMean(option, known)}`,
    }));
}

function rangeFindings(
  { min, max }: { min?: number | undefined; max?: number | undefined },
  path: Path,
  target: OutlinedQuestion,
): readonly Finding[] {
  const first = [...path, min === undefined ? "max" : "min"];
  if (!NUMBERS.includes(target.kind ?? "")) return wrongTest(first, "a question of kind `scale` or `number`", target);
  return min !== undefined && max !== undefined && min > max
    ? [{ path: [...path, "max"], reason: `must not be less than \`min\`, which is ${min}` }]
    : [];
}

function wrongTest(path: Path, wanted: string, { id, kind }: OutlinedQuestion): readonly Finding[] {
  const way = TESTS[kind ?? ""];
  // A question whose kind is unknown has a fault of its own.
  if (id === undefined || kind === undefined || way === undefined) return [];
  return [{ path, at: "key", reason: `needs ${wanted}, and ${quoted(id)} is of kind ${quoted(kind)}: use ${way}` }];
}
