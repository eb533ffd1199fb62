/** What a join found, and when that is too much. */

export interface Result {
  readonly join: string;
  /** Guesses that were right, of how many. Expected values where a guess is drawn among equals, so need not be whole. */
  readonly right?: number;
  readonly of?: number;
  /** Which share of the guesses would be right without any copy; one in 2K where it is not said. */
  readonly chance?: number;
  /** How many people a response is hidden among where it is hidden worst, and how many it has to be. */
  readonly among?: number;
  readonly needed?: number;
  /** Spearman's, between the order of sends and something in the files, over so many people. */
  readonly correlation?: number;
  readonly over?: number;
  /** Links that leave no doubt. */
  readonly certain?: number;
  /** Finds of what must not be there. */
  readonly hits?: number;
  readonly note?: string;
}

/** Why a result breaks the promise; none where it keeps it. `pool`: K. */
export function breaches(result: Result, pool: number): readonly string[] {
  const {
    right = 0,
    of = 0,
    chance = 1 / (2 * pool),
    among,
    needed,
    correlation,
    over = 0,
    certain = 0,
    hits = 0,
  } = result;
  const found: string[] = [];
  if (of > 0 && right > mostRight(of, chance))
    found.push(`${right.toFixed(1)} of ${of} right, chance allows ${mostRight(of, chance).toFixed(1)}`);
  // Half a person less is rounding in the attacker's own estimate.
  if (among !== undefined && needed !== undefined && among < needed - 0.5)
    found.push(`one in ${among.toFixed(1)}, promised one in ${needed}`);
  if (correlation !== undefined && Math.abs(correlation) > mostCorrelation(over))
    found.push(`rank correlation ${correlation.toFixed(3)}`);
  if (certain > 0) found.push(`${certain} certain`);
  if (hits > 0) found.push(`${hits} found`);
  return found.map((what) => `${result.join}: ${what}`);
}

/** Chance, and three standard errors of a binomial share. */
function mostRight(of: number, chance: number): number {
  return of * (chance + 3 * Math.sqrt((chance * (1 - chance)) / of));
}

/** 0.1, or three standard errors of no correlation (1 / sqrt(n - 1)) where there are too few people to tell 0.1 from it. */
function mostCorrelation(over: number): number {
  return over < 2 ? 1 : Math.max(0.1, 3 / Math.sqrt(over - 1));
}

export function tableOf(results: readonly Result[], pool: number): string {
  const header = ["join", "right", "of", "1 in", "needed", "rank", "certain", "found", "verdict"];
  const lines = results.map((result) => [
    result.join,
    result.right?.toFixed(1) ?? "",
    result.of?.toString() ?? "",
    result.among?.toFixed(1) ?? "",
    result.needed?.toString() ?? "",
    result.correlation?.toFixed(3) ?? "",
    result.certain?.toString() ?? "",
    result.hits?.toString() ?? "",
    `${breaches(result, pool).length > 0 ? "BROKEN" : "held"}${result.note ? ` (${result.note})` : ""}`,
  ]);
  const widths = header.map((_, column) => Math.max(...[header, ...lines].map((line) => line[column]?.length ?? 0)));
  return [header, ...lines]
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
