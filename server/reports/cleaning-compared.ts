/**
 * The cleaning rules side by side: how many each leaves out, and every share of the report under every one of them. Where a
 * share is the same under all, nobody need argue about the rule; where it is not, the range says how much hangs on it.
 */
import { type CleaningRule, type ReportFlag, RULES } from "./cleaning.ts";
import type { SurveyCounts } from "./counting.ts";
import { type ExcludedGroups, excludedGroups, groupingsOf, type RuleKept } from "./excluded-groups.ts";
import type { Item } from "./items.ts";
import { optionShare, type Sample } from "./shares.ts";
import type { Tally } from "./tally.ts";

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

/** A rule and what it makes of the responses. */
export interface RuleCounted extends RuleKept {
  readonly valid: number;
  readonly counting: Counting;
}

/** The rules of a report, the one that was chosen among them. */
export function rulesBeside(chosen: CleaningRule): readonly CleaningRule[] {
  return RULES.some(({ name }) => name === chosen.name) ? RULES : [chosen, ...RULES];
}

/** `questions`: those whose groups are looked at for unevenness. */
export function compareCleaning(
  counted: SurveyCounts,
  rules: readonly RuleCounted[],
  chosen: string,
  questions: readonly string[],
): CleaningReport {
  return {
    rules: rules.map(({ rule: { name, excludes }, excluded, valid }) => {
      const share = counted.size === 0 ? null : excluded / counted.size;
      return { name, excludes, chosen: name === chosen, excluded, valid, share, many: (share ?? 0) > MANY };
    }),
    shares: counted.items.flatMap(({ item }, at) =>
      sharesOf(
        item,
        rules.map(({ rule, valid, counting }) => ({
          rule: rule.name,
          tally: counting.tallies[at],
          sample: { isWeighted: counting.isWeighted, valid },
        })),
      ),
    ),
    groups: excludedGroups(counted.strata, rules, groupingsOf(counted, questions)),
  };
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
