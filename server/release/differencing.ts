/**
 * Whether two releases, laid beside each other, would tell of a few: who is in one and not in the other is known to have withdrawn, to
 * have come later, or to bear a flag. So between any two releases of a survey nobody differs, or many do.
 *
 * What remains: a record of the first release stays in the hands of those who have it. That it is missing in a later one says that it is
 * among at least so many who went; and somebody who holds a fine file and a coarse one of the same people can match them by rare answers.
 */

/** Marks of eight bytes, ascending, each a record's. */
export type Members = BigUint64Array;

export interface Difference {
  /** In the earlier and not in the later. */
  readonly gone: number;
  readonly come: number;
  readonly both: number;
}

export function differenceOf(earlier: Members, later: Members): Difference {
  let [at, to, both] = [0, 0, 0];
  while (at < earlier.length && to < later.length) {
    const [left, right] = [earlier[at] ?? 0n, later[to] ?? 0n];
    if (left === right) both += 1;
    if (left <= right) at += 1;
    if (right <= left) to += 1;
  }
  return { gone: earlier.length - both, come: later.length - both, both };
}

/** `least`: how many may differ at the least, where any do. */
export function tellsOfFew({ gone, come }: Difference, least: number): boolean {
  return [gone, come].some((count) => count > 0 && count < least);
}

/**
 * The same among the versions of the questionnaire that both have: where one leaves a version out, its many answers would hide the few
 * who withdrew or came beside them, and a record says which version it answers. `present`: all that there are now, by version; `goesIn`:
 * those of the later release. Whoever has withdrawn counts wherever they were, since their version is not known any more.
 */
export function differenceWithinVersions(
  earlier: Members,
  later: Members,
  {
    present,
    goesIn,
  }: { readonly present: ReadonlyMap<string, Members>; readonly goesIn: (version: string) => boolean },
): Difference {
  let [before, now] = [earlier, later];
  for (const [version, members] of present) {
    if (!goesIn(version)) before = without(before, members);
    else if (differenceOf(earlier, members).both === 0) now = without(now, members);
  }
  return differenceOf(before, now);
}

function without(members: Members, others: Members): Members {
  let to = 0;
  return members.filter((member) => {
    while (to < others.length && (others[to] ?? 0n) < member) to += 1;
    return others[to] !== member;
  });
}
