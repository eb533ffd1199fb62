/** Chance that can be repeated: the same seed gives the same citizens. Never for keys. */
import { createHash } from "node:crypto";
import { type Random, shuffled } from "../../server/records/world.ts";

export interface Chance extends Random {
  /** From 0 up to, not including, 1. */
  fraction(): number;
  /** From the standard normal distribution. */
  normal(): number;
  /** One of the names, each as likely as its weight says. */
  pick(weights: Readonly<Record<string, number>>): string;
  shuffled<T>(items: readonly T[]): readonly T[];
}

/** `seed`: any words; other words give another sequence. */
export function seededChance(seed: string): Chance {
  const next = sequence(seed);
  const fraction = () => next() / 2 ** 32;
  const chance: Chance = {
    fraction,
    integer: (bound) => Math.floor(fraction() * bound),
    bytes: (size) => Uint8Array.from({ length: size }, () => next() >>> 24),
    normal: () => Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction()),
    pick: (weights) => picked(weights, fraction()),
    shuffled: (items) => shuffled(items, chance),
  };
  return chance;
}

/** Whole numbers below 2^32: sfc32 by Chris Doty-Humphrey (PractRand), its state filled from SHA-256 of the seed. */
function sequence(seed: string): () => number {
  const hash = createHash("sha256").update(seed).digest();
  let [a, b, c, counter] = [hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8), 1];
  return () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
}

function picked(weights: Readonly<Record<string, number>>, fraction: number): string {
  const names = Object.keys(weights);
  let left = fraction * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const found = names.find((name) => {
    left -= weights[name] ?? 0;
    return left < 0;
  });
  return found ?? names.at(-1) ?? "";
}
