/**
 * Local suppression: single values of key variables are withheld until every class is large enough and diverse enough.
 *
 * All records of a class are treated alike, so the work is done on classes. First one value each is withheld where that is
 * enough, then two, and so on; among what would be enough, the withholding that loses the fewest bits a record goes first. What
 * is left at the end, a few records, is joined to the class that can take it in at the least loss. On the reference sample it
 * withholds up to a tenth more values than sdcMicro's `localSuppression`, less telling ones, and, counting strictly, leaves no
 * class too small.
 */
import { isDiverse } from "./classes.ts";

/** A gap in a variable costs its analyst more than the bits that stood there, so that one large gap is better than two small ones. */
const BITS_OF_A_GAP = 2;

/** Stands for a withheld value among codes. */
export const WITHHELD = -1;

/** Records that agree on all keys. */
export interface KeyClass {
  /** By key. */
  readonly codes: readonly number[];
  readonly count: number;
  /** By sensitive question: the different answers. */
  readonly answers: readonly ReadonlySet<number>[];
}

export interface Protection {
  /** Every class holds at least so many records. */
  readonly k: number;
  /** And at least so many different answers to each sensitive question; 1 asks for nothing. */
  readonly l: number;
}

/**
 * The classes with withheld values as `WITHHELD`, in the order given; undefined where even one class of all records would not
 * do. `bits`: by key and code, what a record's value is worth.
 */
export function suppressLocally(
  classes: readonly KeyClass[],
  protection: Protection,
  bits: readonly (readonly number[])[],
): readonly (readonly number[])[] | undefined {
  const work = new Work(classes, protection, bits);
  const telling = bits.flatMap((codes, key) => (codes.length > 1 ? [key] : []));
  for (let depth = 1; depth <= telling.length; depth += 1) work.withhold(subsets(telling, depth));
  return work.joinRest() ? work.outcome() : undefined;
}

/** Classes that have become one. */
interface Group {
  readonly codes: readonly number[];
  readonly count: number;
  readonly answers: readonly ReadonlySet<number>[];
  /** Places of the classes given. */
  readonly members: readonly number[];
}

/** Small groups that would become one with each other, and with what is there already. */
interface Target {
  readonly codes: readonly number[];
  readonly small: Group[];
}

class Work {
  readonly #groups = new Map<string, Group>();
  readonly #protection: Protection;
  readonly #bits: readonly (readonly number[])[];
  readonly #size: number;

  constructor(classes: readonly KeyClass[], protection: Protection, bits: readonly (readonly number[])[]) {
    this.#protection = protection;
    this.#bits = bits;
    this.#size = classes.length;
    for (const [place, { codes, count, answers }] of classes.entries())
      this.#put({ codes, count, answers, members: [place] });
  }

  /** Withholds these sets of keys in small groups, wherever the outcome is safe, as long as there is such a place. */
  withhold(sets: readonly (readonly number[])[]): void {
    while (this.#withholdOnce(sets));
  }

  #withholdOnce(sets: readonly (readonly number[])[]): boolean {
    const targets = this.#targets(sets).filter((target) => this.#isSafe(this.#joined(target)));
    const ordered = targets
      .map((target) => ({ target, loss: this.#lossPerRecord(target) }))
      .sort((a, b) => a.loss - b.loss || (nameOf(a.target.codes) < nameOf(b.target.codes) ? -1 : 1));
    let any = false;
    for (const { target } of ordered) {
      const small = target.small.filter((group) => this.#groups.get(nameOf(group.codes)) === group);
      const joined = this.#joined({ codes: target.codes, small });
      if (small.length === 0 || !this.#isSafe(joined)) continue;
      for (const group of small) this.#groups.delete(nameOf(group.codes));
      this.#groups.set(nameOf(joined.codes), joined);
      any = true;
    }
    return any;
  }

  #targets(sets: readonly (readonly number[])[]): readonly Target[] {
    const targets = new Map<string, Target>();
    for (const group of this.#small())
      for (const set of sets) {
        if (set.some((key) => group.codes[key] === WITHHELD)) continue;
        const codes = group.codes.map((code, key) => (set.includes(key) ? WITHHELD : code));
        const target = targets.get(nameOf(codes)) ?? { codes, small: [] };
        targets.set(nameOf(codes), target);
        target.small.push(group);
      }
    return [...targets.values()];
  }

  /** Each small group that is left, joined to whichever takes it in at the least loss. False: all are one, and it is small. */
  joinRest(): boolean {
    for (;;) {
      // By name and not by the order of the rows: whoever asks twice gets the same values withheld.
      const [small] = byName(this.#small());
      if (!small) return true;
      const others = byName([...this.#groups.values()].filter((group) => group !== small));
      const costs = others.map((other) => this.#lossTo(small, other) + this.#lossTo(other, small));
      const nearest = others[costs.indexOf(Math.min(...costs))];
      if (!nearest) return false;
      const codes = small.codes.map((code, key) => (code === nearest.codes[key] ? code : WITHHELD));
      for (const group of [small, nearest]) this.#groups.delete(nameOf(group.codes));
      this.#put(merged(codes, [small, nearest]));
    }
  }

  outcome(): readonly (readonly number[])[] {
    const codes: (readonly number[])[] = Array.from({ length: this.#size });
    for (const group of this.#groups.values()) for (const member of group.members) codes[member] = group.codes;
    return codes;
  }

  #put(group: Group): void {
    const there = this.#groups.get(nameOf(group.codes));
    this.#groups.set(nameOf(group.codes), there ? merged(group.codes, [there, group]) : group);
  }

  #small(): readonly Group[] {
    return [...this.#groups.values()].filter((group) => !this.#isSafe(group));
  }

  #isSafe({ count, answers }: Pick<Group, "count" | "answers">): boolean {
    return count >= this.#protection.k && isDiverse(answers, this.#protection.l);
  }

  #joined({ codes, small }: Target): Group {
    const there = this.#groups.get(nameOf(codes));
    return merged(codes, there ? [there, ...small] : small);
  }

  #lossPerRecord({ codes, small }: Target): number {
    const records = small.reduce((sum, { count }) => sum + count, 0);
    return byName(small).reduce((sum, group) => sum + this.#loss(group, codes), 0) / records;
  }

  #lossTo(group: Group, other: Group): number {
    return this.#loss(
      group,
      group.codes.map((code, key) => (code === other.codes[key] ? code : WITHHELD)),
    );
  }

  /** Bits that a group loses by becoming like these codes. */
  #loss(group: Group, codes: readonly number[]): number {
    const lost = group.codes.reduce(
      (sum, code, key) =>
        sum + (code !== codes[key] && code !== WITHHELD ? BITS_OF_A_GAP + (this.#bits[key]?.[code] ?? 0) : 0),
      0,
    );
    return lost * group.count;
  }
}

function merged(codes: readonly number[], groups: readonly Group[]): Group {
  const questions = groups[0]?.answers ?? [];
  return {
    codes,
    count: groups.reduce((sum, { count }) => sum + count, 0),
    answers: questions.map((_, at) => new Set(groups.flatMap(({ answers }) => [...(answers[at] ?? [])]))),
    members: groups.flatMap(({ members }) => members),
  };
}

function byName(groups: readonly Group[]): readonly Group[] {
  return groups.toSorted((a, b) => (nameOf(a.codes) < nameOf(b.codes) ? -1 : 1));
}

function nameOf(codes: readonly number[]): string {
  return codes.join(",");
}

/** Every choice of `size` of these. */
function subsets(of: readonly number[], size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return of.flatMap((first, at) => subsets(of.slice(at + 1), size - 1).map((rest) => [first, ...rest]));
}
