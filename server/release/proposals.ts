/**
 * Ways to make a file safe, each with its price: which key variables are recoded or left out, what is then withheld, and what part of
 * the keys' information is lost (`information.ts`). Recoding reaches everybody and leaves no gap; withholding reaches a few. Which of
 * the two is the lesser evil depends on the file, so both are tried, step by step from what was asked, and shown.
 */
import { type Classes, classesOf } from "./classes.ts";
import { bitsOf, countsOf } from "./information.ts";
import { type KeyLadder, LEFT_OUT } from "./key-ladder.ts";
import { type KeyClass, type Protection, suppressLocally, WITHHELD } from "./local-suppression.ts";

export interface Proposal {
  /** By key: the place of its level. */
  readonly levels: readonly number[];
  /** By key: in how many records its value is withheld. */
  readonly withheld: readonly number[];
  /** Records with a withheld value. */
  readonly touched: number;
  /** The part of the keys' information that is lost, from 0 to 1. */
  readonly loss: number;
  /** By class as asked: each key's code at its level, or `WITHHELD`. */
  readonly codes: readonly (readonly number[])[];
}

/** The classes of a file as asked, and what is in them. */
export interface AskedFile {
  readonly ladders: readonly KeyLadder[];
  readonly classes: Classes;
  /** By class and sensitive question: the different answers. */
  readonly answers: readonly (readonly ReadonlySet<number>[])[];
}

/** How many are told of. */
const MOST = 6;

/**
 * Proposals that reach the protection, cheapest first; none where even one class of all records would not. `from`: by key, the
 * level to begin at.
 */
export function proposalsFor(file: AskedFile, protection: Protection, from: readonly number[]): readonly Proposal[] {
  const prices = pricesOf(file);
  const tried = new Map<string, Proposal | undefined>();
  const attempt = (levels: readonly number[]) => {
    const name = levels.join();
    if (!tried.has(name)) tried.set(name, priced(file, protection, levels, prices));
    return tried.get(name);
  };
  let best = attempt(from);
  for (let improves = best !== undefined; improves; ) {
    const steps = stepsFrom(best?.levels ?? from, file.ladders).flatMap((levels) => attempt(levels) ?? []);
    const next = cheapest(steps);
    improves = next !== undefined && best !== undefined && next.loss < best.loss;
    if (improves) best = next;
  }
  return [...tried.values()]
    .flatMap((proposal) => proposal ?? [])
    .sort((a, b) => a.loss - b.loss)
    .slice(0, MOST);
}

/** The one with these levels, whatever it costs; undefined where it does not reach the protection. */
export function proposalAt(file: AskedFile, protection: Protection, levels: readonly number[]): Proposal | undefined {
  return priced(file, protection, levels, pricesOf(file));
}

function cheapest(proposals: readonly Proposal[]): Proposal | undefined {
  return proposals.toSorted((a, b) => a.loss - b.loss)[0];
}

/** One key one level coarser, short of leaving it out: that is for the analyst to choose. */
function stepsFrom(levels: readonly number[], ladders: readonly KeyLadder[]): readonly (readonly number[])[] {
  return ladders.flatMap((ladder, key) => {
    const next = (levels[key] ?? 0) + 1;
    return ladder.levels[next] && ladder.levels[next].name !== LEFT_OUT ? [levels.with(key, next)] : [];
  });
}

/** By key and level: the bits of each code. */
type Prices = readonly (readonly (readonly number[])[])[];

function pricesOf({ ladders, classes }: AskedFile): Prices {
  return ladders.map((ladder) => {
    const asked = askedCodes(ladder, classes);
    return ladder.levels.map(({ map, size }) =>
      bitsOf(
        countsOf(
          asked.map((code) => map[code] ?? 0),
          classes.counts,
          size,
        ),
      ),
    );
  });
}

/** By class. */
function askedCodes({ asked }: KeyLadder, { first }: Classes): readonly number[] {
  return first.map((record) => asked.codes[record] ?? 0);
}

function priced(
  file: AskedFile,
  protection: Protection,
  levels: readonly number[],
  prices: Prices,
): Proposal | undefined {
  const { ladders, classes } = file;
  const asked = ladders.map((ladder) => askedCodes(ladder, classes));
  const coarse = ladders.map((ladder, key) => {
    const level = ladder.levels[levels[key] ?? 0];
    return { codes: (asked[key] ?? []).map((code) => level?.map[code] ?? 0), size: level?.size ?? 1 };
  });
  const joined = classesOf(classes.counts.length, coarse);
  const bits = levels.map((level, key) => prices[key]?.[level] ?? []);
  const kept = suppressLocally(joinedClasses(file, joined, coarse), protection, bits);
  if (!kept) return undefined;
  const codes = [...joined.of].map((place) => kept[place] ?? []);
  return { levels, codes, ...priceOf(codes, asked, classes.counts, levels, prices) };
}

function joinedClasses(
  { classes, answers }: AskedFile,
  joined: Classes,
  coarse: readonly { readonly codes: readonly number[] }[],
): readonly KeyClass[] {
  const questions = answers[0]?.length ?? 0;
  const made = joined.first.map((first) => ({
    codes: coarse.map(({ codes }) => codes[first] ?? 0),
    count: 0,
    answers: Array.from({ length: questions }, () => new Set<number>()),
  }));
  for (const [place, home] of joined.of.entries()) {
    const group = made[home];
    if (!group) continue;
    group.count += classes.counts[place] ?? 0;
    for (const [at, set] of group.answers.entries()) for (const answer of answers[place]?.[at] ?? []) set.add(answer);
  }
  return made;
}

function priceOf(
  codes: readonly (readonly number[])[],
  asked: readonly (readonly number[])[],
  counts: readonly number[],
  levels: readonly number[],
  prices: Prices,
) {
  const withheld = levels.map(() => 0);
  let [all, lost, touched] = [0, 0, 0];
  for (const [place, kept] of codes.entries()) {
    const count = counts[place] ?? 0;
    if (kept.includes(WITHHELD)) touched += count;
    for (const [key, code] of kept.entries()) {
      const worth = prices[key]?.[0]?.[asked[key]?.[place] ?? 0] ?? 0;
      const told = code === WITHHELD ? 0 : (prices[key]?.[levels[key] ?? 0]?.[code] ?? 0);
      all += worth * count;
      lost += (worth - told) * count;
      if (code === WITHHELD) withheld[key] = (withheld[key] ?? 0) + count;
    }
  }
  return { withheld, touched, loss: all === 0 ? 0 : lost / all };
}
