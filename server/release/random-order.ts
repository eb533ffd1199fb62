/** An order that nobody can guess or repeat. */

/** From a source fit for keys. */
export interface Random {
  bytes(size: number): Uint8Array;
  /** From 0, under `limit`. */
  integer(limit: number): number;
}

/** The same numbers in random order, every order as likely as any other (R. Durstenfeld, 1964). */
export function shuffled(numbers: Int32Array, random: Random): Int32Array {
  const mixed = numbers.slice();
  for (let left = mixed.length; left > 1; left -= 1) {
    const drawn = random.integer(left);
    const last = mixed[left - 1] ?? 0;
    mixed[left - 1] = mixed[drawn] ?? 0;
    mixed[drawn] = last;
  }
  return mixed;
}
