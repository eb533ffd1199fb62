/**
 * Which of a group of known texts stands at a place in bytes, told without making a string of it. Where the texts of a group differ
 * most, up to four of their bytes are one number, by which a table finds those that may be it; of these every byte is compared, four
 * at a time. Most of the time of reading a million responses went into strings once, and then into trying one text after the other.
 */

export interface KnownTexts {
  /** The text of the group that stands at `at`, by its place among all: the longest that fits; -1 where none does. */
  find(group: number, bytes: DataView, at: number): number;
  /** In bytes, by place. */
  readonly lengths: Int32Array;
  /** By group, the place of its first text. */
  readonly firsts: Int32Array;
}

/** The view must go on for this many bytes after the last place that is asked for and the longest text. */
export const SPARE = 4;

const WORD = 4;
const NONE = -1;
/** 2³² over the golden ratio: D. E. Knuth, The Art of Computer Programming, volume 3, 6.4. */
const SPREAD = 0x9e3779b1;

export function knownTexts(groups: readonly (readonly string[])[]): KnownTexts {
  const encoded = groups.map((texts) => texts.map((text) => new TextEncoder().encode(text)));
  const all = encoded.flat();
  const lengths = Int32Array.from(all, ({ length }) => length);
  const { known, starts, lasts, masks } = wordsOf(all);
  const { firsts, offsets, wordMasks, tables, shifts, slots, next } = tablesOf(encoded);
  return {
    ...{ lengths, firsts },
    find(group, bytes, at) {
      const word = bytes.getInt32(at + (offsets[group] ?? 0), true) & (wordMasks[group] ?? 0);
      let place = slots[(tables[group] ?? 0) + (Math.imul(word, SPREAD) >>> (shifts[group] ?? 0))] ?? NONE;
      for (; place !== NONE; place = next[place] ?? NONE) {
        const last = lasts[place] ?? 0;
        let own = starts[place] ?? 0;
        let from = at;
        for (; own < last && bytes.getInt32(from, true) === known[own]; own += 1) from += WORD;
        if (own === last && ((bytes.getInt32(from, true) ^ (known[last] ?? 0)) & (masks[place] ?? 0)) === 0)
          return place;
      }
      return NONE;
    },
  };
}

/** Every text in words of four bytes; of its last word some may be those of what follows, and are masked. */
function wordsOf(texts: readonly Uint8Array[]) {
  const starts = Int32Array.from(texts, () => 0);
  const words: number[] = [];
  for (const [place, text] of texts.entries()) {
    starts[place] = words.length;
    for (let at = 0; at < text.length; at += WORD) words.push(wordAt(text, at));
  }
  const masks = Int32Array.from(texts, ({ length }) => maskOf(length % WORD === 0 ? WORD : length % WORD));
  const lasts = Int32Array.from(texts, ({ length }, place) => (starts[place] ?? 0) + Math.ceil(length / WORD) - 1);
  return { known: Int32Array.from(words), starts, lasts, masks };
}

/** By group a table whose slots name the first text that may be it, and by text the next one of its slot. */
function tablesOf(groups: readonly (readonly Uint8Array[])[]) {
  const next: number[] = [];
  const slots: number[] = [];
  const made = groups.map((texts) => {
    const [first, table] = [next.length, slots.length];
    const { offset, mask } = whereTheyDiffer(texts);
    const bits = Math.ceil(Math.log2(4 * texts.length + 2));
    const shift = 32 - bits;
    slots.push(...Array<number>(2 ** bits).fill(NONE));
    // The longest of a slot is put in last, and comes first.
    next.push(...texts.map(() => NONE));
    for (const [at, text] of [...texts.entries()].toSorted(([, a], [, b]) => a.length - b.length)) {
      const slot = table + (Math.imul(wordAt(text, offset) & mask, SPREAD) >>> shift);
      next[first + at] = slots[slot] ?? NONE;
      slots[slot] = first + at;
    }
    return { first, table, offset, mask, shift };
  });
  return {
    firsts: Int32Array.from(made, ({ first }) => first),
    tables: Int32Array.from(made, ({ table }) => table),
    offsets: Int32Array.from(made, ({ offset }) => offset),
    wordMasks: Int32Array.from(made, ({ mask }) => mask),
    shifts: Int32Array.from(made, ({ shift }) => shift),
    ...{ slots: Int32Array.from(slots), next: Int32Array.from(next) },
  };
}

/** The place, within the shortest, of a word that the fewest have alike; of fewer than four bytes where a text is shorter. */
function whereTheyDiffer(texts: readonly Uint8Array[]): { readonly offset: number; readonly mask: number } {
  if (texts.length === 0) return { offset: 0, mask: 0 };
  const shortest = Math.min(...texts.map(({ length }) => length));
  const width = Math.min(WORD, shortest);
  const mask = maskOf(width);
  const different = Array.from(
    { length: shortest - width + 1 },
    (_, offset) => new Set(texts.map((text) => wordAt(text, offset) & mask)).size,
  );
  return { offset: different.indexOf(Math.max(...different)), mask };
}

function maskOf(bytes: number): number {
  return bytes >= WORD ? -1 : (1 << (8 * bytes)) - 1;
}

function wordAt(bytes: Uint8Array, from: number): number {
  const word = new DataView(new ArrayBuffer(WORD));
  for (let at = 0; at < WORD; at += 1) word.setUint8(at, bytes[from + at] ?? 0);
  return word.getInt32(0, true);
}
