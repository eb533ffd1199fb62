/**
 * Collapsing: groups of a margin that hold too few people are joined to another group before raking, because the weight of
 * a handful would be enormous, and of nobody impossible. Joining says that the two groups may stand for each other, which
 * is a statement about people and not about numbers: so each group names the one it may be joined to, beforehand, and
 * every joining is told.
 */
export interface Group {
  readonly id: string;
  /** How many people of the sample are in it. */
  readonly n: number;
  /** Its part of the population. */
  readonly share: number;
  /** The id of the group it may be joined to. */
  readonly into?: string | undefined;
}

export interface Collapsed {
  /** By id of every group given: the id of the group it is part of now. */
  readonly home: ReadonlyMap<string, string>;
  /** Those left, in the order given, with n and share of all they hold. */
  readonly groups: readonly Group[];
  readonly joined: readonly { readonly id: string; readonly n: number; readonly into: string }[];
  /** Ids of groups that are too small and name no other. */
  readonly tooSmall: readonly string[];
}

/**
 * Joins every group of fewer than `least` people to the one it names, the smallest first, until none that names another is
 * too small. Throws RangeError for a group that names itself or one that is not there.
 */
export function collapse(groups: readonly Group[], least: number): Collapsed {
  const home = new Map(groups.map(({ id }) => [id, id]));
  for (const { id, into } of groups) {
    if (into !== undefined && (into === id || !home.has(into)))
      throw new RangeError(`The group ${id} cannot be joined to ${into}.`);
  }
  let left = [...groups];
  const joined: { id: string; n: number; into: string }[] = [];
  for (;;) {
    const small = left.filter(({ n }) => n < least).toSorted((a, b) => a.n - b.n);
    const next = small.find((group) => targetOf(group, home) !== undefined);
    const target = next && targetOf(next, home);
    if (!next || target === undefined) break;
    for (const [id, at] of home) if (at === next.id) home.set(id, target);
    joined.push({ id: next.id, n: next.n, into: target });
    left = left
      .filter((group) => group !== next)
      .map((group) =>
        group.id === target ? { ...group, n: group.n + next.n, share: group.share + next.share } : group,
      );
  }
  return { home, groups: left, joined, tooSmall: left.filter(({ n }) => n < least).map(({ id }) => id) };
}

/** Where a group would go; undefined where it names none, or what it names has become part of itself. */
function targetOf({ id, into }: Group, home: ReadonlyMap<string, string>): string | undefined {
  const target = into === undefined ? undefined : home.get(into);
  return target === id ? undefined : target;
}
