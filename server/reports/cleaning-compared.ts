/**
 * The cleaning rules side by side: how many each leaves out, and every share of the report under every one of them. Where a
 * share is the same under all, nobody need argue about the rule; where it is not, the range says how much hangs on it.
 */
import { type CleaningRule, type ReportFlag, RULES } from "./cleaning.ts";
import type { DataMatrix } from "./data-matrix.ts";
import { type Cleaned, clean, type Doubts } from "./doubts.ts";
import { type ExcludedGroups, excludedGroups, groupingsOf } from "./excluded-groups.ts";
import type { Item } from "./items.ts";
import { optionShare, type Sample } from "./shares.ts";
import { type Selection, type Tally, tallies } from "./tally.ts";

export interface CleaningReport {
  readonly rules: readonly RuleReport[];
  /** Every share of an item with options, in the order of the questions. */
  readonly shares: readonly SharesByRule[];
  /** Whether a rule leaves out more of one group than of another. */
  readonly groups: readonly ExcludedGroups[];
}

export interface RuleReport {
  readonly name: string;
  readonly excludes: readonly ReportFlag[];
  /** Whether it is the one that all other figures of the report rest on. */
  readonly chosen: boolean;
  readonly excluded: number;
  readonly valid: number;
  /** excluded / released and not withdrawn; null where there are none. */
  readonly share: number | null;
  /** It leaves out more than 1%. */
  readonly many: boolean;
}

export interface SharesByRule extends ShareRange {
  readonly question: string;
  readonly option: string;
  /** Null where nothing is weighted under some rule. */
  readonly weighted: ShareRange | null;
}

/** The lowest and the highest share that any rule makes of it; null where a rule leaves nobody who answered. */
export interface ShareRange {
  readonly low: number | null;
  readonly high: number | null;
  readonly by_rule: Readonly<Record<string, number | null>>;
}

/** A rule that leaves out more than this part of all responses is warned of. */
const MANY = 0.01;

/** What the responses that a rule keeps come to. */
export interface Counting {
  readonly tallies: readonly Tally[];
  readonly isWeighted: boolean;
}

export function countingOf(matrix: DataMatrix, selection: Selection): Counting {
  return { tallies: tallies(matrix, selection), isWeighted: selection.weights !== null };
}

/**
 * `chosen`: the rule of the report, and whom it keeps. `questions`: those whose groups are looked at for unevenness.
 */
export function compareCleaning(
  matrix: DataMatrix,
  doubts: Doubts,
  chosen: { readonly rule: CleaningRule; readonly cleaned: Cleaned },
  countingUnder: (cleaned: Cleaned) => Counting,
  questions: readonly string[],
): CleaningReport {
  const { name: own } = chosen.rule;
  const rules = RULES.some(({ name }) => name === own) ? RULES : [chosen.rule, ...RULES];
  const cleaned = rules.map((rule) => (rule.name === own ? chosen : { rule, cleaned: clean(doubts, rule) }));
  const counted = countedOnce(cleaned, doubts, countingUnder);
  return {
    rules: cleaned.map(({ rule, cleaned: { excluded, valid } }) => {
      const share = matrix.size === 0 ? null : excluded / matrix.size;
      const { name, excludes } = rule;
      return { name, excludes, chosen: name === own, excluded, valid, share, many: (share ?? 0) > MANY };
    }),
    shares: matrix.columns.flatMap(({ item }, at) =>
      sharesOf(
        item,
        counted.map(({ rule, made, valid }) => ({
          rule,
          tally: made.tallies[at],
          sample: { isWeighted: made.isWeighted, valid },
        })),
      ),
    ),
    groups: excludedGroups(matrix.size, cleaned, groupingsOf(matrix, questions)),
  };
}

/** Rules that leave nobody out come to the same, and are counted once. */
function countedOnce<Made>(
  rules: readonly { readonly rule: CleaningRule; readonly cleaned: Cleaned }[],
  doubts: Doubts,
  make: (cleaned: Cleaned) => Made,
) {
  let ofAll: Made | undefined;
  return rules.map(({ rule, cleaned }) => {
    const made = cleaned.excluded === 0 && doubts.bits.length > 0 ? (ofAll ?? make(cleaned)) : make(cleaned);
    if (cleaned.excluded === 0) ofAll = made;
    return { rule: rule.name, valid: cleaned.valid, made };
  });
}

interface CountedRule {
  readonly rule: string;
  readonly tally: Tally | undefined;
  readonly sample: Sample;
}

function sharesOf(item: Item, rules: readonly CountedRule[]): readonly SharesByRule[] {
  return item.options.map(({ id }, code) => {
    const figures = rules.map(({ rule, tally, sample }) => {
      const none = { n: 0, sum: 0, squares: 0 };
      return { rule, figure: optionShare(tally?.options[code] ?? none, tally?.answered ?? none, sample) };
    });
    const isWeighted = rules.every(({ sample }) => sample.isWeighted);
    return {
      question: item.id,
      option: id,
      ...rangeOver(figures.map(({ rule, figure }) => [rule, figure.share] as const)),
      weighted: isWeighted
        ? rangeOver(figures.map(({ rule, figure }) => [rule, figure.weighted?.share ?? null] as const))
        : null,
    };
  });
}

function rangeOver(shares: readonly (readonly [rule: string, share: number | null])[]): ShareRange {
  const known = shares.flatMap(([, share]) => (share === null ? [] : [share]));
  const all = known.length === shares.length && known.length > 0;
  return {
    low: all ? Math.min(...known) : null,
    high: all ? Math.max(...known) : null,
    by_rule: Object.fromEntries(shares),
  };
}
