/** The two things nobody inside may fetch for themselves: the time and chance. They are passed in at the edge. */
export type Clock = () => Date;

export interface Random {
  /** So many unguessable bytes. */
  bytes(size: number): Uint8Array;
  /** An unguessable whole number from 0 up to, not including, `bound`; every one equally likely. */
  integer(bound: number): number;
}

/** The items in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const pick = random.integer(last + 1);
    const moved = mixed[last] as T;
    mixed[last] = mixed[pick] as T;
    mixed[pick] = moved;
  }
  return mixed;
}
