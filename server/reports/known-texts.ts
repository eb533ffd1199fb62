/**
 * Which of a few known texts stands at a place in bytes, told without making a string of it: four bytes at a time, and every byte
 * is compared. Half the time of reading a million responses went into strings that were thrown away at once.
 */

export interface KnownTexts {
  /** The text that begins at `at`, by its place in the list: the first that fits; -1 where none does. */
  find(bytes: DataView, at: number): number;
  /** In bytes, by place. */
  readonly lengths: Int32Array;
}

/** The view must go on for this many bytes after the last place that is asked for and the longest text. */
export const SPARE = 4;

const WORD = 4;

export function knownTexts(texts: readonly string[]): KnownTexts {
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const lengths = Int32Array.from(encoded, ({ length }) => length);
  const starts = Int32Array.from(encoded, () => 0);
  const words: number[] = [];
  for (const [place, bytes] of encoded.entries()) {
    starts[place] = words.length;
    words.push(...wordsOf(bytes));
  }
  const known = Int32Array.from(words);
  // Of the last word some bytes may be those of what follows.
  const masks = Int32Array.from(encoded, ({ length }) => (length % WORD === 0 ? -1 : (1 << (8 * (length % WORD))) - 1));
  const lasts = Int32Array.from(encoded, ({ length }, place) => (starts[place] ?? 0) + Math.ceil(length / WORD) - 1);
  return {
    lengths,
    find(bytes, at) {
      const first = bytes.getInt32(at, true);
      for (let place = 0; place < lengths.length; place += 1) {
        let word = starts[place] ?? 0;
        const last = lasts[place] ?? 0;
        if (word < last && first !== known[word]) continue;
        let from = at;
        for (; word < last && bytes.getInt32(from, true) === known[word]; word += 1) from += WORD;
        if (word === last && ((bytes.getInt32(from, true) ^ (known[last] ?? 0)) & (masks[place] ?? 0)) === 0)
          return place;
      }
      return -1;
    },
  };
}

function wordsOf(bytes: Uint8Array): readonly number[] {
  const padded = new DataView(new ArrayBuffer(Math.ceil(bytes.length / WORD) * WORD));
  for (const [at, byte] of bytes.entries()) padded.setUint8(at, byte);
  return Array.from({ length: padded.byteLength / WORD }, (_, word) => padded.getInt32(word * WORD, true));
}
